"""What a supervisor looks at: tasks past their date or escalated, steps that failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, select, tuple_

from engine.people import Actor
from engine.queries.page import Cursor, Page, page_of
from engine.queries.scope import (
    IS_ESCALATED,
    IS_OPEN,
    is_supervisor,
    supervised_cases,
)
from engine.queries.task_rows import TaskRow, by_urgency, joined, person_name, to_row
from engine.store.tables import cases, definition, incident, person_details, task
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """A step that failed and waits for a retry."""

    incident_id: int
    #: start, task, timer, message, delivery.
    kind: str
    element: str
    text: Text
    attempts: int
    created_at: datetime
    case_id: int
    case_number: str
    definition_id: int
    trajectory_title: Text
    person: str


def overdue(
    connection: Connection,
    actor: Actor,
    *,
    today: date,
    team: int | None = None,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[TaskRow]:
    """Give the overdue tasks of the supervisor's agency, longest overdue first."""
    conditions = [task.c.urgent_on < today]
    if team is not None:
        conditions.append(task.c.team_id == team)
    if after is not None:
        conditions.append(_behind(after))
    return _tasks(connection, actor, conditions, today, limit)


def escalated(
    connection: Connection,
    actor: Actor,
    *,
    today: date,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[TaskRow]:
    """Give the tasks of the agency that nobody acted on, not even when reminded of them.

    Most urgent first.
    """
    conditions = [IS_ESCALATED]
    if after is not None:
        conditions.append(_behind(after))
    return _tasks(connection, actor, conditions, today, limit)


def _behind(last: Cursor) -> ColumnElement[bool]:
    return tuple_(task.c.urgent_on, task.c.task_id) > tuple_(last.day(), last.key)


def _tasks(
    connection: Connection,
    actor: Actor,
    conditions: Sequence[ColumnElement[bool]],
    today: date,
    limit: int,
) -> Page[TaskRow]:
    """Give a page of the agency's open tasks, most urgent first."""
    if not is_supervisor(actor):
        return Page(rows=())
    some = (
        select(task)
        .where(IS_OPEN, task.c.agency_id == actor.agency, *conditions)
        .order_by(task.c.urgent_on, task.c.task_id)
        .limit(limit + 1)
        .subquery()
    )
    statement = joined(some).order_by(some.c.urgent_on, some.c.task_id)
    found = [to_row(row, actor, today) for row in connection.execute(statement)]
    return page_of(found, limit, by_urgency)


def incidents(
    connection: Connection,
    actor: Actor,
    *,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[IncidentRow]:
    """Give the open incidents of the agency's cases, oldest first."""
    statement = (
        select(
            incident,
            cases.c.number,
            cases.c.definition_id,
            definition.c.title_nl,
            definition.c.title_en,
            person_details.c.given_name,
            person_details.c.family_name,
        )
        .join(cases, cases.c.case_id == incident.c.case_id)
        .join(definition, definition.c.definition_id == cases.c.definition_id)
        .outerjoin(person_details, person_details.c.person_id == cases.c.person_id)
        .where(incident.c.status == "open", supervised_cases(actor))
        .order_by(incident.c.created_at, incident.c.incident_id)
        .limit(limit + 1)
    )
    if after is not None:
        place = tuple_(incident.c.created_at, incident.c.incident_id)
        statement = statement.where(place > tuple_(after.instant(), after.key))
    found = [
        IncidentRow(
            incident_id=row.incident_id,
            kind=row.kind,
            element=row.element,
            text=Text(row.text_nl, row.text_en),
            attempts=row.attempts,
            created_at=row.created_at,
            case_id=row.case_id,
            case_number=row.number,
            definition_id=row.definition_id,
            trajectory_title=Text(row.title_nl, row.title_en),
            person=person_name(row.given_name, row.family_name),
        )
        for row in connection.execute(statement)
    ]
    return page_of(
        found, limit, lambda last: Cursor(last.created_at.isoformat(), last.incident_id)
    )
