"""A hundred thousand timers that are due at once, drained by scheduler processes."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from subprocess import TimeoutExpired

from sqlalchemy import Connection, text

from engine.clock import SystemClock
from engine.operations.fire_due import fire_due
from engine.scenarios.office import Office
from engine.store import Database
from tests.bench.common_case import NOW, Work, common_office
from tests.bench.measuring import Ratio, Timing, in_turns
from tests.bench.task import Bare
from tests.support.many_cases import copy_case
from tests.support.postgresql import Server
from tests.support.processes import Running, running

_TIMERS = 100_000
_LIMIT = 4.0
#: Timers that are fired, and bare transactions, before the other has its turn.
_BLOCK = 50
_BLOCKS = 40
#: Bare transactions at a time while the schedulers are halted.
_BARE = 25
#: Seconds in which the timers are made due, and those without any progress.
_SOON = 10
_HANG = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    """What a drain came to."""

    #: From the first to the last timer.
    seconds: float
    timers: int
    lag_median: float
    lag_p99: float


def measure_timer(database_url: str) -> Ratio:
    """Fire timers in one process, in turns with bare transactions."""
    timers = _BLOCK * (_BLOCKS + 4)
    office, due_at = _office_with(database_url, timers, NOW)
    office.clock.set(due_at + timedelta(seconds=1))
    engine = office.leidraad.database.engine()
    with engine.connect() as connection:
        _settle(connection)
    bare = Bare(engine)
    fire, plain = Timing(), Timing()

    def fire_block() -> None:
        fire_due(office.leidraad, limit=_BLOCK)

    def write_block() -> None:
        for _ in range(_BLOCK):
            bare.write()

    in_turns([(fire, fire_block), (plain, write_block)], _BLOCKS + 4)
    del fire.taken[:4], plain.taken[:4]
    with office.leidraad.reading() as connection:
        must_be_drained(connection, timers)
    office.leidraad.close()
    return _ratio("timer-postgresql", fire.median / _BLOCK, plain.median / _BLOCK, timers)


def measure_drain(server: Server, processes: int, *, timers: int = _TIMERS) -> Ratio:
    """Let so many scheduler processes drain that many timers."""
    name = f"drain_by_{processes}"
    url = server.create(name)
    prepare(url, timers)
    beside = Database(server.create(f"beside_{name}"))
    bare, plain = Bare(beside.engine()), Timing()
    found = drain(url, processes, timers, between=lambda: _time(plain, bare))
    beside.close()
    server.drop(name)
    return _ratio(
        f"timer-drain-by-{processes}",
        found.seconds * 1000 / timers,
        plain.median,
        timers,
        note=(
            f"{timers} timers, {timers / found.seconds:.0f}/s, "
            f"lag median {found.lag_median:.1f} s, p99 {found.lag_p99:.1f} s"
        ),
    )


def prepare(database_url: str, timers: int) -> None:
    """Open so many cases with a timer, on tables as they are in the long run."""
    office, _ = _office_with(database_url, timers, SystemClock().now())
    with office.leidraad.database.engine().connect() as connection:
        _settle(connection)
    office.leidraad.close()


def drain(
    database_url: str, processes: int, timers: int, *, between: Callable[[], object]
) -> Drain:
    """Start schedulers, let everything be due at one instant, and wait until all is done.

    Now and then they are all halted, for what is done ``between``; that time does not
    count.
    """
    database = Database(database_url)
    settings = {
        "PATH": os.environ["PATH"],
        "LEIDRAAD_DATABASE_URL": database_url,
        "LEIDRAAD_SECRET_KEY": "b" * 40,
    }
    with ExitStack() as end:
        end.callback(database.close)
        schedulers = [
            end.enter_context(running(settings, "schedule")) for _ in range(processes)
        ]
        while _count(database, "scheduler") < processes:
            _must_live(schedulers)
        _make_due(database)
        halted = _wait(database, schedulers, between)
        with database.reading() as connection:
            must_be_drained(connection, timers)
            return Drain(timers=timers, **_figures(connection, halted))


def must_be_drained(connection: Connection, timers: int) -> None:
    """Fail when a timer was lost, or fired twice, or left its case in between."""
    counted = {
        "timers that wait": "SELECT count(*) FROM timer",
        "incidents": "SELECT count(*) FROM incident",
        "fired": "SELECT count(*) FROM history WHERE kind = 'timer_fired'",
        "cases": "SELECT count(DISTINCT case_id) FROM history WHERE kind = 'timer_fired'",
        "taken away": "SELECT count(*) FROM task WHERE element = 'task_b'"
        " AND status NOT IN ('open', 'completed')",
        "task C": "SELECT count(*) FROM task WHERE element = 'task_c' AND status = 'open'",
        "task D": "SELECT count(*) FROM task WHERE element = 'task_d' AND status = 'open'",
    }
    found = {
        what: connection.execute(text(query)).scalar_one()
        for what, query in counted.items()
    }
    expected = dict.fromkeys(counted, timers) | {"timers that wait": 0, "incidents": 0}
    if found != expected:
        message = f"{found} instead of {expected}"
        raise AssertionError(message)


def _office_with(database_url: str, timers: int, now: datetime) -> tuple[Office, datetime]:
    """Open so many cases in which task B waits, with a timer on it for two weeks."""
    office = common_office(database_url)
    office.clock.set(now)
    work = Work(office)
    work.prepare()
    work.complete()
    with office.leidraad.database.writing() as connection:
        copy_case(connection, work.case, timers - 1)
        due_at = connection.execute(text("SELECT max(due_at) FROM timer")).scalar_one()
    return office, due_at


def _settle(connection: Connection) -> None:
    """Leave the tables as the database keeps them in the long run."""
    free = connection.execution_options(isolation_level="AUTOCOMMIT")
    free.exec_driver_sql("VACUUM ANALYZE")


def _make_due(database: Database) -> None:
    soon = SystemClock().now() + timedelta(seconds=_SOON)
    with database.writing() as connection:
        connection.execute(text("UPDATE timer SET due_at = :soon"), {"soon": soon})
    with database.engine().connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
            "VACUUM ANALYZE timer"
        )


def _wait(
    database: Database, schedulers: Sequence[Running], between: Callable[[], object]
) -> float:
    """Wait until no timer is left; gives the seconds that they were halted."""
    halted = Timing()
    most = last = _count(database, "timer")
    since = time.monotonic()
    while left := _count(database, "timer"):
        _must_live(schedulers)
        if left != last:
            last, since = left, time.monotonic()
        if time.monotonic() - since > _HANG:
            message = f"{left} timers wait and nothing happens."
            raise AssertionError(message)
        if left < most:
            halted.time(lambda: _halt(schedulers, between))
    return sum(halted.taken) / 1000


def _halt(schedulers: Sequence[Running], between: Callable[[], object]) -> None:
    for one in schedulers:
        one.process.send_signal(signal.SIGSTOP)
    try:
        between()
    finally:
        for one in schedulers:
            one.process.send_signal(signal.SIGCONT)


def _must_live(schedulers: Sequence[Running]) -> None:
    """Wait a moment; fail when a process ended."""
    for one in schedulers:
        try:
            one.process.wait(1 / len(schedulers))
        except TimeoutExpired:
            continue
        raise AssertionError(one.told())


def _figures(connection: Connection, halted: float) -> dict[str, float]:
    row = connection.execute(
        text(
            "SELECT extract(epoch FROM max(at) - min(at)) AS seconds,"
            " extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY late))"
            " AS lag_median,"
            " extract(epoch FROM percentile_cont(0.99) WITHIN GROUP (ORDER BY late))"
            " AS lag_p99"
            " FROM (SELECT at, at - (substring(detail FROM :instant))::timestamptz AS late"
            " FROM history WHERE kind = 'timer_fired') AS fired"
        ),
        {"instant": r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+]00:00)"},
    ).one()
    found = {name: float(value) for name, value in row._mapping.items()}
    return {**found, "seconds": found["seconds"] - halted}


def _count(database: Database, table: str) -> int:
    with database.reading() as connection:
        counted = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        return int(counted)


def _time(plain: Timing, bare: Bare) -> None:
    bare.write()
    for _ in range(_BARE):
        plain.time(bare.write)


def _ratio(
    name: str, measured_ms: float, against_ms: float, rounds: int, *, note: str = ""
) -> Ratio:
    return Ratio(
        name=name,
        ratio=round(measured_ms / against_ms, 3),
        limit=_LIMIT,
        measured_ms=round(measured_ms, 3),
        against_ms=round(against_ms, 3),
        rounds=rounds,
        note=note,
    )
