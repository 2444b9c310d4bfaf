"""Who does something: the system has no account, refusals are kept, nothing leaks."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from engine.errors import (
    ConflictError,
    EngineError,
    InvalidDataError,
    NotAllowedError,
    NotFoundError,
    StepFailedError,
)
from engine.ids import AgencyId
from engine.operations.add_note import add_note
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.reassign_task import reassign_task
from engine.operations.release_task import release_task
from engine.operations.retry_incident import retry_incident
from engine.operations.save_draft import save_draft
from engine.operations.send_message import send_message
from engine.people import SYSTEM, Actor
from engine.queries.task_file import task_file
from engine.scenarios.office import Office
from engine.store.tables import access, fact_past, history
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import state_of, task_of


@pytest.fixture
def odd(database_url: str) -> Iterator[Office]:
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ann(odd: Office) -> Actor:
    return odd.person("atlas", "ann")


def doers(office: Office, case: int) -> list[int | None]:
    with office.leidraad.reading() as connection:
        return list(
            connection.scalars(
                select(history.c.account_id).where(history.c.case_id == case)
            )
        )


def looks(office: Office) -> list[Any]:
    with office.leidraad.reading() as connection:
        return list(connection.execute(select(access).order_by(access.c.access_id)))


def test_what_the_system_does_is_nobodys(odd: Office, ann: Actor) -> None:
    case = open_odd(odd, "work", approved=None)
    work = task_of(odd, case, "work_task")
    claim_task(odd.leidraad, ann, work)
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "x"})
    correct_fact(odd.leidraad, SYSTEM, case, "approved", "ja", reason="register")
    ((incident_id, _),) = state_of(odd, case).incidents
    retry_incident(odd.leidraad, SYSTEM, incident_id)
    after = task_of(odd, case, "work_after")
    bert = odd.person("atlas", "bert")
    reassign_task(odd.leidraad, SYSTEM, after, to=bert.account_id, reason="rooster")
    release_task(odd.leidraad, SYSTEM, after)
    cancel_case(odd.leidraad, SYSTEM, case, reason="register")
    assert 0 not in doers(odd, case)


def test_the_system_writes_no_notes(odd: Office) -> None:
    with pytest.raises(NotAllowedError):
        add_note(odd.leidraad, SYSTEM, open_odd(odd, "work"), "Notitie")


def test_a_refusal_is_kept_with_who_tried_what_on_which_case(odd: Office) -> None:
    case = open_odd(odd, "work")
    work = task_of(odd, case, "work_task")
    eva = odd.person("amal", "eva")
    for attempt in (
        lambda: claim_task(odd.leidraad, eva, work),
        lambda: complete_task(odd.leidraad, eva, work, {}),
        lambda: save_draft(odd.leidraad, eva, work, {}),
        lambda: cancel_case(odd.leidraad, eva, case, reason="zomaar"),
        lambda: correct_fact(odd.leidraad, eva, case, "approved", "ja", reason="zomaar"),
        lambda: add_note(odd.leidraad, eva, case, "zomaar"),
        lambda: send_message(odd.leidraad, eva, case, "told", {}),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    found = [row for row in looks(odd) if row.kind == "refused"]
    assert len(found) == 7
    assert {(row.account_id, row.case_id) for row in found} == {(eva.account_id, case)}
    assert "claim_task" in found[0].detail


def test_another_agency_does_not_read_who_did_what_in_a_refusal(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "work", approved=False)
    work = task_of(odd, case, "work_task")
    claim_task(odd.leidraad, ann, work)
    complete_task(odd.leidraad, ann, work, {"word": "x"})
    assert state_of(odd, case).status == "ended"
    eva = odd.person("amal", "eva")
    number = "ATL-2026"
    for attempt in (
        lambda: claim_task(odd.leidraad, eva, work),
        lambda: release_task(odd.leidraad, eva, work),
        lambda: complete_task(odd.leidraad, eva, work, {}),
        lambda: save_draft(odd.leidraad, eva, work, {}),
        lambda: reassign_task(odd.leidraad, eva, work, to=1, reason="zomaar"),
        lambda: cancel_case(odd.leidraad, eva, case, reason="zomaar"),
        lambda: correct_fact(odd.leidraad, eva, case, "nonsense", "ja", reason="zomaar"),
        lambda: send_message(odd.leidraad, eva, case, "told", {}),
    ):
        with pytest.raises(NotAllowedError) as refused:
            attempt()
        told = "".join(refused.value.text)
        assert number not in told
        assert "Ann" not in told
        assert "work_task" not in told


def test_a_task_is_not_given_to_somebody_of_another_agency_by_name(
    odd: Office, ann: Actor
) -> None:
    eva = odd.person("amal", "eva")
    work = task_of(odd, open_odd(odd, "work"), "work_task")
    with pytest.raises(EngineError) as refused:
        reassign_task(odd.leidraad, ann, work, to=eva.account_id, reason="ziek")
    assert "Eva" not in "".join(refused.value.text)


def test_a_draft_of_somebody_else_is_neither_shown_nor_lost(
    odd: Office, ann: Actor
) -> None:
    bert = odd.person("atlas", "bert")
    work = task_of(odd, open_odd(odd, "work"), "work_task")
    claim_task(odd.leidraad, ann, work)
    save_draft(odd.leidraad, ann, work, {"word": "van Ann"})
    reassign_task(odd.leidraad, ann, work, to=bert.account_id, reason="ziek")
    assert typed(odd, bert, work) is None
    save_draft(odd.leidraad, bert, work, {"word": "van Bert"})
    reassign_task(odd.leidraad, ann, work, to=ann.account_id, reason="terug")
    assert typed(odd, ann, work) == {"word": "van Ann"}


def typed(office: Office, actor: Actor, task_id: int) -> Any:
    with office.leidraad.reading() as connection:
        today = office.clock.now().date()
        found = task_file(connection, actor, task_id, today=today).draft
    return found and found.answers


def test_a_draft_that_cannot_be_kept_says_so(odd: Office, ann: Actor) -> None:
    work = task_of(odd, open_odd(odd, "work"), "work_task")
    claim_task(odd.leidraad, ann, work)
    with pytest.raises(InvalidDataError):
        save_draft(odd.leidraad, ann, work, {"word": "half \ud800 teken"})


def test_answers_that_cannot_be_kept_do_not_lose_the_incident(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "span", span=None)
    work = task_of(odd, case, "span_task")
    claim_task(odd.leidraad, ann, work)
    with pytest.raises((StepFailedError, InvalidDataError)):
        complete_task(odd.leidraad, ann, work, {"word": "half \ud800 teken"})
    with pytest.raises(StepFailedError):
        complete_task(odd.leidraad, ann, work, {"word": "heel"})
    assert len(state_of(odd, case).incidents) == 1


@pytest.mark.parametrize("text", ["nul \x00 teken", "half \ud800 teken"])
def test_text_that_no_database_keeps_is_refused(odd: Office, ann: Actor, text: str) -> None:
    case = open_odd(odd, "work")
    work = task_of(odd, case, "work_task")
    with pytest.raises(InvalidDataError):
        add_note(odd.leidraad, ann, case, text)
    with pytest.raises(InvalidDataError):
        cancel_case(odd.leidraad, ann, case, reason=text)
    with pytest.raises(InvalidDataError):
        reassign_task(odd.leidraad, ann, work, to=ann.account_id, reason=text)
    with pytest.raises(InvalidDataError):
        open_case(
            odd.leidraad,
            ann,
            Opening(
                trajectory="odd",
                agency=AgencyId("atlas"),
                person=PersonDetails(given_name=text, family_name="Voorbeeld"),
            ),
        )


def test_a_fact_for_one_role_is_corrected_by_that_role_and_its_reason_stays_there(
    odd: Office, ann: Actor
) -> None:
    from dataclasses import replace

    from engine.people import Membership

    case = open_odd(odd, "secret")
    secret = task_of(odd, case, "secret_task")
    claim_task(odd.leidraad, ann, secret)
    complete_task(odd.leidraad, ann, secret, {"secret": "oud"})
    plain = replace(
        ann,
        roles=frozenset(
            Membership(one.team_id, one.role, frozenset({"counsellor"}))
            for one in ann.roles
        ),
    )
    with pytest.raises(NotAllowedError):
        correct_fact(odd.leidraad, plain, case, "secret", "nieuw", reason="geheime reden")
    correct_fact(odd.leidraad, ann, case, "secret", "nieuw", reason="geheime reden")
    assert state_of(odd, case).facts["secret"] == "nieuw"
    with odd.leidraad.reading() as connection:
        told = connection.scalars(select(history.c.detail)).all()
        (past,) = connection.execute(
            select(fact_past).where(fact_past.c.case_id == case)
        ).all()
    assert not [one for one in told if "geheime reden" in one]
    assert past.reason == "geheime reden"


def test_a_fact_is_not_corrected_in_a_part_of_the_diagram_that_there_is_not(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "work")
    with pytest.raises(NotFoundError):
        correct_fact(
            odd.leidraad, ann, case, "approved", "ja", reason="x", scope="nowhere:1"
        )


def test_a_correction_lets_a_condition_go_on(odd: Office, ann: Actor) -> None:
    case = open_odd(odd, "condition", span="P1D")
    correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    assert state_of(odd, case).timers == ("condition_pause",)


def test_a_correction_stays_when_what_waited_for_it_cannot_go_on(
    odd: Office, ann: Actor
) -> None:
    case = open_odd(odd, "condition")
    with pytest.raises(StepFailedError):
        correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    state = state_of(odd, case)
    assert state.facts["approved"] is True
    ((incident_id, element),) = state.incidents
    assert element == "condition_pause"
    with pytest.raises(StepFailedError):
        retry_incident(odd.leidraad, ann, incident_id)
    with pytest.raises(StepFailedError):
        correct_fact(odd.leidraad, ann, case, "span", "geen duur", reason="probeer")
    correct_fact(odd.leidraad, ann, case, "span", "P1D", reason="nagekeken")
    state = state_of(odd, case)
    assert (state.timers, state.incidents) == (("condition_pause",), ())


def test_a_correction_that_moves_nothing_is_no_movement_of_the_case(
    odd: Office, ann: Actor
) -> None:
    from datetime import timedelta

    from engine.store.tables import cases

    case = open_odd(odd, "work")
    odd.clock.set(odd.clock.now() + timedelta(days=30))
    correct_fact(odd.leidraad, ann, case, "approved", "ja", reason="nagekeken")
    with odd.leidraad.reading() as connection:
        row = connection.execute(select(cases).where(cases.c.case_id == case)).one()
    assert row.moved_at == row.opened_at


def test_a_trajectory_of_one_agency_is_not_opened_by_another(database_url: str) -> None:
    odd = odd_office(database_url, owner="atlas")
    eva = odd.person("amal", "eva")
    with pytest.raises(NotAllowedError):
        open_case(
            odd.leidraad,
            eva,
            Opening(
                trajectory="odd",
                agency=AgencyId("amal"),
                person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
            ),
        )
    odd.leidraad.close()


def test_a_case_is_not_opened_with_facts_that_its_trajectory_does_not_know(
    odd: Office, ann: Actor
) -> None:
    with pytest.raises(InvalidDataError) as refused:
        open_case(
            odd.leidraad,
            ann,
            Opening(
                trajectory="odd",
                agency=AgencyId("atlas"),
                person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
                facts={"nonsense": "x", "way": True},
            ),
        )
    assert sorted(refused.value.fields) == ["nonsense", "way"]


def test_a_message_without_its_key_reaches_the_only_wait_and_never_guesses(
    odd: Office,
) -> None:
    case = open_odd(odd, "keys")
    with pytest.raises(ConflictError) as refused:
        send_message(odd.leidraad, SYSTEM, case, "parcel", {})
    assert refused.value.code == "message-key-needed"
    send_message(odd.leidraad, SYSTEM, case, "parcel", {}, key="two")
    send_message(odd.leidraad, SYSTEM, case, "parcel", {})
    assert state_of(odd, case).status == "ended"


def test_a_message_that_comes_twice_is_taken_once(odd: Office) -> None:
    case = open_odd(odd, "told", span="P1D")
    send_message(odd.leidraad, SYSTEM, case, "told", {"told_on": "2026-01-05"})
    with pytest.raises(ConflictError) as refused:
        send_message(odd.leidraad, SYSTEM, case, "told", {"told_on": "2026-01-06"})
    assert refused.value.code == "message-not-awaited"
