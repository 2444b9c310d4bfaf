"""A database that goes away and comes back, under processes that go on."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import pytest

from engine import scheduler
from engine.errors import UnavailableError
from engine.operations.claim_task import claim_task
from engine.scenarios.office import Office
from engine.store import Database
from tests.support import postgresql
from tests.support.offices import open_small, small_office, state_of, task_of

Ending = Literal["fast", "immediate"]


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    """A server of this module's own, for it is stopped again and again."""
    with postgresql.running(postgresql.DURABLE) as server:
        yield server


@pytest.fixture
def office(server: postgresql.Server, request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office on that server."""
    name = f"test_{abs(hash(request.node.name))}"
    made = small_office(server.create(name))
    yield made
    made.leidraad.close()
    server.drop(name)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_nobody_notices_a_restart_between_two_clicks(
    server: postgresql.Server, office: Office, how: Ending
) -> None:
    ann = office.person("atlas", "ann")
    case = open_small(office)
    server.restart(how)
    claim_task(office.leidraad, ann, task_of(office, case, "intake"))
    assert state_of(office, case).tasks[0].assignee == "ann@atlas"


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_restart_in_the_middle_of_an_operation_leaves_nothing_half_done(
    server: postgresql.Server, office: Office, how: Ending
) -> None:
    ann = office.person("atlas", "ann")
    case = open_small(office)
    before = state_of(office, case)

    def act() -> None:
        with office.leidraad.acting(ann, "test") as connection:
            connection.exec_driver_sql("UPDATE task SET status = 'closed'")
            server.restart(how)
            connection.exec_driver_sql("SELECT 1")

    with pytest.raises(UnavailableError, match="Nothing was saved"):
        act()
    assert state_of(office, case) == before
    claim_task(office.leidraad, ann, before.tasks[0].task_id)


def test_a_pulse_says_in_one_line_that_the_database_is_away_and_goes_on_later(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    cases = [open_small(office) for _ in range(3)]
    office.clock.set(office.clock.now() + timedelta(days=90))
    leidraad = office.leidraad
    there = leidraad.database
    leidraad.database = Database(f"{there.url}_that_is_not_there")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert scheduler.tick(leidraad) == 0
    leidraad.database.close()
    leidraad.database = there
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    assert all(not record.exc_info for record in caplog.records)
    assert all("\n" not in record.getMessage() for record in caplog.records)
    assert scheduler.tick(leidraad) >= len(cases)
    assert {state_of(office, case).outcome for case in cases} == {"late"}
