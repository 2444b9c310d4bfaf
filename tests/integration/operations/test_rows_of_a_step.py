"""What a step writes: nothing stays open that the same step, or another, took away."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engine.errors import StepFailedError
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.fire_due import fire_due
from engine.scenarios.office import Office
from engine.store.tables import (
    cases,
    deadline,
    fact_past,
    history,
    incident,
    outbox,
    task,
    timer,
)
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import MORNING, open_small, small_office, state_of, task_of


@pytest.fixture
def odd(database_url: str) -> Iterator[Office]:
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


def rows(office: Office, table: Any, case_id: int) -> list[Any]:
    with office.leidraad.reading() as connection:
        found = connection.execute(select(table).where(table.c.case_id == case_id))
        return list(found)


def kinds(office: Office, case_id: int) -> list[str]:
    return [row.kind for row in rows(office, history, case_id)]


def at(office: Office, *moment: int) -> None:
    office.clock.set(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type, misc]


def test_a_timer_armed_and_disarmed_in_one_step_is_not_left_behind(odd: Office) -> None:
    case = open_odd(odd, "hasty")
    assert [one.element for one in state_of(odd, case).tasks] == ["hasty_after"]
    assert rows(odd, timer, case) == []


def test_a_letter_asked_for_and_withdrawn_in_one_step_does_not_go(odd: Office) -> None:
    case = open_odd(odd, "withdrawn")
    assert state_of(odd, case).outcome == "withdrawn_stop"
    assert {row.status for row in rows(odd, outbox, case)} <= {"withdrawn"}


def test_an_incident_ends_when_the_diagram_takes_its_task_away(odd: Office) -> None:
    case = open_odd(odd, "work", approved=None)
    ann = odd.person("atlas", "ann")
    work = task_of(odd, case, "work_task")
    claim_task(odd.leidraad, ann, work)
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "eerst"})
    assert len(state_of(odd, case).incidents) == 1
    at(odd, 2026, 1, 6, 9, 0)
    fire_due(odd.leidraad)
    state = state_of(odd, case)
    assert [one.element for one in state.tasks] == ["work_over"]
    assert state.incidents == ()


def test_a_solved_incident_keeps_nothing_that_was_typed(odd: Office) -> None:
    case = open_odd(odd, "work", approved=None)
    ann = odd.person("atlas", "ann")
    work = task_of(odd, case, "work_task")
    claim_task(odd.leidraad, ann, work)
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "gevoelig woord"})
    cancel_case(odd.leidraad, ann, case, reason="Vertrokken")
    (row,) = rows(odd, incident, case)
    assert row.status == "solved"
    assert "gevoelig" not in row.material


def test_a_term_that_ran_out_before_its_task_was_done_is_missed(
    database_url: str,
) -> None:
    office = small_office(database_url)
    case = open_small(office)
    ann = office.person("atlas", "ann")
    intake = task_of(office, case, "intake")
    claim_task(office.leidraad, ann, intake)
    with office.leidraad.database.writing() as connection:
        # As if no scheduler ran: the day passed and nobody marked it.
        connection.execute(
            deadline.update()
            .where(deadline.c.case_id == case)
            .values(due_on=date(2026, 1, 4))
        )
    complete_task(office.leidraad, ann, intake, {"intake_years": "9"})
    assert state_of(office, case).deadlines["intake_term"].status == "missed"
    assert "deadline_missed" in kinds(office, case)
    assert "deadline_met" not in kinds(office, case)
    office.leidraad.close()


def test_the_history_never_says_that_a_missed_term_was_met(database_url: str) -> None:
    office = small_office(database_url)
    case = open_small(office)
    ann = office.person("atlas", "ann")
    intake = task_of(office, case, "intake")
    claim_task(office.leidraad, ann, intake)
    with office.leidraad.database.writing() as connection:
        connection.execute(
            deadline.update()
            .where(deadline.c.case_id == case)
            .values(due_on=date(2026, 1, 4))
        )
    fire_due(office.leidraad)
    complete_task(office.leidraad, ann, intake, {"intake_years": "9"})
    said = [kind for kind in kinds(office, case) if kind.startswith("deadline")]
    assert said == ["deadline_opened", "deadline_missed"]
    office.leidraad.close()


def test_a_replaced_value_says_since_when_it_stood_there(database_url: str) -> None:
    office = small_office(database_url)
    case = open_small(office)
    at(office, 2026, 1, 20, 9, 0)
    correct_fact(
        office.leidraad,
        office.person("atlas", "ann"),
        case,
        "divisor",
        "7",
        reason="tikfout",
    )
    (past,) = rows(office, fact_past, case)
    assert (past.written_at, past.replaced_at) == (MORNING, office.clock.now())
    assert past.reason == "tikfout"
    assert state_of(office, case).facts["divisor"] == Decimal(7)
    office.leidraad.close()


def test_a_cancelled_case_tells_in_its_history_what_became_of_its_terms(
    database_url: str,
) -> None:
    office = small_office(database_url)
    case = open_small(office)
    cancel_case(office.leidraad, office.person("atlas", "ann"), case, reason="Vertrokken")
    assert kinds(office, case)[-2:] == ["case_cancelled", "deadline_waived"]
    office.leidraad.close()


def test_a_case_whose_tokens_cannot_be_read_can_still_be_cancelled(odd: Office) -> None:
    case = open_odd(odd, "work")
    with odd.leidraad.database.writing() as connection:
        connection.execute(cases.update().values(state=b"not tokens"))
    cancel_case(odd.leidraad, odd.person("atlas", "ann"), case, reason="Vastgelopen")
    state = state_of(odd, case)
    assert (state.status, state.tasks, state.timers) == ("cancelled", (), ())


def test_a_person_named_by_a_diagram_gets_the_task_only_when_it_may_be_done(
    odd: Office,
) -> None:
    odd.person("atlas", "ann")
    odd.person("amal", "eva")
    named = open_odd(odd, "named", who="ann@atlas")
    (one,) = state_of(odd, named).tasks
    assert one.assignee == "ann@atlas"
    stranger = open_odd(odd, "named", who="eva@amal")
    (one,) = state_of(odd, stranger).tasks
    assert one.assignee is None
    with odd.leidraad.database.writing() as connection:
        connection.exec_driver_sql("UPDATE account SET is_active = false")
    gone = open_odd(odd, "named", who="ann@atlas")
    (one,) = state_of(odd, gone).tasks
    assert one.assignee is None


def test_a_task_for_an_agency_that_does_not_exist_is_an_incident(odd: Office) -> None:
    case = open_odd(odd, "named", done_by="nowhere")
    state = state_of(odd, case)
    assert state.status == "starting"
    assert len(state.incidents) == 1
    assert rows(odd, task, case) == []
