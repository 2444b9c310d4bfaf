"""Schedulers and web workers that are killed at random, while reminders go out.

The moments are counted in mails that the sink took: so a kill falls, often enough, between
sending a mail and recording that it went.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from time import monotonic

from sqlalchemy import select

from engine.clock import SystemClock
from engine.notices import message_id
from engine.operations.sign_in import token_hash
from engine.settings import Settings
from engine.store import Database, accounts, is_outage, rows
from engine.store.deliveries import LEASE
from engine.store.tables import outbox, reminder, task
from tests.support.flock import TOKEN, Claims, Flock, flock
from tests.support.mail_sink import Sink, sinking
from tests.support.many_cases import copy_case
from tests.support.offices import open_small, small_office
from tests.support.postgresql import Server

#: A Monday morning on which the first reminder of every case is due.
_MORNING = datetime(2026, 2, 16, 8, 30, tzinfo=UTC)
#: The share of kills that fall on who answers requests.
_WORKERS = 0.3
#: Seconds without any mail after which the run is said to hang.
_HANG = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to; all of it was checked."""

    reminders: int
    seconds: float
    schedulers_killed: int
    workers_killed: int
    restarts: int
    #: Mails that the sink took more than once.
    doubles: int
    #: Leases that ran out and were taken over.
    takeovers: int
    #: Tasks that were claimed over HTTP meanwhile.
    claims: int


def run(server: Server, folder: Path, *, reminders: int, kills: int, seed: int) -> Outcome:
    """Send so many reminders through kills and restarts, and compare ledger and sink.

    Somebody is killed that many times, or in the middle all schedulers at once.

    Raises:
        AssertionError: A reminder was lost, or a double has no takeover that explains it.
    """
    name = f"killed_{seed}"
    url = server.create(name)
    _prepare(url, reminders)
    with ExitStack() as end:
        database = Database(url)
        end.callback(server.drop, name)
        end.callback(database.close)
        sink = end.enter_context(sinking(folder / f"sink_{seed}"))
        began = monotonic()
        _set_clock(database, _MORNING)
        herd = end.enter_context(flock(url, sink, folder / f"told_{seed}"))
        claims = Claims(herd.port, _open_tasks(database))
        end.callback(claims.stop)
        _kill_on(server, database, sink, herd, _moments(Random(seed), reminders, kills))
        _wait(lambda: not _left(database, ("waiting",)), sink)
        claims.stop()
        _take_over(database, herd)
        _wait(lambda: not _left(database, ("waiting", "leased")), sink)
        seconds = monotonic() - began
        claims.must_be_kept(database)
        doubles, takeovers = _agree(database, sink, reminders)
        assert "Traceback" not in herd.told(), herd.told()
        return Outcome(
            reminders=reminders,
            seconds=seconds,
            schedulers_killed=herd.killed["schedulers"],
            workers_killed=herd.killed["workers"],
            restarts=2,
            doubles=doubles,
            takeovers=takeovers,
            claims=len(claims.done),
        )


def _open_tasks(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.scalars(select(task.c.task_id).order_by(task.c.task_id)))


def _prepare(url: str, reminders: int) -> None:
    office = small_office(url)
    ann = office.person("atlas", "ann")
    case = open_small(office)
    with office.leidraad.database.writing() as connection:
        copy_case(connection, case, reminders - 1)
        accounts.add_token(
            connection,
            {
                "account_id": ann.account_id,
                "token_hash": token_hash(TOKEN),
                "label": "run",
                "created_at": office.clock.now(),
                "expires_at": office.clock.now() + timedelta(days=400),
            },
        )
    with office.leidraad.database.engine().connect() as connection:
        free = connection.execution_options(isolation_level="AUTOCOMMIT")
        free.exec_driver_sql("VACUUM ANALYZE")
    office.leidraad.close()


def _moments(random: Random, reminders: int, kills: int) -> list[tuple[int, Random]]:
    """Choose after how many mails somebody is killed, and the luck that chooses whom."""
    every = reminders / (kills + 2)
    return [
        (round(every * (number + random.uniform(-0.4, 0.4))), random)
        for number in range(1, kills + 1)
    ]


def _kill_on(
    server: Server,
    database: Database,
    sink: Sink,
    herd: Flock,
    moments: Sequence[tuple[int, Random]],
) -> None:
    """Kill now one, now another, and restart the database twice."""
    for number, (moment, random) in enumerate(moments, start=1):
        _wait(lambda: len(sink.taken()) >= moment, sink)  # noqa: B023
        if number == len(moments) // 3:
            server.restart("immediate")
        elif number == 2 * len(moments) // 3:
            server.restart("fast")
        elif number == len(moments) // 2:
            _take_over(database, herd)
        elif random.random() < _WORKERS:
            herd.kill_worker(random)
        else:
            herd.kill_scheduler(random)


def _take_over(database: Database, herd: Flock) -> None:
    """Kill all schedulers, and move the clock on until their leases have run out."""
    herd.halt_schedulers()
    with database.reading() as connection:
        offset = rows.clock_offset(connection)
    with database.writing() as connection:
        rows.set_clock_offset(connection, offset + LEASE)
    herd.start_schedulers()


def _set_clock(database: Database, now: datetime) -> None:
    with database.writing() as connection:
        rows.set_clock_offset(connection, now - SystemClock().now())


def _left(database: Database, statuses: Sequence[str]) -> bool:
    """Whether something is still to be planned or sent; so while the database is away."""
    try:
        with database.reading() as connection:
            due = select(reminder.c.reminder_id).where(
                reminder.c.status == "planned", reminder.c.send_at <= _MORNING
            )
            to_go = select(outbox.c.outbox_id).where(outbox.c.status.in_(statuses))
            return any(
                connection.execute(query.limit(1)).first() is not None
                for query in (due, to_go)
            )
    except Exception as error:
        if is_outage(error):
            return True
        raise


def _wait(happened: Callable[[], bool], sink: Sink) -> None:
    last, since = -1, monotonic()
    while not happened():
        taken = len(sink.taken())
        if taken != last:
            last, since = taken, monotonic()
        if monotonic() - since > _HANG:
            message = f"Nothing happens after {taken} mails."
            raise AssertionError(message)
        threading.Event().wait(0.02)


def _agree(database: Database, sink: Sink, reminders: int) -> tuple[int, int]:
    """Compare what the ledger says with what the sink took; gives doubles and takeovers."""
    sender = Settings(database_url="", secret_key="").mail_from
    with database.reading() as connection:
        due = select(reminder.c.status).where(reminder.c.send_at <= _MORNING)
        told = Counter(connection.scalars(due))
        entries = connection.execute(
            select(outbox.c.key, outbox.c.status, outbox.c.topic, outbox.c.takeovers)
        ).all()
    assert told == {"handed-over": reminders}
    assert {entry.status for entry in entries} == {"delivered"}
    assert sum(entry.topic == "reminder" for entry in entries) == reminders
    taken = Counter(sink.taken())
    names = {message_id(entry.key, sender): entry for entry in entries}
    assert set(taken) == set(names), "the ledger and the sink do not agree"
    unexplained = {
        name: times for name, times in taken.items() if times > 1 + names[name].takeovers
    }
    assert unexplained == {}, "a double that nobody's death explains"
    return (
        sum(times - 1 for times in taken.values()),
        sum(entry.takeovers for entry in entries),
    )
