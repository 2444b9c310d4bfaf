"""What keeps going by itself in the cases of an agency: timers, reminders, deliveries.

Administrators read this too, who see no newcomer: there is no name in it, only the number
of a case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    select,
    tuple_,
)

from engine.errors import NotFoundError
from engine.people import Actor
from engine.queries.page import Cursor, Page, page_of
from engine.queries.scope import operated_cases, operated_deliveries
from engine.step import Place
from engine.store.tables import (
    account,
    cases,
    deadline,
    definition,
    incident,
    outbox,
    reminder,
    timer,
)
from engine.text import Text

TimerStatus = Literal["armed", "failed", "held"]
DeliveryStatus = Literal["failed", "waiting"]

#: Separates what a cursor names a timer by; no element or scope has one.
_BAR = "\x1f"
_STATUSES: Mapping[DeliveryStatus, tuple[str, ...]] = {
    "failed": ("failed",),
    "waiting": ("waiting", "leased"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFilter:
    """Which timers are wanted; empty for all."""

    status: TimerStatus = "armed"
    trajectory: str = ""
    element: str = ""
    overdue_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRow:
    """A timer of a running case."""

    case_id: int
    case_number: str
    definition_id: int
    trajectory_title: Text
    place: Place
    #: Aware, in UTC.
    due_at: datetime
    status: TimerStatus
    #: Whether it moves with a term, and only so.
    follows_term: bool
    is_overdue: bool

    @property
    def element(self) -> str:
        """The element of the diagram."""
        return self.place.element


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReminder:
    """A reminder that is still to go."""

    send_at: datetime
    case_id: int
    case_number: str
    title: Text
    #: team, assignee, supervisor, partner, newcomer.
    recipient: str
    #: mail, badge.
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """Something that did not go out yet, or could not."""

    outbox_id: int
    #: None, and no number, for a mail about no one case.
    case_id: int | None
    case_number: str
    #: service, send, mail.
    kind: str
    topic: str
    title: Text
    #: waiting, leased, failed.
    status: str
    attempts: int
    takeovers: int
    next_at: datetime
    #: Why it failed, as its incident says; None while there is none.
    reason: Text | None
    #: What a retry of a case's delivery solves.
    incident_id: int | None


_TIMER_PLACE = (
    timer.c.due_at,
    timer.c.case_id,
    *(timer.c[name] for name in ("scope", "element", "occurrence")),
)
_TIMER = (
    select(
        timer,
        cases.c.number,
        cases.c.definition_id,
        definition.c.title_nl,
        definition.c.title_en,
    )
    .join(cases, cases.c.case_id == timer.c.case_id)
    .join(definition, definition.c.definition_id == cases.c.definition_id)
)


def pending_timers(
    connection: Connection,
    actor: Actor,
    wanted: TimerFilter,
    *,
    now: datetime,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[TimerRow]:
    """Give the timers of the agency's cases, the first to fire first."""
    statement = (
        _TIMER.where(operated_cases(actor), *_wanted(wanted, now))
        .order_by(*_TIMER_PLACE)
        .limit(limit + 1)
    )
    if after is not None:
        statement = statement.where(*_beyond(after))
    found = [_to_timer(row, now) for row in connection.execute(statement)]
    return page_of(found, limit, _cursor)


def _wanted(wanted: TimerFilter, now: datetime) -> list[ColumnElement[bool]]:
    # One status, so that an index gives them in the order in which they fire.
    conditions = [timer.c.status == wanted.status]
    if wanted.trajectory:
        conditions.append(cases.c.trajectory == wanted.trajectory)
    if wanted.element:
        conditions.append(timer.c.element == wanted.element)
    if wanted.overdue_only:
        conditions.append(timer.c.due_at <= now)
    return conditions


def _cursor(last: TimerRow) -> Cursor:
    place = last.place
    words = (last.due_at.isoformat(), place.scope, place.element, str(place.occurrence))
    return Cursor(_BAR.join(words), last.case_id)


def _beyond(after: Cursor) -> list[ColumnElement[bool]]:
    at, *place = after.sorted_by.split(_BAR)
    due_at = after._replace(sorted_by=at).instant()
    scope, element, nth = place if len(place) == len(Place._fields) else ("", "", "0")
    occurrence = int(nth) if nth.isascii() and nth.isdigit() and len(nth) < 10 else 0  # noqa: PLR2004 -- what fits the column
    there = tuple_(due_at, after.key, scope, element, occurrence)
    return [timer.c.due_at >= due_at, tuple_(*_TIMER_PLACE) > there]


