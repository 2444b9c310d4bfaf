"""The last days that stand in the calendar of a person."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from engine.people import Actor
from engine.queries.scope import IS_OPEN, does_casework, teams_of
from engine.store.tables import cases, deadline, definition, task, term_change
from engine.text import Text

#: Calendar programs grow slow with more; the most urgent ones are there.
LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """An open task with a last day: its label and the number of its case, no person."""

    task_id: int
    case_id: int
    number: str
    title: Text
    trajectory: Text
    due_on: date
    #: Counts how often the last day moved.
    version: int
    #: When the entry last became what it is.
    changed_at: datetime
    #: Whether its term is suspended, so that the last day will move.
    is_suspended: bool
    #: Whether nobody has it yet.
    is_free: bool


def calendar_entries(
    connection: Connection, actor: Actor, *, limit: int = LIMIT
) -> tuple[CalendarEntry, ...]:
    """Give the tasks of a person, and those that nobody has in the person's teams.

    Most urgent first. A task without a last day is not there, unless its term is suspended:
    then it has the day on which the term would have ended.
    """
    if not does_casework(actor):
        return ()
    moved_at = (
        select(func.max(term_change.c.at))
        .where(term_change.c.deadline_id == task.c.deadline_id)
        .scalar_subquery()
    )
    due_on = func.coalesce(task.c.due_on, deadline.c.due_on)
    rows = connection.execute(
        select(
            task.c.task_id,
            task.c.case_id,
            task.c.title_nl,
            task.c.title_en,
            task.c.opened_at,
            task.c.claimed_at,
            task.c.assignee_id,
            deadline.c.version,
            deadline.c.suspended_on,
            due_on.label("last_day"),
            moved_at.label("moved_at"),
            cases.c.number,
            definition.c.title_nl.label("trajectory_nl"),
            definition.c.title_en.label("trajectory_en"),
        )
        .join(cases, cases.c.case_id == task.c.case_id)
        .join(definition, definition.c.definition_id == cases.c.definition_id)
        .outerjoin(deadline, deadline.c.deadline_id == task.c.deadline_id)
        .where(
            IS_OPEN,
            _of(actor),
            or_(task.c.due_on.is_not(None), deadline.c.suspended_on.is_not(None)),
        )
        .order_by(task.c.urgent_on, task.c.task_id)
        .limit(limit)
    )
    return tuple(
        CalendarEntry(
            task_id=row.task_id,
            case_id=row.case_id,
            number=row.number,
            title=Text(row.title_nl, row.title_en),
            trajectory=Text(row.trajectory_nl, row.trajectory_en),
            due_on=row.last_day,
            version=row.version or 0,
            changed_at=max(
                at for at in (row.opened_at, row.claimed_at, row.moved_at) if at is not None
            ),
            is_suspended=row.suspended_on is not None,
            is_free=row.assignee_id is None,
        )
        for row in rows
    )


def _of(actor: Actor) -> ColumnElement[bool]:
    mine = task.c.assignee_id == actor.account_id
    free = task.c.assignee_id.is_(None) & task.c.team_id.in_(teams_of(actor))
    return or_(mine, free)
