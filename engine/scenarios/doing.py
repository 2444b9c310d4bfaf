"""Doing a task as a colleague would: take it, fill its form in, complete it."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.errors import NotAllowedError
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.leidraad import Leidraad
from engine.operations.reassign_task import reassign_task
from engine.people import Actor
from engine.queries.case_state import StandingTask


def do_task(
    leidraad: Leidraad,
    colleagues: Iterable[tuple[str, Actor]],
    task: StandingTask,
    answers: Mapping[str, Any],
) -> None:
    """Complete a task as the first colleague who may do it (four eyes).

    Args:
        leidraad: The running Leidraad.
        colleagues: Login and actor, who also supervise.
        task: An open task.
        answers: What is typed in its form.

    Raises:
        NotAllowedError: None of them may do it.
        InvalidDataError: The form does not accept the answers.
        StepFailedError: The case cannot go on; an incident was opened.
    """
    refused: NotAllowedError | None = None
    for login, actor in colleagues:
        try:
            if task.assignee and task.assignee != login:
                reassign_task(
                    leidraad, actor, task.task_id, to=actor.account_id, reason="scenario"
                )
            claim_task(leidraad, actor, task.task_id)
        except NotAllowedError as error:
            refused = error
            continue
        complete_task(leidraad, actor, task.task_id, answers)
        return
    if refused is not None:
        raise refused
