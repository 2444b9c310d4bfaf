"""A database at work with the first tables gets those of today and keeps its rows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Table, func, insert, inspect, select

from engine.clock import end_of_term
from engine.operations import Leidraad
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.resume_term import resume_term
from engine.operations.send_reminders import send_reminders
from engine.operations.suspend_term import suspend_term
from engine.scenarios.office import Office
from engine.store import Database, migrate
from engine.store.tables import metadata
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import task_of
from tests.support.terms import Ledger
from tests.support.whole_cases import Watch

#: What the first tables did not have, and what is filled in from what they had.
FILLED = {("task", "deadline_id"), ("timer", "deadline_id")}
DUE = date(2026, 3, 2)


@pytest.fixture(scope="module")
def worked(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """An office with cases in which terms run, were met and were missed."""
    file = tmp_path_factory.mktemp("worked") / "worked.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    office = odd_office(f"sqlite:///{file}", durable=False)
    ann = office.person("atlas", "ann")
    for way in ("term", "calm", "cooling", "either", "sent", "again"):
        open_odd(office, way)
    met = open_odd(office, "term")
    task = task_of(office, met, "term_task")
    claim_task(office.leidraad, ann, task)
    complete_task(office.leidraad, ann, task, {"word": "ja"})
    open_odd(office, "term", registered_on=date(2025, 11, 1))
    office.clock.set(datetime(2026, 2, 20, 8, tzinfo=UTC))
    fire_due(office.leidraad)
    send_reminders(office.leidraad)
    yield office
    office.leidraad.close()


@pytest.fixture
def upgraded(worked: Office, empty_database_url: str) -> Iterator[Office]:
    """The same office on a database that had the first tables until now."""
    database = Database(empty_database_url)
    with database.writing() as connection:
        command.upgrade(migrate.configuration(connection), "0001")
    with worked.leidraad.reading() as source, database.writing() as connection:
        known = {table: _columns(connection, table) for table in metadata.sorted_tables}
        for table, names in known.items():
            rows = _rows(source, table, names)
            if rows:
                connection.execute(insert(table), rows)
        if connection.dialect.name == "postgresql":
            _count_on(connection)
    database.close()
    leidraad = Leidraad.open(
        worked.leidraad.settings.__class__(
            database_url=empty_database_url, secret_key="s" * 32
        ),
        clock=worked.clock,
    )
    office = Office(leidraad, worked.clock, worked.teams, worked.roles)
    office._staff.update(worked._staff)
    with worked.leidraad.reading() as source, leidraad.reading() as connection:
        for table, names in known.items():
            assert _rows(connection, table, names) == _rows(source, table, names)
    yield office
    leidraad.close()


def _columns(connection: Connection, table: Table) -> list[str]:
    """Give the columns that a table has now; none when it is not there."""
    if not inspect(connection).has_table(table.name):
        return []
    there = {one["name"] for one in inspect(connection).get_columns(table.name)}
    return [column.name for column in table.columns if column.name in there]


def _rows(connection: Connection, table: Table, names: list[str]) -> list[dict[str, Any]]:
    if not names:
        return []
    query = select(*(table.c[name] for name in names)).order_by(*table.primary_key.columns)
    return [dict(row._mapping) for row in connection.execute(query)]


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number the next rows after those that were copied."""
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True and _columns(connection, table):
                last = connection.execute(select(func.max(column))).scalar_one() or 0
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(select(func.setval(sequence, last + 1)))


def test_each_row_is_kept_and_what_hung_on_a_term_still_does(
    worked: Office, upgraded: Office
) -> None:
    with worked.leidraad.reading() as source, upgraded.leidraad.reading() as connection:
        for name, column in sorted(FILLED):
            table = metadata.tables[name]
            wanted = _rows(source, table, [column])
            assert _rows(connection, table, [column]) == wanted
            assert any(row[column] is not None for row in wanted)
    assert migrate.differences(upgraded.leidraad.database) == []


def test_what_ran_before_goes_on(upgraded: Office) -> None:
    case, ledger = 1, Ledger(upgraded)
    ann = upgraded.person("atlas", "ann")
    term = ledger.term(case, "reply")
    assert (term.due_on, term.length, term.start_facts) == (DUE, "", "")
    suspend_term(
        upgraded.leidraad, ann, term.deadline_id, from_on=date(2026, 2, 10), reason="Ziek"
    )
    resume_term(upgraded.leidraad, ann, term.deadline_id, until_on=date(2026, 2, 20))
    assert ledger.timer(case).due_at == end_of_term(DUE + timedelta(days=10))
    deliver_outbox(upgraded.leidraad)
    Watch(upgraded.leidraad).look(list(range(1, 9)))


def test_a_start_that_was_noted_before_can_be_corrected(upgraded: Office) -> None:
    ledger = Ledger(upgraded)
    correct_fact(
        upgraded.leidraad,
        upgraded.person("atlas", "ann"),
        1,
        "registered_on",
        "2026-01-10",
        reason="Verkeerd overgenomen",
    )
    term = ledger.term(1, "reply")
    assert (term.due_on, term.length) == (date(2026, 3, 10), "P2M")
    assert ledger.task(1, "term_task").due_on == date(2026, 3, 10)
