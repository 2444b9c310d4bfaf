"""What a case waits for: terms, timers, messages, deliveries, and a retry."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import feel
from engine.queries.case_file import CaseHead
from engine.queries.scope import IS_OPEN
from engine.store.tables import deadline, incident, message_wait, outbox, task, timer
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """A term of the case and why it ends on that day."""

    name: str
    title: Text
    start_on: date
    due_on: date
    #: open, met, missed, waived.
    status: str
    is_overdue: bool
    legal_basis: str
    source: str
    valid_from: date | None
    to_be_confirmed: bool
    explanation: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Something other than a task that the case waits for."""

    #: timer, message, delivery.
    kind: str
    scope: str
    element: str
    #: Name of the message, or title of what is delivered.
    name: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentOfCase:
    """An open incident of one case."""

    incident_id: int
    scope: str
    element: str
    text: Text
    attempts: int
    created_at: datetime


def deadlines_of(
    connection: Connection, head: CaseHead, *, today: date
) -> tuple[DeadlineRow, ...]:
    """Give the terms of a case: open ones first, then by date; none of others' cases."""
    if not head.is_own:
        return ()
    rows = connection.execute(
        select(deadline)
        .where(deadline.c.case_id == head.case.case_id)
        .order_by(deadline.c.status != "open", deadline.c.due_on, deadline.c.deadline_id)
    )
    return tuple(
        DeadlineRow(
            name=row.name,
            title=Text(row.title_nl, row.title_en),
            start_on=row.start_on,
            due_on=row.due_on,
            status=row.status,
            is_overdue=row.status == "open" and row.due_on < today,
            legal_basis=row.legal_basis,
            source=row.source,
            valid_from=row.valid_from,
            to_be_confirmed=row.to_be_confirmed,
            explanation=_lines(row.explanation),
        )
        for row in rows
    )


def waits_of(connection: Connection, head: CaseHead) -> tuple[Wait, ...]:
    """Give the timers, messages and deliveries that a case waits for."""
    case_id = head.case.case_id
    if not head.is_own:
        return ()
    messages = connection.execute(
        select(message_wait)
        .where(message_wait.c.case_id == case_id)
        .order_by(message_wait.c.name)
    )
    timers = connection.execute(
        select(timer).where(timer.c.case_id == case_id).order_by(timer.c.due_at)
    )
    deliveries = connection.execute(
        select(outbox)
        .where(
            outbox.c.case_id == case_id,
            outbox.c.kind == "service",
            outbox.c.status.in_(("waiting", "leased", "failed")),
        )
        .order_by(outbox.c.outbox_id)
    )
    return (
        *(_wait("message", row, row.name, None) for row in messages),
        *(_wait("delivery", row, row.topic, row.next_at) for row in deliveries),
        *(_wait("timer", row, row.deadline or "", row.due_at) for row in timers),
    )


def incidents_of(connection: Connection, head: CaseHead) -> tuple[IncidentOfCase, ...]:
    """Give the open incidents of a case, oldest first; none of another agency's case."""
    if not head.is_own:
        return ()
    rows = connection.execute(
        select(incident)
        .where(incident.c.case_id == head.case.case_id, incident.c.status == "open")
        .order_by(incident.c.incident_id)
    )
    return tuple(
        IncidentOfCase(
            incident_id=row.incident_id,
            scope=row.scope,
            element=row.element,
            text=Text(row.text_nl, row.text_en),
            attempts=row.attempts,
            created_at=row.created_at,
        )
        for row in rows
    )


def _wait(kind: str, row: Any, name: str, due_at: datetime | None) -> Wait:
    return Wait(kind=kind, scope=row.scope, element=row.element, name=name, due_at=due_at)


def _lines(encoded: str) -> tuple[Text, ...]:
    return tuple(Text(line["nl"], line["en"]) for line in feel.load(encoded))


def task_places(connection: Connection, head: CaseHead) -> tuple[tuple[str, str], ...]:
    """Give scope and element of the open tasks; none of another agency's case."""
    if not head.is_own:
        return ()
    rows = connection.execute(
        select(task.c.scope, task.c.element)
        .where(IS_OPEN, task.c.case_id == head.case.case_id)
        .order_by(task.c.task_id)
    )
    return tuple((row.scope, row.element) for row in rows)
