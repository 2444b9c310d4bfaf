"""A crash at every step of an operation: the database is as before or as after it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Table, select

from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.deliver_outbox import deliver_outbox
from engine.scenarios.office import Office
from engine.store import Database
from engine.store.deliveries import LEASE
from engine.store.tables import metadata
from tests.support.crashing import Crasher, Order, crashing
from tests.support.mailbox import Mailbox
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import open_small, state_of, task_of
from tests.support.postgresql import Server
from tests.support.whole_cases import Watch

#: All rows of all tables, by the name of the table; keys are counted from one.
Picture = dict[str, list[tuple[Any, ...]]]
#: All but the files of what is published, which nothing here changes.
_TABLES = [
    table
    for table in metadata.sorted_tables
    if table.name not in {"definition_file", "law_file"}
]


@pytest.fixture(scope="module")
def crasher() -> Iterator[Crasher]:
    with crashing() as process:
        yield process


class Copies:
    """A database that was prepared, and copies of it to crash on."""

    def __init__(self, prepared: str, server: Server | None, folder: Path) -> None:
        self._prepared = prepared
        self._server = server
        self._folder = folder
        self._name = ""
        self._database: Database | None = None

    def close(self) -> None:
        """Throw the last copy away."""
        if self._database is None:
            return
        self._database.close()
        if self._server is not None:
            self._server.drop(self._name)

    def another(self) -> Database:
        """Give a new copy; the one before is thrown away."""
        self.close()
        self._database = Database(self._copy())
        return self._database

    def _copy(self) -> str:
        name = self._name = f"crash_{uuid4().hex}"
        if self._server is not None:
            return self._server.create(name, template=self._prepared)
        file = self._folder / name
        for suffix in ("", "-wal"):
            source = Path(f"{self._prepared}{suffix}")
            if source.exists():
                shutil.copy(source, f"{file}{suffix}")
        return f"sqlite:///{file}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """An office to prepare, and then copies of what was prepared."""

    office: Office
    copies: Copies


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    """An office on each kind of database, with the odd and the small trajectory."""
    if request.param == "sqlite":
        url: str = request.getfixturevalue("sqlite_url")
        copies = Copies(url.removeprefix("sqlite:///"), None, tmp_path)
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        url = request.getfixturevalue("postgresql_url")
        copies = Copies(url.partition("@/")[2].partition("?")[0], server, tmp_path)
    yield Bench(office=odd_office(url), copies=copies)
    copies.close()


def picture(database: Database) -> Picture:
    """Take a picture of all rows, as another process sees them."""
    with database.reading() as connection:
        rows = {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in _TABLES
        }
    ranks = {
        table.name: {
            key: rank
            for rank, key in enumerate(sorted(_keys(table, rows[table.name])), start=1)
        }
        for table in _TABLES
    }
    return {
        table.name: sorted(
            (_ranked(table, row, ranks) for row in rows[table.name]), key=repr
        )
        for table in _TABLES
    }


def _keys(table: Table, rows: list[tuple[Any, ...]]) -> list[Any]:
    own = table.autoincrement_column
    return [] if own is None else [row[list(table.columns).index(own)] for row in rows]


def _ranked(table: Table, row: tuple[Any, ...], ranks: Any) -> tuple[Any, ...]:
    """Count keys from one: a step that was taken back leaves a gap in them."""
    found = []
    for column, value in zip(table.columns, row, strict=True):
        of = next((key.column.table.name for key in column.foreign_keys), table.name)
        is_key = bool(column.foreign_keys) or column is table.autoincrement_column
        found.append(ranks.get(of, {}).get(value, value) if is_key else value)
    return tuple(found)


def crash_everywhere(
    crasher: Crasher,
    copies: Copies,
    order: Order,
    look: Callable[[Database, Picture], None] = lambda _database, _seen: None,
) -> list[Picture]:
    """Let an operation die at its first step, its second, and so on until it ends.

    Gives the different pictures that were seen, in their order. ``look`` is told of each
    database after a crash, and may go on with it.
    """
    database = copies.another()
    before = picture(database)
    seen = [before]
    for step in count(1):
        died = crasher.dies(replace(order, database_url=database.url, dies_at=step))
        found = picture(database)
        if found not in seen:
            seen.append(found)
        assert found == seen[-1], "it went back to an earlier state"
        if not died:
            assert step > 10, "nothing was done"
            return seen
        look(database, found)
        if found != before:
            database = copies.another()
    raise AssertionError


def only(rows: list[tuple[Any, ...]], table: str, name: str) -> list[Any]:
    """Give one column."""
    at = [column.name for column in metadata.tables[table].columns].index(name)
    return [row[at] for row in rows]


def test_completing_a_task_is_done_or_not(bench: Bench, crasher: Crasher) -> None:
    office = bench.office
    case = open_small(office)
    intake = task_of(office, case, "intake")
    claim_task(office.leidraad, office.person("atlas", "ann"), intake)
    office.leidraad.close()
    order = Order(
        database_url="",
        now=office.clock.now().isoformat(),
        verb="complete_task",
        login="ann@atlas",
        subject=intake,
        answers={"intake_years": "9"},
    )
    before, after = crash_everywhere(crasher, bench.copies, order)
    assert only(before["task"], "task", "element") == ["intake"]
    assert sorted(only(after["task"], "task", "element")) == ["check_intake", "intake"]
    assert only(after["deadline"], "deadline", "status") == ["met"]
    assert len(after["history"]) > len(before["history"])


def test_a_step_that_fails_leaves_its_incident_or_nothing(
    bench: Bench, crasher: Crasher
) -> None:
    office = bench.office
    case = open_odd(office, "work", approved=None)
    work = task_of(office, case, "work_task")
    claim_task(office.leidraad, office.person("atlas", "ann"), work)
    office.leidraad.close()
    order = Order(
        database_url="",
        now=office.clock.now().isoformat(),
        verb="complete_task",
        login="ann@atlas",
        subject=work,
        answers={"word": "x"},
    )
    before, after = crash_everywhere(crasher, bench.copies, order)
    assert (len(before["incident"]), len(after["incident"])) == (0, 1)
    assert len(after["draft"]) == 1
    assert only(after["task"], "task", "status") == ["open"]


@pytest.mark.parametrize("way", ["late", "incident"])
def test_a_timer_fires_or_not(bench: Bench, crasher: Crasher, way: str) -> None:
    office = bench.office
    if way == "late":
        open_odd(office, "work", approved=True)
    else:
        case = open_odd(office, "span", span="P1D")
        work = task_of(office, case, "span_task")
        ann = office.person("atlas", "ann")
        claim_task(office.leidraad, ann, work)
        complete_task(office.leidraad, ann, work, {"word": "x"})
    office.person("atlas", "ann")
    office.leidraad.close()
    order = Order(
        database_url="",
        now=(office.clock.now() + timedelta(days=2)).isoformat(),
        verb="fire_due",
        login="ann@atlas",
    )
    before, after = crash_everywhere(crasher, bench.copies, order)
    assert only(before["timer"], "timer", "status") == ["armed"]
    if way == "late":
        assert after["timer"] == []
        assert sorted(only(after["task"], "task", "element")) == ["work_over", "work_task"]
        assert only(after["history"], "history", "kind").count("timer_fired") == 1
    else:
        assert only(after["timer"], "timer", "status") == ["failed"]
        assert len(after["incident"]) == 1


def test_a_reminder_is_handed_over_or_not(bench: Bench, crasher: Crasher) -> None:
    office = bench.office
    open_small(office)
    office.person("atlas", "ann")
    office.leidraad.close()
    order = Order(
        database_url="",
        now="2026-02-16T09:00:00+00:00",
        verb="send_reminders",
        login="ann@atlas",
    )
    before, after = crash_everywhere(crasher, bench.copies, order)
    assert before["outbox"] == []
    assert only(after["outbox"], "outbox", "status") == ["waiting"]
    assert sorted(only(after["reminder"], "reminder", "status")) == [
        "handed-over",
        "planned",
    ]


def test_a_letter_goes_again_only_after_a_crash_between_sending_and_recording(
    bench: Bench, crasher: Crasher, mailbox: Mailbox
) -> None:
    office = bench.office
    case = to_the_letter(office)
    office.leidraad.close()
    order = Order(
        database_url="",
        now=office.clock.now().isoformat(),
        verb="deliver_outbox",
        login="ann@atlas",
        smtp_port=mailbox.port,
    )
    doubles = []

    def go_on(database: Database, seen: Picture) -> None:
        (status,) = only(seen["outbox"], "outbox", "status")
        if status == "waiting":
            assert mailbox.messages == []
            return
        again = restarted(office, database.url, mailbox)
        kept_the_lease(again, mailbox)
        assert state_of(again, case).awaits == ("answer",)
        Watch(again.leidraad).look([case])
        again.leidraad.close()
        (entry,) = picture(database)["outbox"]
        (takeovers,) = only([entry], "outbox", "takeovers")
        assert only([entry], "outbox", "status") == ["delivered"]
        assert takeovers == (status == "leased")
        keys = [mail["Message-ID"] for mail in mailbox.messages]
        assert len(set(keys)) == 1, "nothing was lost, and a double bears the same name"
        assert len(keys) <= 1 + takeovers
        doubles.append(len(keys) - 1)
        mailbox.messages.clear()

    seen = crash_everywhere(crasher, bench.copies, order, go_on)
    assert [only(each["outbox"], "outbox", "status") for each in seen] == [
        ["waiting"],
        ["leased"],
        ["delivered"],
    ]
    assert set(doubles) == {0, 1}


def to_the_letter(office: Office) -> int:
    """Open a case and bring it to where a letter waits in the outbox."""
    case = open_small(office)
    for element, name in (("intake", "ann"), ("check_intake", "bert")):
        who = office.person("atlas", name)
        work = task_of(office, case, element)
        claim_task(office.leidraad, who, work)
        complete_task(office.leidraad, who, work, {f"{element}_years": "9"})
    return case


def kept_the_lease(again: Office, mailbox: Mailbox) -> None:
    """Deliver at once, which sends nothing, and when the lease has run out."""
    sent = len(mailbox.messages)
    deliver_outbox(again.leidraad)
    assert len(mailbox.messages) == sent, "somebody else may still be sending it"
    now = again.clock.now()
    again.clock.set(now + LEASE)
    deliver_outbox(again.leidraad)
    again.clock.set(now)


def restarted(office: Office, url: str, mailbox: Mailbox) -> Office:
    """Open a database again, as the next process does."""
    leidraad = type(office.leidraad)(
        replace(
            office.leidraad.settings,
            database_url=url,
            smtp_host=mailbox.host,
            smtp_port=mailbox.port,
        ),
        Database(url),
        office.clock,
    )
    return Office(leidraad, office.clock, office.teams, office.roles)
