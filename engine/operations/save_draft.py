"""Keeping what a person typed without completing the task."""

from collections.abc import Mapping

from engine.errors import InvalidDataError
from engine.operations.access import task_access
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_save_draft
from engine.store import cases, tasks
from engine.text import Text

#: Characters of a whole draft.
_LARGEST = 200_000


def save_draft(
    leidraad: Leidraad, actor: Actor, task_id: int, answers: Mapping[str, object]
) -> None:
    """Keep the answers as they were typed, unchecked, with the task.

    Raises:
        NotFoundError: There is no such task.
        ConflictError: It is closed.
        NotAllowedError: The actor does not hold it.
        InvalidDataError: It is more than a form can hold.
    """
    if sum(len(str(value)) for value in answers.values()) > _LARGEST:
        raise InvalidDataError(
            Text("Dit is te veel om te bewaren.", "This is too much to keep.")
        )
    with leidraad.database.writing() as connection:
        one, row = tasks.lock(connection, task_id)
        cases.must_run(row)
        tasks.must_be_open(connection, one)
        may_save_draft(actor, task_access(connection, actor, one, row))
        tasks.save_draft(
            connection, task_id, actor.account_id, answers, leidraad.now(connection)
        )
