"""A supervisor hands a task to a colleague."""

from engine.errors import NotFoundError
from engine.operations.access import actor_of, open_task
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.people import Actor, may_reassign_task
from engine.store import accounts, record, tasks
from engine.store.happening import Happening
from engine.text import Text


def reassign_task(
    leidraad: Leidraad, actor: Actor, task_id: int, *, to: int, reason: str
) -> None:
    """Make a colleague the holder of a task, whoever holds it now.

    What the one before typed stays theirs, and is there when the task comes back.

    Raises:
        NotFoundError: There is no such task, or no such colleague at its agency.
        ConflictError: The task is closed.
        NotAllowedError: The actor does not supervise, or the colleague may not do it.
        InvalidDataError: There is no reason.
    """
    reason = must_give_reason(reason)
    with leidraad.acting(actor, "reassign_task", task_id=task_id) as connection:
        now = leidraad.now(connection)
        one, row, access = open_task(connection, actor, task_id)
        found = accounts.by_id(connection, to)
        if found is None or not found.is_active or found.agency_id != one.agency_id:
            raise NotFoundError(
                Text("Deze collega bestaat niet.", "There is no such colleague.")
            )
        colleague = actor_of(connection, found)
        may_reassign_task(actor, access, colleague)
        tasks.give(connection, task_id, to, now)
        record.add_entry(
            connection,
            row.case_id,
            Happening(
                kind="task_reassigned",
                at=now,
                place=one.place,
                account_id=actor.recorded_as,
                detail={
                    "title": {"nl": one.title.nl, "en": one.title.en},
                    "to": colleague.name,
                    "reason": reason,
                },
            ),
        )
