"""Steps that fail, in whatever way: an incident, never a trace, nothing half-saved."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.errors import ConflictError, NotAllowedError, StepFailedError
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import report_delivery
from engine.operations.fire_due import fire_due
from engine.operations.reassign_task import reassign_task
from engine.operations.retry_incident import retry_incident
from engine.operations.send_message import send_message
from engine.people import SYSTEM, Actor
from engine.queries.task_file import task_file
from engine.scenarios.office import Office
from engine.store.tables import history, incident, outbox, task, timer
from engine.text import Text
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import state_of, task_of

#: A length of time that no calendar reaches.
FAR = "P9000Y"


@pytest.fixture
def odd(database_url: str) -> Iterator[Office]:
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ann(odd: Office) -> Actor:
    return odd.person("atlas", "ann")


def at(office: Office, *moment: int) -> None:
    office.clock.set(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type, misc]


def one(office: Office, table: Any, case_id: int) -> Any:
    with office.leidraad.reading() as connection:
        return connection.execute(select(table).where(table.c.case_id == case_id)).one()


def typed(office: Office, actor: Actor, task_id: int) -> Any:
    with office.leidraad.reading() as connection:
        today = office.clock.now().date()
        found = task_file(connection, actor, task_id, today=today).draft
    return found and found.answers


def held(office: Office, who: Actor, case: int, element: str) -> int:
    found = task_of(office, case, element)
    claim_task(office.leidraad, who, found)
    return found


def failed_work(office: Office, who: Actor) -> tuple[int, int, int]:
    """Give a case, its task and the incident of completing it."""
    case = open_odd(office, "work", approved=None)
    work = held(office, who, case, "work_task")
    with pytest.raises(StepFailedError):
        complete_task(office.leidraad, who, work, {"word": "van Ann"})
    ((found, _),) = state_of(office, case).incidents
    return case, work, found


def test_an_error_that_nobody_foresaw_is_an_incident_and_keeps_what_was_typed(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "span", span=FAR)
    work = held(odd, ann, case, "span_task")
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "getypt"})
    state = state_of(odd, case)
    assert [each.element for each in state.tasks] == ["span_task"]
    assert [element for _, element in state.incidents] == ["span_task"]
    assert typed(odd, ann, work) == {"word": "getypt"}


def test_a_start_that_nobody_foresaw_to_fail_is_an_incident(odd: Office) -> None:
    case = open_odd(odd, "named", done_by="nowhere")
    assert state_of(odd, case).status == "starting"


def test_a_message_that_nobody_foresaw_to_fail_is_kept_with_its_incident(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "told", span=FAR)
    with pytest.raises(StepFailedError):
        send_message(odd.leidraad, SYSTEM, case, "told", {"told_on": "2026-01-05"})
    state = state_of(odd, case)
    assert (state.awaits, len(state.incidents)) == (("told",), 1)
    correct_fact(odd.leidraad, ann, case, "span", "P1D", reason="tikfout")
    assert retry_incident(odd.leidraad, ann, state.incidents[0][0])
    state = state_of(odd, case)
    assert (state.awaits, state.incidents, state.timers) == ((), (), ("told_pause",))


def test_one_timer_that_cannot_fire_does_not_hold_up_the_others(odd: Office) -> None:
    broken = open_odd(odd, "span", span="P1D", next_span=FAR)
    whole = open_odd(odd, "span", span="P1D", next_span="P1D")
    ann = odd.person("atlas", "ann")
    for case in (broken, whole):
        complete_task(odd.leidraad, ann, held(odd, ann, case, "span_task"), {})
    at(odd, 2026, 1, 6, 9, 0)
    fire_due(odd.leidraad)
    assert state_of(odd, whole).timers == ("span_next",)
    assert [element for _, element in state_of(odd, broken).incidents] == ["span_pause"]
    assert fire_due(odd.leidraad) == 0


def test_a_task_whose_token_is_gone_is_an_incident(odd: Office, ann: Actor) -> None:
    case = open_odd(odd, "work")
    work = held(odd, ann, case, "work_task")
    with odd.leidraad.database.writing() as connection:
        connection.execute(update(task).where(task.c.case_id == case).values(occurrence=9))
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "getypt"})
    assert len(state_of(odd, case).incidents) == 1


def test_a_task_whose_form_is_gone_is_an_incident(odd: Office, ann: Actor) -> None:
    case = open_odd(odd, "work", approved=True)
    work = held(odd, ann, case, "work_task")
    with odd.leidraad.database.writing() as connection:
        connection.execute(update(task).where(task.c.case_id == case).values(form="gone"))
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "getypt"})
    assert len(state_of(odd, case).incidents) == 1


def test_an_incident_says_in_the_history_that_and_where_the_step_failed(
    odd: Office, ann: Actor
) -> None:
    case, _, _ = failed_work(odd, ann)
    with odd.leidraad.reading() as connection:
        last = connection.execute(
            select(history).where(history.c.case_id == case).order_by(history.c.history_id)
        ).all()[-1]
    assert (last.kind, last.element, last.account_id) == (
        "step_failed",
        "work_task",
        ann.account_id,
    )
    assert "work_choice" in last.detail


def test_a_retry_of_a_task_that_was_given_to_somebody_else_is_refused(
    odd: Office, ann: Actor
) -> None:
    case, work, incident_id = failed_work(odd, ann)
    bert = odd.person("atlas", "bert")
    reassign_task(odd.leidraad, ann, work, to=bert.account_id, reason="Ann is ziek")
    correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    with pytest.raises(ConflictError, match="Bert"):
        retry_incident(odd.leidraad, ann, incident_id)
    complete_task(odd.leidraad, bert, work, {"word": "van Bert"})
    state = state_of(odd, case)
    assert (state.incidents, state.facts["word"]) == ((), "van Bert")


def test_a_second_submit_that_fails_is_retried_as_its_own(odd: Office, ann: Actor) -> None:
    case, work, incident_id = failed_work(odd, ann)
    bert = odd.person("atlas", "bert")
    reassign_task(odd.leidraad, ann, work, to=bert.account_id, reason="Ann is ziek")
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, bert, work, {"word": "van Bert"})
    correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    assert retry_incident(odd.leidraad, ann, incident_id)
    assert state_of(odd, case).facts["word"] == "van Bert"
    with odd.leidraad.reading() as connection:
        doer = connection.execute(
            select(task.c.closed_by).where(task.c.task_id == work)
        ).scalar_one()
    assert doer == bert.account_id


def test_who_retried_solved_the_incident_and_who_typed_did_the_task(
    odd: Office, ann: Actor
) -> None:
    bert = odd.person("atlas", "bert")
    case, work, incident_id = failed_work(odd, bert)
    correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    retry_incident(odd.leidraad, ann, incident_id)
    assert one(odd, incident, case).solved_by == ann.account_id
    with odd.leidraad.reading() as connection:
        doer = connection.execute(
            select(task.c.closed_by).where(task.c.task_id == work)
        ).scalar_one()
    assert doer == bert.account_id


def test_a_retry_of_somebody_whose_account_is_closed_is_refused(
    odd: Office, ann: Actor
) -> None:
    bert = odd.person("atlas", "bert")
    case, _, incident_id = failed_work(odd, bert)
    correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    with odd.leidraad.database.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE account SET is_active = false WHERE account_id = {bert.account_id}"
        )
    with pytest.raises(ConflictError):
        retry_incident(odd.leidraad, ann, incident_id)


def test_a_retry_is_not_for_another_agency_and_leaves_a_trace(
    odd: Office, ann: Actor
) -> None:
    _, _, incident_id = failed_work(odd, ann)
    with pytest.raises(NotAllowedError):
        retry_incident(odd.leidraad, odd.person("amal", "eva"), incident_id)


def test_a_failed_timer_that_was_taken_away_leaves_nothing_to_retry(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "span", span="P1D", next_span=FAR)
    complete_task(odd.leidraad, ann, held(odd, ann, case, "span_task"), {})
    at(odd, 2026, 1, 6, 9, 0)
    fire_due(odd.leidraad)
    ((incident_id, _),) = state_of(odd, case).incidents
    with odd.leidraad.database.writing() as connection:
        connection.execute(timer.delete().where(timer.c.case_id == case))
    assert retry_incident(odd.leidraad, ann, incident_id)
    assert state_of(odd, case).incidents == ()


def test_a_timer_that_was_put_off_after_it_failed_waits_for_its_new_day(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "span", span="P1D", next_span=FAR)
    complete_task(odd.leidraad, ann, held(odd, ann, case, "span_task"), {})
    at(odd, 2026, 1, 6, 9, 0)
    fire_due(odd.leidraad)
    ((incident_id, _),) = state_of(odd, case).incidents
    later = datetime(2026, 2, 1, tzinfo=UTC)
    with odd.leidraad.database.writing() as connection:
        connection.execute(timer.update().values(due_at=later))
    assert retry_incident(odd.leidraad, ann, incident_id)
    assert one(odd, timer, case).status == "armed"
    assert state_of(odd, case).incidents == ()


def test_a_stale_timer_that_failed_before_closes_with_its_incident(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "span", span="P1D", next_span=FAR)
    complete_task(odd.leidraad, ann, held(odd, ann, case, "span_task"), {})
    at(odd, 2026, 1, 6, 9, 0)
    fire_due(odd.leidraad)
    ((incident_id, _),) = state_of(odd, case).incidents
    with odd.leidraad.database.writing() as connection:
        connection.execute(timer.update().values(occurrence=9))
        connection.execute(incident.update().values(occurrence=9))
    retry_incident(odd.leidraad, ann, incident_id)
    fire_due(odd.leidraad)
    state = state_of(odd, case)
    assert (state.incidents, state.timers) == ((), ())


def test_a_letter_that_failed_after_the_end_of_its_case_can_be_sent_again(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "sent")
    assert state_of(odd, case).status == "ended"
    report_delivery(odd.leidraad, case, "decision-letter", failure=Text("Weg.", "Gone."))
    ((incident_id, _),) = state_of(odd, case).incidents
    retry_incident(odd.leidraad, ann, incident_id)
    assert one(odd, outbox, case).status == "waiting"
    report_delivery(odd.leidraad, case, "decision-letter")
    assert one(odd, outbox, case).status == "delivered"
    assert state_of(odd, case).incidents == ()


def test_cancelling_a_case_keeps_the_incident_of_a_letter_that_did_not_go(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "over")
    report_delivery(odd.leidraad, case, "open-case", failure=Text("Weg.", "Gone."))
    assert len(state_of(odd, case).incidents) == 1
    cancel_case(odd.leidraad, ann, case, reason="Vertrokken")
    ((incident_id, _),) = state_of(odd, case).incidents
    retry_incident(odd.leidraad, ann, incident_id)
    assert one(odd, outbox, case).status == "waiting"


def test_the_retry_of_a_start_tells_who_opened_the_case(odd: Office, ann: Actor) -> None:
    from engine.operations.open_case import Opening, PersonDetails, open_case

    case = open_case(
        odd.leidraad,
        ann,
        Opening(
            trajectory="odd",
            agency=ann.agency,
            person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
            facts={"way": "named", "done_by": "nowhere"},
        ),
    )
    ((incident_id, _),) = state_of(odd, case).incidents
    correct_fact(odd.leidraad, ann, case, "done_by", "atlas", reason="tikfout")
    sam = odd.person("atlas", "sam")
    assert retry_incident(odd.leidraad, sam, incident_id)
    with odd.leidraad.reading() as connection:
        opened = connection.execute(
            select(history).where(
                history.c.case_id == case, history.c.kind == "case_opened"
            )
        ).one()
    assert opened.account_id == ann.account_id
    assert state_of(odd, case).incidents == ()
