"""Opening, correcting, messaging, noting and cancelling cases."""

from datetime import date
from decimal import Decimal

import pytest

from engine.errors import ConflictError, InvalidDataError, NotAllowedError, NotFoundError
from engine.ids import AgencyId
from engine.operations.add_note import add_note
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import report_delivery
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.send_message import send_message
from engine.people import SYSTEM
from engine.scenarios.office import Office
from tests.support.offices import open_small, state_of, task_of


def waiting_for_the_answer(office: Office) -> int:
    case = open_small(office)
    for element, who in (("intake", "ann"), ("check_intake", "bert")):
        person = office.person("atlas", who)
        task = task_of(office, case, element)
        claim_task(office.leidraad, person, task)
        complete_task(office.leidraad, person, task, {f"{element}_years": "9"})
    report_delivery(office.leidraad, case, "letter")
    return case


def test_a_counsellor_opens_a_case_for_somebody_who_walks_in(office: Office) -> None:
    case = open_case(
        office.leidraad,
        office.person("atlas", "ann"),
        Opening(
            trajectory="small",
            agency=AgencyId("atlas"),
            person=PersonDetails(given_name="Testo", family_name="Voorbeeld"),
            facts={"registered_on": date(2026, 1, 5)},
        ),
    )
    assert [one.element for one in state_of(office, case).tasks] == ["intake"]


def test_a_case_is_not_opened_at_another_agency(office: Office) -> None:
    with pytest.raises(NotAllowedError):
        open_case(
            office.leidraad,
            office.person("amal", "eva"),
            Opening(
                trajectory="small",
                agency=AgencyId("atlas"),
                person=PersonDetails(given_name="Testo", family_name="Voorbeeld"),
            ),
        )


def test_a_case_that_cannot_start_is_kept_with_an_incident(office: Office) -> None:
    case = open_small(office, registered_on=None)
    state = state_of(office, case)
    assert state.status == "starting"
    assert len(state.incidents) == 1


def test_a_message_reaches_the_case_that_waits_for_it(office: Office) -> None:
    case = waiting_for_the_answer(office)
    send_message(office.leidraad, SYSTEM, case, "answer", {"answered_on": "2026-01-06"})
    state = state_of(office, case)
    assert (state.outcome, state.facts["answered_on"]) == ("finished", date(2026, 1, 6))


def test_a_message_that_nobody_waits_for_is_refused(office: Office) -> None:
    with pytest.raises(ConflictError) as refused:
        send_message(office.leidraad, SYSTEM, open_small(office), "answer", {})
    assert refused.value.code == "message-not-awaited"


def test_a_message_with_a_wrong_field_changes_nothing(office: Office) -> None:
    case = waiting_for_the_answer(office)
    with pytest.raises(InvalidDataError) as refused:
        send_message(
            office.leidraad, SYSTEM, case, "answer", {"answered_on": "morgen", "x": 1}
        )
    assert sorted(refused.value.fields) == ["answered_on", "x"]
    assert state_of(office, case).awaits == ("answer",)


def test_a_fact_is_corrected_by_its_type_and_with_a_reason(office: Office) -> None:
    case = open_small(office)
    ann = office.person("atlas", "ann")
    correct_fact(office.leidraad, ann, case, "divisor", "2.5", reason="tikfout")
    assert state_of(office, case).facts["divisor"] == Decimal("2.5")
    with pytest.raises(InvalidDataError):
        correct_fact(office.leidraad, ann, case, "divisor", "veel", reason="tikfout")
    with pytest.raises(InvalidDataError):
        correct_fact(office.leidraad, ann, case, "divisor", "3", reason="")
    with pytest.raises(NotFoundError):
        correct_fact(office.leidraad, ann, case, "nonsense", "3", reason="tikfout")


def test_a_cancelled_case_has_nothing_open(office: Office) -> None:
    case = open_small(office)
    cancel_case(office.leidraad, office.person("atlas", "sam"), case, reason="Vertrokken")
    state = state_of(office, case)
    assert (state.status, state.tasks, state.timers) == ("cancelled", (), ())
    assert state.deadlines["intake_term"].status == "waived"
    with pytest.raises(ConflictError):
        cancel_case(office.leidraad, office.person("atlas", "sam"), case, reason="Nog eens")


def test_a_note_is_refused_when_it_is_empty(office: Office) -> None:
    case = open_small(office)
    add_note(office.leidraad, office.person("atlas", "ann"), case, "Belde zelf.")
    with pytest.raises(InvalidDataError):
        add_note(office.leidraad, office.person("atlas", "ann"), case, "  ")
