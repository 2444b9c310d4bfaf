"""Giving a task back to the team."""

from engine.operations.access import task_access
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_release_task
from engine.store import cases, record, tasks
from engine.store.happening import Happening


def release_task(
    leidraad: Leidraad, actor: Actor, task_id: int, *, version: int | None = None
) -> None:
    """Make a task free for the team again; a draft stays with it.

    Raises:
        NotFoundError: There is no such task.
        ConflictError: It is closed, or changed meanwhile.
        NotAllowedError: The actor neither holds it nor supervises.
    """
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        one, row = tasks.lock(connection, task_id)
        cases.must_run(row)
        tasks.must_be_open(connection, one)
        may_release_task(actor, task_access(connection, actor, one, row))
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
                account_id=actor.account_id,
                detail={"title": {"nl": one.title.nl, "en": one.title.en}},
            ),
        )
