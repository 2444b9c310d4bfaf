"""What a case waits for: terms, timers, messages, deliveries, and a retry."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from engine import feel
from engine.queries.case_file import CaseHead
from engine.queries.scope import IS_OPEN
from engine.store.tables import (
    account,
    deadline,
    incident,
    message_wait,
    outbox,
    task,
    term_change,
    timer,
)
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """A term of the case and why it ends on that day."""

    deadline_id: int
    #: Counts how often it changed; for who changes it on what they saw.
    version: int
    name: str
    title: Text
    start_on: date
    #: ISO 8601, for instance ``P3M``, without extensions; of calendar or working days.
    length: str
    days: str
    #: The facts from which its start or its length was read.
    start_facts: tuple[str, ...]
    #: Last day on which acting is in time; while it is suspended, what that was.
    due_on: date
    #: open, met, missed, waived.
    status: str
    is_overdue: bool
    #: First day of the suspension that runs now.
    suspended_on: date | None
    #: When nothing waited for it any more; None for one that ran out and may still be done.
    closed_at: datetime | None
    legal_basis: str
    source: str
    valid_from: date | None
    to_be_confirmed: bool
    explanation: tuple[Text, ...]
    #: What happened to it, the oldest first.
    changes: tuple["TermChange", ...] = ()

    @property
    def is_closed(self) -> bool:
        """Whether nobody can change it any more."""
        return self.status in ("met", "waived") or self.closed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChange:
    """One line of the ledger of a term."""

    change_id: int
    #: suspended, resumed, extended, waived, met, start_corrected, law_changed.
    kind: str
    at: datetime
    #: Name of the colleague; empty when Leidraad did it by itself.
    by: str
    reason: str
    proof: str
    #: First day that did not count, or the day on which it was met.
    from_on: date | None
    #: First day that counted again.
    until_on: date | None
    period: str | None
    #: The suspension that a resumption ended.
    of_change_id: int | None
    due_before: date | None
    #: None while no last day was known, or none was needed any more.
    due_after: date | None
    #: Whether this suspension still runs.
    is_running: bool
    #: Whether the term was closed by then: what the diagram did was not undone.
    came_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Something other than a task that the case waits for."""

    #: timer, message, delivery.
    kind: str
    scope: str
    element: str
    #: Name of the message, or title of what is delivered.
    name: str
    #: When it comes; None for a message, and for a timer whose term is suspended.
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


#: Keeps the timers that may fire one day: not those of a term that was met or waived.
MAY_FIRE: ColumnElement[bool] = or_(
    timer.c.status != "held",
    select(deadline.c.deadline_id)
    .where(
        deadline.c.deadline_id == timer.c.deadline_id, deadline.c.suspended_on.is_not(None)
    )
    .correlate(timer)
    .exists(),
)


def comes_at(row: Any) -> datetime | None:
    """Say when a timer fires; nobody knows while its term is suspended."""
    at: datetime = row.due_at
    return None if row.status == "held" else at


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
    ledger = _ledger(connection, head.case.case_id)
    return tuple(
        DeadlineRow(
            deadline_id=row.deadline_id,
            version=row.version,
            length=row.length,
            days=row.days,
            start_facts=tuple(row.start_facts.split()),
            suspended_on=row.suspended_on,
            closed_at=row.closed_at,
            changes=ledger.get(row.deadline_id, ()),
            name=row.name,
            title=Text(row.title_nl, row.title_en),
            start_on=row.start_on,
            due_on=row.due_on,
            status=row.status,
            is_overdue=(
                row.status == "open" and row.suspended_on is None and row.due_on < today
            ),
            legal_basis=row.legal_basis,
            source=row.source,
            valid_from=row.valid_from,
            to_be_confirmed=row.to_be_confirmed,
            explanation=_lines(row.explanation),
        )
        for row in rows
    )


def _ledger(connection: Connection, case_id: int) -> dict[int, tuple[TermChange, ...]]:
    """Give what happened to the terms of a case, by term."""
    rows = connection.execute(
        select(term_change, account.c.name, deadline.c.closed_at)
        .join(deadline, deadline.c.deadline_id == term_change.c.deadline_id)
        .outerjoin(account, account.c.account_id == term_change.c.account_id)
        .where(term_change.c.case_id == case_id)
        .order_by(term_change.c.change_id)
    ).all()
    ended = {row.of_change_id for row in rows}
    found: dict[int, tuple[TermChange, ...]] = {}
    for row in rows:
        is_suspension = row.kind == "suspended" and row.change_id not in ended
        line = TermChange(
            change_id=row.change_id,
            kind=row.kind,
            at=row.at,
            by=row.name or "",
            reason=row.reason,
            proof=row.proof,
            from_on=row.from_on,
            until_on=row.until_on,
            period=row.period,
            of_change_id=row.of_change_id,
            due_before=row.due_before,
            due_after=row.due_after,
            is_running=is_suspension and row.closed_at is None,
            came_after=row.closed_at is not None and row.at > row.closed_at,
        )
        found[row.deadline_id] = (*found.get(row.deadline_id, ()), line)
    return found


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
        select(timer).where(timer.c.case_id == case_id, MAY_FIRE).order_by(timer.c.due_at)
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
        *(_wait("timer", row, row.deadline or "", comes_at(row)) for row in timers),
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
