"""Claiming a task: one conditional update; who comes second reads who was first."""

from engine.clock import BRUSSELS
from engine.errors import ConflictError
from engine.operations.access import open_task
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_claim_task
from engine.store import record, tasks
from engine.store.happening import Happening
from engine.text import Text


def claim_task(
    leidraad: Leidraad, actor: Actor, task_id: int, *, version: int | None = None
) -> None:
    """Take a task that nobody has; taking one's own again changes nothing.

    Raises:
        NotFoundError: There is no such task.
        ConflictError: Somebody else has it, or it is closed.
        NotAllowedError: The actor is not in its team, or four eyes forbid it.
    """
    with leidraad.acting(actor, "claim_task", task_id=task_id) as connection:
        now = leidraad.now(connection)
        one, row, access = open_task(connection, actor, task_id)
        may_claim_task(actor, access)
        if one.assignee_id == actor.account_id:
            return
        if one.assignee_id is None:
            tasks.must_have_version(one, version)
        if not tasks.claim(connection, task_id, actor.account_id, now):
            name, since = tasks.holder_of(connection, task_id)
            at = since.astimezone(BRUSSELS) if since else None
            raise ConflictError(
                Text(
                    f"{name} was u voor en nam deze taak op"
                    + (f" op {at:%d/%m/%Y om %H:%M}." if at else "."),
                    f"{name} was first and claimed this task"
                    + (f" on {at:%d/%m/%Y at %H:%M}." if at else "."),
                ),
                code="task-claimed",
            )
        record.add_entry(
            connection,
            row.case_id,
            Happening(
                kind="task_claimed",
                at=now,
                place=one.place,
                account_id=actor.account_id,
                detail={"title": {"nl": one.title.nl, "en": one.title.en}},
            ),
        )
