"""What is due: timers, reminders and deliveries, claimed row by row.

On PostgreSQL a claimed row is skipped by every other process (SKIP LOCKED); on SQLite a
transaction that claims is the only writer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from engine import feel
from engine.errors import ConflictError
from engine.step import Place
from engine.store.tables import deadline, message_wait, outbox, reminder, timer
from engine.text import Text

#: How long a delivery may take before another process takes it over.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTimer:
    """A timer that is due; its case is not locked yet."""

    case_id: int
    place: Place
    due_at: datetime


def due_timers(
    connection: Connection, now: datetime, *, limit: int, skip: int = 0
) -> list[DueTimer]:
    """List armed timers that are due, the longest due first."""
    rows = connection.execute(
        select(
            timer.c.case_id,
            timer.c.scope,
            timer.c.element,
            timer.c.occurrence,
            timer.c.due_at,
        )
        .where(timer.c.status == "armed", timer.c.due_at <= now)
        .order_by(timer.c.due_at, timer.c.case_id, timer.c.element)
        .limit(limit)
        .offset(skip)
    )
    return [
        DueTimer(
            case_id=row.case_id,
            place=Place(row.scope, row.element, row.occurrence),
            due_at=row.due_at,
        )
        for row in rows
    ]


def _timer_at(case_id: int, place: Place) -> list[Any]:
    return [
        timer.c.case_id == case_id,
        timer.c.scope == place.scope,
        timer.c.element == place.element,
        timer.c.occurrence == place.occurrence,
    ]


def claim_timer(
    connection: Connection, case_id: int, place: Place, *, status: str = "armed"
) -> datetime | None:
    """Lock a timer and give its instant; None when it is gone or another has it."""
    return connection.execute(
        select(timer.c.due_at)
        .where(*_timer_at(case_id, place), timer.c.status == status)
        .with_for_update(skip_locked=True)
    ).scalar_one_or_none()


def set_timer_status(
    connection: Connection, case_id: int, place: Place, status: str
) -> None:
    """Mark a timer as failed, or armed again."""
    connection.execute(
        update(timer).where(*_timer_at(case_id, place)).values(status=status)
    )


def drop_timer(connection: Connection, case_id: int, place: Place) -> None:
    """Close a timer whose token is gone."""
    connection.execute(delete(timer).where(*_timer_at(case_id, place)))


def next_due(connection: Connection, until: datetime) -> datetime | None:
    """Find the first instant, not after ``until``, at which something is due."""
    instants = [
        connection.execute(
            select(func.min(timer.c.due_at)).where(
                timer.c.status == "armed", timer.c.due_at <= until
            )
        ).scalar_one(),
        connection.execute(
            select(func.min(reminder.c.send_at)).where(
                reminder.c.status == "planned", reminder.c.send_at <= until
            )
        ).scalar_one(),
    ]
    return min((found for found in instants if found is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReminder:
    """A reminder to hand over to the outbox."""

    reminder_id: int
    case_id: int
    recipient: str
    title: Text
    due_on: Any
    element: str
    scope: str
    occurrence: int
    plan_key: str
    deadline_id: int


def claim_reminders(
    connection: Connection, now: datetime, *, limit: int
) -> list[DueReminder]:
    """Lock planned reminders that are due; other processes skip them."""
    rows = connection.execute(
        select(
            reminder.c.reminder_id,
            reminder.c.case_id,
            reminder.c.recipient,
            reminder.c.plan_key,
            reminder.c.deadline_id,
            deadline.c.title_nl,
            deadline.c.title_en,
            deadline.c.due_on,
            deadline.c.scope,
            deadline.c.element,
            deadline.c.occurrence,
        )
        .join(deadline, deadline.c.deadline_id == reminder.c.deadline_id)
        .where(reminder.c.status == "planned", reminder.c.send_at <= now)
        .order_by(reminder.c.send_at, reminder.c.reminder_id)
        .limit(limit)
        .with_for_update(of=reminder, skip_locked=True)
    )
    return [
        DueReminder(
            reminder_id=row.reminder_id,
            case_id=row.case_id,
            recipient=row.recipient,
            title=Text(row.title_nl, row.title_en),
            due_on=row.due_on,
            element=row.element,
            scope=row.scope,
            occurrence=row.occurrence,
            plan_key=row.plan_key,
            deadline_id=row.deadline_id,
        )
        for row in rows
    ]


def close_reminder(connection: Connection, reminder_id: int, status: str) -> None:
    """Mark a reminder as handed over, or as one that nobody could get."""
    connection.execute(
        update(reminder).where(reminder.c.reminder_id == reminder_id).values(status=status)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A leased outbox entry."""

    outbox_id: int
    case_id: int
    key: str
    place: Place
    kind: str
    topic: str
    title: Text
    payload: Mapping[str, Any]
    attempts: int
    fence: int


