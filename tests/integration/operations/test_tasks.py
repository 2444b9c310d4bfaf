"""Claiming, releasing, reassigning and completing tasks."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.errors import ConflictError, InvalidDataError, NotAllowedError, StepFailedError
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.reassign_task import reassign_task
from engine.operations.release_task import release_task
from engine.operations.retry_incident import retry_incident
from engine.operations.save_draft import save_draft
from engine.people import Actor
from engine.queries.task_file import task_file
from engine.scenarios.office import Office
from tests.support.offices import open_small, state_of, task_of


def draft_of(office: Office, actor: Actor, task: int) -> Mapping[str, Any]:
    with office.leidraad.reading() as connection:
        found = task_file(connection, actor, task, today=date(2026, 1, 5)).draft
    assert found is not None
    return found.answers


def test_the_first_step_opens_the_task_with_its_term(office: Office) -> None:
    state = state_of(office, open_small(office))
    (task,) = state.tasks
    assert (task.element, task.role, task.agency) == ("intake", "counsellor", "atlas")
    assert task.due_on == date(2026, 3, 2)
    assert state.deadlines["intake_term"].status == "open"


def test_who_claims_second_reads_who_was_first_and_when(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    claim_task(office.leidraad, office.person("atlas", "ann"), task)
    with pytest.raises(ConflictError) as refused:
        claim_task(office.leidraad, office.person("atlas", "bert"), task)
    assert refused.value.text.nl == (
        "Ann was u voor en nam deze taak op op 05/01/2026 om 09:00."
    )
    assert refused.value.code == "task-claimed"


def test_of_many_claims_at_once_one_wins_and_nobody_reads_a_raw_error(
    office: Office,
) -> None:
    tasks = [task_of(office, open_small(office), "intake") for _ in range(10)]
    staff = [office.person("atlas", name) for name in ("ann", "bert", "chris", "dirk")]

    def attempt(pair: tuple[int, int]) -> str:
        try:
            claim_task(office.leidraad, staff[pair[1]], pair[0])
        except ConflictError as error:
            return error.code
        return "won"

    pairs = [(task, person) for task in tasks for person in range(len(staff))]
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, pairs))
    assert results.count("won") == len(tasks)
    assert results.count("task-claimed") == len(pairs) - len(tasks)


def test_another_agency_may_not_claim(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    with pytest.raises(NotAllowedError):
        claim_task(office.leidraad, office.person("amal", "eva"), task)


def test_an_unclaimed_task_is_not_completed(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    with pytest.raises(NotAllowedError, match="Claim the task first"):
        complete_task(
            office.leidraad, office.person("atlas", "ann"), task, {"intake_years": "9"}
        )


def test_a_wrong_answer_names_its_field_and_changes_nothing(office: Office) -> None:
    case = open_small(office)
    task = task_of(office, case, "intake")
    ann = office.person("atlas", "ann")
    claim_task(office.leidraad, ann, task)
    before = state_of(office, case)
    with pytest.raises(InvalidDataError) as refused:
        complete_task(office.leidraad, ann, task, {"intake_years": "veel"})
    assert list(refused.value.fields) == ["intake_years"]
    assert state_of(office, case) == before


def test_an_older_picture_of_the_task_is_refused(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    ann = office.person("atlas", "ann")
    claim_task(office.leidraad, ann, task)
    with pytest.raises(ConflictError) as refused:
        complete_task(office.leidraad, ann, task, {"intake_years": "9"}, version=1)
    assert refused.value.code == "stale-version"


def test_two_submits_of_one_form_complete_the_task_once(office: Office) -> None:
    case = open_small(office)
    task = task_of(office, case, "intake")
    ann = office.person("atlas", "ann")
    claim_task(office.leidraad, ann, task)

    def submit(_: int) -> str:
        try:
            complete_task(office.leidraad, ann, task, {"intake_years": "9"})
        except ConflictError as error:
            return error.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(submit, range(2))) == ["done", "task-closed"]
    assert [one.element for one in state_of(office, case).tasks] == ["check_intake"]


def test_who_did_the_intake_does_not_check_it(office: Office) -> None:
    case = open_small(office)
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    task = task_of(office, case, "intake")
    claim_task(office.leidraad, ann, task)
    complete_task(office.leidraad, ann, task, {"intake_years": "9"})
    check = task_of(office, case, "check_intake")
    with pytest.raises(NotAllowedError):
        claim_task(office.leidraad, ann, check)
    with pytest.raises(NotAllowedError):
        reassign_task(office.leidraad, bert, check, to=ann.account_id, reason="ziek")
    claim_task(office.leidraad, bert, check)


def test_a_released_task_is_free_again(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    claim_task(office.leidraad, ann, task)
    release_task(office.leidraad, ann, task)
    claim_task(office.leidraad, bert, task)


def test_reassigning_needs_a_reason(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    with pytest.raises(InvalidDataError):
        reassign_task(office.leidraad, ann, task, to=bert.account_id, reason="  ")


def test_a_step_that_fails_is_an_incident_and_keeps_what_was_typed(
    office: Office,
) -> None:
    case = open_small(office, divisor=Decimal(0))
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    task = task_of(office, case, "intake")
    claim_task(office.leidraad, ann, task)
    complete_task(office.leidraad, ann, task, {"intake_years": "9"})
    check = task_of(office, case, "check_intake")
    claim_task(office.leidraad, bert, check)
    answers = {"check_intake_years": "9", "check_intake_remark": "nagekeken"}
    with pytest.raises(StepFailedError) as failed:
        complete_task(office.leidraad, bert, check, answers)
    assert failed.value.element == "ratio_question"
    state = state_of(office, case)
    assert [one.element for one in state.tasks] == ["check_intake"]
    ((incident, element),) = state.incidents
    assert element == "check_intake"
    assert draft_of(office, bert, check) == answers

    with pytest.raises(StepFailedError):
        retry_incident(office.leidraad, ann, incident)
    correct_fact(
        office.leidraad, ann, case, "divisor", "3", reason="Er stond een verkeerd getal."
    )
    assert retry_incident(office.leidraad, ann, incident)
    state = state_of(office, case)
    assert state.incidents == ()
    assert state.facts["ratio"] == Decimal(3)


def test_a_draft_is_kept_as_it_was_typed(office: Office) -> None:
    task = task_of(office, open_small(office), "intake")
    ann = office.person("atlas", "ann")
    claim_task(office.leidraad, ann, task)
    save_draft(office.leidraad, ann, task, {"intake_years": "nog niet"})
    assert draft_of(office, ann, task) == {"intake_years": "nog niet"}
