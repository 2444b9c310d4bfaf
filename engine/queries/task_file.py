"""One task with what its page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import feel
from engine.errors import NotFoundError
from engine.people import Actor
from engine.queries.scope import tasks_seen
from engine.queries.task_rows import TaskRow, joined, to_row
from engine.step import visible_facts
from engine.store.tables import account, cases, draft, fact, task
from engine.text import Text

_NO_TASK = Text(
    "Deze taak bestaat niet, of ze is niet van uw dienst.",
    "There is no such task, or it is not your agency's.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the actor typed before and did not send: raw text by field."""

    answers: Mapping[str, Any]
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFile:
    """A task, open or not."""

    task: TaskRow
    #: open, completed, cancelled.
    status: str
    scope: str
    form: str | None
    definition_id: int
    #: The term that its last day follows.
    deadline_id: int | None
    claimed_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    #: Elements whose doer may not do this one.
    not_by: tuple[str, ...]
    draft: Draft | None


def task_file(
    connection: Connection,
    actor: Actor,
    task_id: int,
    *,
    today: date,
    with_draft: bool = True,
) -> TaskFile:
    """Give a task of the actor's agency, or of a case that the agency holds.

    Without its draft it costs one statement less.

    Raises:
        NotFoundError: There is no such task, or it is not the actor's to see.
    """
    closer = account.alias("closer")
    statement = (
        joined()
        .add_columns(cases.c.definition_id, closer.c.name.label("closer_name"))
        .outerjoin(closer, closer.c.account_id == task.c.closed_by)
        .where(task.c.task_id == task_id, tasks_seen(actor))
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError(_NO_TASK)
    return TaskFile(
        task=to_row(row, actor, today),
        status=row.status,
        scope=row.scope,
        form=row.form,
        definition_id=row.definition_id,
        deadline_id=row.deadline_id,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        closed_by=row.closer_name,
        not_by=tuple(row.not_by.split()),
        draft=_draft(connection, actor, task_id) if with_draft else None,
    )


def task_version(connection: Connection, actor: Actor, task_id: int) -> int:
    """Give the version of a task that `task_file` shows the actor.

    Raises:
        NotFoundError: There is no such task, or it is not the actor's to see.
    """
    statement = (
        select(task.c.version)
        .join(cases, cases.c.case_id == task.c.case_id)
        .where(task.c.task_id == task_id, tasks_seen(actor))
    )
    found: int | None = connection.execute(statement).scalar_one_or_none()
    if found is None:
        raise NotFoundError(_NO_TASK)
    return found


def facts_for(connection: Connection, file: TaskFile) -> dict[str, Any]:
    """Give the facts by name as the task sees them: the nearest scope wins."""
    rows = connection.execute(
        select(fact.c.scope, fact.c.name, fact.c.value).where(
            fact.c.case_id == file.task.case_id
        )
    )
    facts = {(row.scope, row.name): feel.load(row.value) for row in rows}
    return visible_facts(facts, file.scope)


def _draft(connection: Connection, actor: Actor, task_id: int) -> Draft | None:
    row = connection.execute(
        select(draft.c.answers, draft.c.saved_at).where(
            draft.c.task_id == task_id, draft.c.account_id == actor.account_id
        )
    ).one_or_none()
    return row and Draft(answers=feel.load(row.answers), saved_at=row.saved_at)