def lease_delivery(
    connection: Connection, now: datetime, *, kinds: tuple[str, ...]
) -> Delivery | None:
    """Take the next waiting entry, or one whose lease ran out, for `LEASE`."""
    row = connection.execute(
        select(outbox)
        .where(
            outbox.c.kind.in_(kinds),
            ((outbox.c.status == "waiting") & (outbox.c.next_at <= now))
            | ((outbox.c.status == "leased") & (outbox.c.lease_until <= now)),
        )
        .order_by(outbox.c.next_at, outbox.c.outbox_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return None
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == row.outbox_id)
        .values(
            status="leased",
            lease_until=now + LEASE,
            fence=row.fence + 1,
            attempts=row.attempts + 1,
        )
    )
    return _delivery(row, attempts=row.attempts + 1, fence=row.fence + 1)


def _delivery(row: Any, *, attempts: int, fence: int) -> Delivery:
    return Delivery(
        outbox_id=row.outbox_id,
        case_id=row.case_id,
        key=row.key,
        place=Place(row.scope, row.element, row.occurrence),
        kind=row.kind,
        topic=row.topic,
        title=Text(row.title_nl, row.title_en),
        payload=feel.load(row.payload),
        attempts=attempts,
        fence=fence,
    )


def record_delivery(
    connection: Connection,
    delivery: Delivery,
    status: str,
    *,
    now: datetime,
    next_at: datetime | None = None,
) -> None:
    """Record the end of a lease.

    Raises:
        ConflictError: The lease ran out and another process took the entry over.
    """
    done = connection.execute(
        update(outbox)
        .where(
            outbox.c.outbox_id == delivery.outbox_id,
            outbox.c.fence == delivery.fence,
            outbox.c.status == "leased",
        )
        .values(
            status=status,
            delivered_at=now if status == "delivered" else None,
            next_at=next_at or now,
            lease_until=None,
        )
    )
    if done.rowcount != 1:
        raise ConflictError(
            Text(
                "Een ander proces nam deze verzending over.",
                "Another process took this delivery over.",
            )
        )


def outbox_at(connection: Connection, case_id: int, place: Place) -> Delivery | None:
    """Lock the entry of a place that failed or waits."""
    row = connection.execute(
        select(outbox)
        .where(
            outbox.c.case_id == case_id,
            outbox.c.scope == place.scope,
            outbox.c.element == place.element,
            outbox.c.occurrence == place.occurrence,
            outbox.c.status.in_(("waiting", "failed")),
        )
        .with_for_update()
    ).one_or_none()
    return None if row is None else _delivery(row, attempts=row.attempts, fence=row.fence)


def wait_again(connection: Connection, outbox_id: int, at: datetime) -> None:
    """Let a failed delivery be tried again from now on."""
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == outbox_id)
        .values(status="waiting", attempts=0, next_at=at)
    )


def waits_for(connection: Connection, case_id: int, name: str, key: str) -> list[Place]:
    """List where a case waits for a message of this name, its key given or any."""
    rows = connection.execute(
        select(message_wait.c.scope, message_wait.c.element, message_wait.c.occurrence)
        .where(
            message_wait.c.case_id == case_id,
            message_wait.c.name == name,
            message_wait.c.key.in_(("", key)),
        )
        .order_by(message_wait.c.scope, message_wait.c.element, message_wait.c.occurrence)
    )
    return [Place(*row) for row in rows]


def miss_deadlines(connection: Connection, case_id: int, before: Any) -> list[str]:
    """Mark the open terms of a case whose last day is over; give their names."""
    rows = connection.execute(
        update(deadline)
        .where(
            deadline.c.case_id == case_id,
            deadline.c.status == "open",
            deadline.c.due_on < before,
        )
        .values(status="missed")
        .returning(deadline.c.name)
    )
    return [name for (name,) in rows]


def overdue_cases(connection: Connection, before: Any, *, limit: int) -> list[int]:
    """List cases with an open term whose last day is over."""
    rows = connection.execute(
        select(deadline.c.case_id)
        .where(deadline.c.status == "open", deadline.c.due_on < before)
        .distinct()
        .limit(limit)
    )
    return [case_id for (case_id,) in rows]
