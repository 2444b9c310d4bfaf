"""Giving a task back to the team."""

from engine.operations.access import open_task
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_release_task
from engine.store import record, tasks
from engine.store.happening import Happening


def release_task(
    leidraad: Leidraad, actor: Actor, task_id: int, *, version: int | None = None
) -> None:
    """Make a task free for the team again; a draft stays with whoever typed it.

    Raises:
        NotFoundError: There is no such task.
        ConflictError: It is closed, or changed meanwhile.
        NotAllowedError: The actor neither holds it nor supervises.
    """
    with leidraad.acting(actor, "release_task", task_id=task_id) as connection:
        now = leidraad.now(connection)
        one, row, access = open_task(connection, actor, task_id)
        may_release_task(actor, access)
        tasks.must_have_version(one, version)
        if one.assignee_id is None:
            return
        tasks.give(connection, task_id, None, now)
        record.add_entry(
            connection,
            row.case_id,
            Happening(
                kind="task_released",
                at=now,
                place=one.place,
                account_id=actor.recorded_as,
                detail={"title": {"nl": one.title.nl, "en": one.title.en}},
            ),
        )
