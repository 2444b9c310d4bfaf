"""Completing a task: the answers are checked by its form, then the case advances."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine import runtime
from engine.ids import CaseId
from engine.operations.access import open_task
from engine.operations.advance import (
    Advance,
    Attempt,
    FailedAttemptError,
    advance,
    attempting,
    report_failure,
)
from engine.operations.leidraad import Leidraad
from engine.operations.save_draft import is_keepable
from engine.people import Actor, may_complete_task
from engine.step import visible_facts
from engine.store import tasks
from engine.store.happening import Happening
from engine.store.tasks import TaskRow


def complete_task(
    leidraad: Leidraad,
    actor: Actor,
    task_id: int,
    answers: Mapping[str, Any],
    *,
    version: int | None = None,
) -> CaseId:
    """Complete a task that the actor claimed, and let the case go on.

    Args:
        leidraad: The running Leidraad.
        actor: Who completes it; must hold the task.
        task_id: The task.
        answers: What was typed or sent, by field key; text or JSON values.
        version: The version of the task that the person saw.

    Returns:
        The case of the task.

    Raises:
        NotFoundError: There is no such task.
        ConflictError: It is closed, or changed after the person saw it.
        NotAllowedError: The actor does not hold it, or may not do it.
        InvalidDataError: The form does not accept the answers; nothing was written.
        StepFailedError: The case cannot go on; an incident was opened and the answers
            are kept as a draft.
    """
    try:
        with leidraad.acting(actor, "complete_task", task_id=task_id) as connection:
            now = leidraad.now(connection)
            one, row, access = open_task(connection, actor, task_id)
            may_complete_task(actor, access)
            tasks.must_have_version(one, version)
            attempt = Attempt(
                case_id=row.case_id,
                kind="task",
                place=one.place,
                account_id=actor.account_id,
                material={"task_id": str(task_id), "answers": dict(answers)},
            )
            with attempting(attempt):
                ready = advance(leidraad, connection, row, now)
                values = checked(ready, one, answers)
                finish(ready, one, values, account_id=actor.account_id)
    except FailedAttemptError as failed:
        _keep(leidraad, actor, task_id, failed)
        raise
    return row.case_id


def _keep(
    leidraad: Leidraad, actor: Actor, task_id: int, failed: FailedAttemptError
) -> None:
    """Open the incident, and keep what was typed with the task if it is still theirs."""
    attempt = failed.attempt
    answers = (attempt.material or {})["answers"]
    if not is_keepable(answers):
        answers = {}
        attempt = replace(attempt, material={"task_id": str(task_id), "answers": answers})
    with leidraad.acting(actor, "complete_task", task_id=task_id) as connection:
        now = leidraad.now(connection)
        report_failure(connection, attempt, failed, now)
        if answers and tasks.is_open_for(connection, task_id, actor.account_id):
            tasks.save_draft(connection, task_id, actor.account_id, answers, now)


def checked(ready: Advance, one: TaskRow, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Read the answers to a task by its form.

    Raises:
        InvalidDataError: The form does not accept them.
    """
    if one.form is None:
        return {}
    form = ready.version.definition.forms[one.form]
    facts = visible_facts(ready.surroundings["facts"], one.place.scope)
    return form.parse(answers, facts=facts, now=ready.now)


def finish(
    ready: Advance, one: TaskRow, values: Mapping[str, Any], *, account_id: int | None
) -> None:
    """Advance the case past a task and write it.

    Raises:
        StepFailedError: The case cannot go on; the caller rolls back.
    """
    step = runtime.complete_task(
        ready.version.compiled, ready.state, one.place, values, **ready.surroundings
    )
    happening = Happening(
        kind="task_completed",
        at=ready.now,
        place=one.place,
        account_id=account_id,
        detail={"title": {"nl": one.title.nl, "en": one.title.en}},
    )
    ready.write(step, happening)
