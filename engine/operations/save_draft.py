"""Keeping what a person typed without completing the task."""

from collections.abc import Mapping

from engine import feel
from engine.errors import InvalidDataError
from engine.operations.access import open_task
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_save_draft
from engine.store import tasks
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
        InvalidDataError: It is more than a form can hold, or cannot be written.
    """
    if not is_keepable(answers):
        raise InvalidDataError(
            Text(
                "Dit is te veel, of bevat een teken dat niet bewaard kan worden.",
                "This is too much, or has a sign that cannot be kept.",
            )
        )
    with leidraad.acting(actor, "save_draft", task_id=task_id) as connection:
        _, _, access = open_task(connection, actor, task_id)
        may_save_draft(actor, access)
        tasks.save_draft(
            connection, task_id, actor.account_id, answers, leidraad.now(connection)
        )


def is_keepable(answers: Mapping[str, object]) -> bool:
    """Tell whether answers can be kept as they were typed."""
    try:
        return len(feel.dump(dict(answers))) <= _LARGEST
    except feel.ValueTextError:
        return False