def timer_at(
    connection: Connection, actor: Actor, case_id: int, place: Place, *, now: datetime
) -> TimerRow:
    """Give one timer of a case of the actor's agency.

    Raises:
        NotFoundError: There is no such timer any more, or it is not the actor's to see.
    """
    row = connection.execute(
        _TIMER.where(
            operated_cases(actor),
            timer.c.case_id == case_id,
            timer.c.scope == place.scope,
            timer.c.element == place.element,
            timer.c.occurrence == place.occurrence,
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(
            Text("Deze timer is er niet meer.", "This timer is no longer there.")
        )
    return _to_timer(row, now)


def _to_timer(row: Row[Any], now: datetime) -> TimerRow:
    return TimerRow(
        case_id=row.case_id,
        case_number=row.number,
        definition_id=row.definition_id,
        trajectory_title=Text(row.title_nl, row.title_en),
        place=Place(row.scope, row.element, row.occurrence),
        due_at=row.due_at,
        status=row.status,
        follows_term=row.deadline is not None or row.deadline_id is not None,
        is_overdue=row.status == "armed" and row.due_at <= now,
    )


def next_reminders(
    connection: Connection, actor: Actor, *, limit: int = 10
) -> tuple[PlannedReminder, ...]:
    """Give the reminders of the agency's cases that go first."""
    rows = connection.execute(
        select(
            reminder.c.send_at,
            reminder.c.recipient,
            reminder.c.channel,
            reminder.c.case_id,
            cases.c.number,
            deadline.c.title_nl,
            deadline.c.title_en,
        )
        .join(deadline, deadline.c.deadline_id == reminder.c.deadline_id)
        .join(cases, cases.c.case_id == reminder.c.case_id)
        .where(reminder.c.status == "planned", operated_cases(actor))
        .order_by(reminder.c.send_at, reminder.c.reminder_id)
        .limit(limit)
    )
    return tuple(
        PlannedReminder(
            send_at=row.send_at,
            case_id=row.case_id,
            case_number=row.number,
            title=Text(row.title_nl, row.title_en),
            recipient=row.recipient,
            channel=row.channel,
        )
        for row in rows
    )


def deliveries(
    connection: Connection,
    actor: Actor,
    status: DeliveryStatus,
    *,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[DeliveryRow]:
    """Give what could not be delivered, or waits for it, the longest waiting first.

    A mail about no one case is shown to the agency of whom it goes to.
    """
    statement = (
        _deliveries(actor)
        .where(outbox.c.status.in_(_STATUSES[status]))
        .order_by(outbox.c.next_at, outbox.c.outbox_id)
        .limit(limit + 1)
    )
    if after is not None:
        place = tuple_(outbox.c.next_at, outbox.c.outbox_id)
        statement = statement.where(place > tuple_(after.instant(), after.key))
    rows = connection.execute(statement).all()
    told = _incidents(connection, rows)
    found = [_to_delivery(row, told.get(_place_of(row))) for row in rows]
    return page_of(
        found, limit, lambda last: Cursor(last.next_at.isoformat(), last.outbox_id)
    )


def _deliveries(actor: Actor) -> Select[Any]:
    return (
        select(outbox, cases.c.number)
        .outerjoin(cases, cases.c.case_id == outbox.c.case_id)
        .outerjoin(account, account.c.account_id == outbox.c.account_id)
        .where(operated_deliveries(actor))
    )


def _place_of(row: Row[Any]) -> tuple[int | None, str, str, int]:
    return row.case_id, row.scope, row.element, row.occurrence


def _incidents(connection: Connection, rows: Sequence[Row[Any]]) -> dict[Any, Row[Any]]:
    """Find the open incidents of failed deliveries by case and place."""
    of_cases = {row.case_id for row in rows if row.status == "failed"}
    found = connection.execute(
        select(incident).where(
            incident.c.case_id.in_(of_cases),
            incident.c.status == "open",
            incident.c.kind.in_(("delivery", "acknowledgement")),
        )
    )
    return {_place_of(row): row for row in found}


def _to_delivery(row: Row[Any], told: Row[Any] | None) -> DeliveryRow:
    return DeliveryRow(
        outbox_id=row.outbox_id,
        case_id=row.case_id,
        case_number=row.number or "",
        kind=row.kind,
        topic=row.topic,
        title=Text(row.title_nl, row.title_en),
        status=row.status,
        attempts=row.attempts,
        takeovers=row.takeovers,
        next_at=row.next_at,
        reason=None if told is None else Text(told.text_nl, told.text_en),
        incident_id=None if told is None else told.incident_id,
    )
