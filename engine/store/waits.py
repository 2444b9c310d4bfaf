"""What is due: timers, reminders and deliveries, claimed row by row.

On PostgreSQL a claimed row is skipped by every other process (SKIP LOCKED); on SQLite a
transaction that claims is the only writer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)

from engine.clock import brussels_date, end_of_term
from engine.errors import ConflictError
from engine.step import Place
from engine.store import cases
from engine.store.cases import CaseRow
from engine.store.tables import cases as case_table
from engine.store.tables import deadline, message_wait, reminder, timer
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTimer:
    """A timer that is due, with its case under lock."""

    case: CaseRow
    place: Place
    due_at: datetime


class Turn(NamedTuple):
    """A case whose turn it is to have a timer fired, and since when."""

    due_at: datetime
    case_id: int


_ARMED = and_(timer.c.status == "armed", timer.c.due_at <= bindparam("now"))
_TURNS = select(timer.c.due_at, timer.c.case_id).where(_ARMED)
_IN_TURN = (timer.c.due_at, timer.c.case_id)
_FIRST_TURNS = _TURNS.order_by(*_IN_TURN).limit(bindparam("most"))
_NEXT_TURNS = (
    _TURNS.where(tuple_(*_IN_TURN) > tuple_(bindparam("at"), bindparam("of")))
    .order_by(*_IN_TURN)
    .limit(bindparam("most"))
)


def turns(
    connection: Connection, now: datetime, *, after: Turn | None, most: int
) -> list[Turn]:
    """List whose timers are due, the longest due first, without locking anything.

    A case stands there once for each of its timers. ``after`` is the last of the list
    before: what was fired meanwhile is not walked over again.
    """
    asked = {"now": now, "most": most}
    if after is None:
        rows = connection.execute(_FIRST_TURNS, asked)
    else:
        rows = connection.execute(
            _NEXT_TURNS, {**asked, "at": after.due_at, "of": after.case_id}
        )
    return [Turn(*row) for row in rows]


_TIMER_OF_CASE = (
    select(
        timer.c.scope, timer.c.element, timer.c.occurrence, timer.c.due_at, *cases.COLUMNS
    )
    .join(case_table, case_table.c.case_id == timer.c.case_id)
    .where(timer.c.case_id == bindparam("of"), _ARMED)
    .order_by(timer.c.due_at, timer.c.element, timer.c.scope, timer.c.occurrence)
    .limit(1)
    .with_for_update(of=(case_table, timer), skip_locked=True, key_share=True)
)


def claim_timer(connection: Connection, case_id: int, now: datetime) -> DueTimer | None:
    """Lock a case and the one of its timers that is due longest.

    None when another process was first, or has the case just now.
    """
    row = connection.execute(_TIMER_OF_CASE, {"of": case_id, "now": now}).one_or_none()
    if row is None:
        return None
    return DueTimer(
        case=cases.from_row(row),
        place=Place(row.scope, row.element, row.occurrence),
        due_at=row.due_at,
    )


def _timer_at(case_id: int, place: Place) -> list[Any]:
    return [
        timer.c.case_id == case_id,
        timer.c.scope == place.scope,
        timer.c.element == place.element,
        timer.c.occurrence == place.occurrence,
    ]


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


def next_due(
    connection: Connection, until: datetime, *, after: datetime | None = None
) -> datetime | None:
    """Find the first instant at which a timer, a reminder or the end of a term is due.

    It is not later than ``until`` and, when that is given, later than ``after``.
    """
    timers = select(func.min(timer.c.due_at)).where(
        timer.c.status == "armed", timer.c.due_at <= until
    )
    reminders = select(func.min(reminder.c.send_at)).where(
        reminder.c.status == "planned", reminder.c.send_at <= until
    )
    terms = select(func.min(deadline.c.due_on)).where(
        deadline.c.status == "open",
        deadline.c.suspended_on.is_(None),
        deadline.c.due_on < brussels_date(until),
    )
    if after is not None:
        timers = timers.where(timer.c.due_at > after)
        reminders = reminders.where(reminder.c.send_at > after)
        terms = terms.where(deadline.c.due_on >= brussels_date(after))
    instants = [
        connection.execute(timers).scalar_one(),
        connection.execute(reminders).scalar_one(),
    ]
    last_day = connection.execute(terms).scalar_one()
    if last_day is not None:
        instants.append(end_of_term(last_day))
    return min((found for found in instants if found is not None), default=None)


def waits_for(connection: Connection, case_id: int, name: str, key: str) -> list[Place]:
    """List where a case waits for a message of this name.

    A message with a key reaches the wait with that key, or else one without. One without
    a key reaches any wait; two waits with different keys are for the sender to tell apart.

    Raises:
        ConflictError: There is no key, and the waits have several.
    """
    rows = connection.execute(
        select(
            message_wait.c.key,
            message_wait.c.scope,
            message_wait.c.element,
            message_wait.c.occurrence,
        )
        .where(message_wait.c.case_id == case_id, message_wait.c.name == name)
        .order_by(message_wait.c.scope, message_wait.c.element, message_wait.c.occurrence)
    ).all()
    if key:
        keyed = [row for row in rows if row.key == key]
        rows = keyed or [row for row in rows if not row.key]
    elif len({row.key for row in rows}) > 1:
        raise ConflictError(
            Text(
                f"Het dossier wacht op meer dan een bericht ‘{name}’; zeg met de sleutel "
                "welk.",
                f"The case waits for more than one message ‘{name}’; say by its key which.",
            ),
            code="message-key-needed",
        )
    return [Place(row.scope, row.element, row.occurrence) for row in rows]


def arm_again(connection: Connection, case_id: int, place: Place, now: datetime) -> bool:
    """Arm a timer again that could not fire; False when nothing of it is due now."""
    connection.execute(
        update(timer).where(*_timer_at(case_id, place)).values(status="armed")
    )
    due = connection.execute(
        select(timer.c.due_at).where(*_timer_at(case_id, place), timer.c.due_at <= now)
    )
    return due.first() is not None


def miss_deadlines(
    connection: Connection, today: date, *, limit: int = 500
) -> list[tuple[int, Place, str]]:
    """Mark open terms whose last day is over; give case, place and name of each.

    One that is suspended has no last day.

    The cases are locked too, as every step does first; those that somebody else works on
    are left to the next tick.
    """
    rows = connection.execute(
        select(
            deadline.c.deadline_id,
            deadline.c.case_id,
            deadline.c.scope,
            deadline.c.element,
            deadline.c.occurrence,
            deadline.c.name,
        )
        .join(case_table, case_table.c.case_id == deadline.c.case_id)
        .where(
            deadline.c.status == "open",
            deadline.c.suspended_on.is_(None),
            deadline.c.due_on < today,
        )
        .order_by(deadline.c.due_on, deadline.c.deadline_id)
        .limit(limit)
        .with_for_update(of=(case_table, deadline), skip_locked=True, key_share=True)
    ).all()
    if rows:
        connection.execute(
            update(deadline)
            .where(deadline.c.deadline_id.in_([row.deadline_id for row in rows]))
            .values(status="missed")
        )
    return [
        (row.case_id, Place(row.scope, row.element, row.occurrence), row.name)
        for row in rows
    ]
