"""A task as one row of a list: what it is, about whom, whose, and how urgent."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import FromClause, Row, Select, select

from engine.people import Actor
from engine.queries.page import Cursor
from engine.store.tables import account, cases, definition, person_details, task, team
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """An open task in a list."""

    task_id: int
    version: int
    element: str
    title: Text
    due_on: date | None
    #: ``due_on``, or the year 9999 when there is none.
    urgent_on: date
    is_overdue: bool
    priority: int
    #: reminded, phone (the newcomer could not be mailed), escalated; None for most.
    badge: str | None
    badge_at: datetime | None
    opened_at: datetime
    role: str
    agency: str
    team_id: int
    team: str
    assignee_id: int | None
    assignee: str | None
    is_mine: bool
    case_id: int
    case_number: str
    trajectory: str
    trajectory_title: Text
    person: str


def joined(some: FromClause = task) -> Select[Any]:
    """Select tasks with the names that a list shows; the caller says which ones.

    ``some`` may be a subquery with all columns of tasks, so that a LIMIT inside it holds
    before anything is joined.
    """
    return (
        select(
            some,
            cases.c.number,
            definition.c.title_nl.label("trajectory_nl"),
            definition.c.title_en.label("trajectory_en"),
            team.c.name.label("team_name"),
            account.c.name.label("assignee_name"),
            person_details.c.given_name,
            person_details.c.family_name,
        )
        .select_from(some)
        .join(cases, cases.c.case_id == some.c.case_id)
        .join(definition, definition.c.definition_id == cases.c.definition_id)
        .join(team, team.c.team_id == some.c.team_id)
        .outerjoin(account, account.c.account_id == some.c.assignee_id)
        .outerjoin(person_details, person_details.c.person_id == cases.c.person_id)
    )


def to_row(row: Row[Any], actor: Actor, today: date) -> TaskRow:
    """Read a row of `joined`."""
    return TaskRow(
        task_id=row.task_id,
        version=row.version,
        element=row.element,
        title=Text(row.title_nl, row.title_en),
        due_on=row.due_on,
        urgent_on=row.urgent_on,
        is_overdue=row.urgent_on < today,
        priority=row.priority,
        badge=row.badge,
        badge_at=row.badge_at,
        opened_at=row.opened_at,
        role=row.role,
        agency=row.agency_id,
        team_id=row.team_id,
        team=row.team_name,
        assignee_id=row.assignee_id,
        assignee=row.assignee_name,
        is_mine=row.assignee_id == actor.account_id,
        case_id=row.case_id,
        case_number=row.number,
        trajectory=row.trajectory,
        trajectory_title=Text(row.trajectory_nl, row.trajectory_en),
        person=person_name(row.given_name, row.family_name),
    )


def by_urgency(last: TaskRow) -> Cursor:
    """Give the place of a task in a list sorted by urgency."""
    return Cursor(last.urgent_on.isoformat(), last.task_id)


def person_name(given_name: str | None, family_name: str | None) -> str:
    """Write a name as on a list; empty when the person was forgotten."""
    return " ".join(part for part in (given_name, family_name) if part)
