"""Completing a task: the answers are checked by its form, then the case advances."""

from collections.abc import Mapping
from typing import Any

from engine import runtime
from engine.errors import StepFailedError
from engine.ids import CaseId
from engine.operations.access import task_access
from engine.operations.advance import Advance, Attempt, advance, report_failure
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_complete_task
from engine.step import visible_facts
from engine.store import cases, incidents, tasks
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
        with leidraad.database.writing() as connection:
            now = leidraad.now(connection)
            one, row = tasks.lock(connection, task_id)
            cases.must_run(row)
            tasks.must_be_open(connection, one)
            may_complete_task(actor, task_access(connection, actor, one, row))
            tasks.must_have_version(one, version)
            ready = advance(leidraad, connection, row, now)
            values = checked(ready, one, answers)
            attempt = Attempt(
                case_id=row.case_id,
                kind="task",
                place=one.place,
                account_id=actor.account_id,
                material={"task_id": str(task_id), "answers": dict(answers)},
            )
            finish(ready, one, values, account_id=actor.account_id)
    except StepFailedError as error:
        with leidraad.database.writing() as connection:
            report_failure(connection, attempt, error, now)
            tasks.save_draft(connection, task_id, actor.account_id, answers, now)
        raise
    return row.case_id


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
    """Advance the case past a task and write it; also closes the incident of the task.

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
    if one.has_incident:
        incidents.solve(ready.connection, ready.row.case_id, "task", happening)
