"""The outbox: what is to be delivered outside, leased row by row.

On PostgreSQL a leased row is skipped by every other process (SKIP LOCKED); on SQLite a
transaction that leases is the only writer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from engine import feel
from engine.errors import ConflictError, NotFoundError
from engine.step import Place
from engine.store.reminders import DueReminder, is_still_due
from engine.store.tables import outbox
from engine.text import Text

#: How long a delivery may take before another process takes it over.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A leased outbox entry."""

    outbox_id: int
    #: None for what is about no one case, as a digest.
    case_id: int | None
    key: str
    place: Place
    kind: str
    topic: str
    title: Text
    payload: Mapping[str, Any]
    attempts: int
    fence: int

    @property
    def of_case(self) -> int:
        """The case, of an entry that is surely about one."""
        if self.case_id is None:
            message = f"The delivery {self.key} is about no case."
            raise RuntimeError(message)
        return self.case_id


def lease(
    connection: Connection, now: datetime, *, kind: str | None = None
) -> Delivery | None:
    """Take an entry whose lease ran out, or else the next waiting one, for `LEASE`."""
    for whose, order in (
        ((outbox.c.status == "leased") & (outbox.c.lease_until <= now), "lease_until"),
        ((outbox.c.status == "waiting") & (outbox.c.next_at <= now), "next_at"),
    ):
        query = (
            select(outbox)
            .where(whose, true() if kind is None else outbox.c.kind == kind)
            .order_by(outbox.c[order], outbox.c.outbox_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = connection.execute(query).one_or_none()
        if row is not None:
            return _leased(connection, row, now)
    return None


def next_at(
    connection: Connection, until: datetime, *, after: datetime | None, kind: str
) -> datetime | None:
    """Find the first instant, not later than ``until``, at which an entry is to go."""
    query = select(func.min(outbox.c.next_at)).where(
        outbox.c.status == "waiting", outbox.c.kind == kind, outbox.c.next_at <= until
    )
    if after is not None:
        query = query.where(outbox.c.next_at > after)
    found: datetime | None = connection.execute(query).scalar_one()
    return found


def lease_topic(
    connection: Connection, case_id: int, topic: str, now: datetime
) -> Delivery:
    """Take the entry of a case that waits for a topic.

    Raises:
        NotFoundError: No such entry waits.
    """
    row = connection.execute(
        select(outbox)
        .where(
            outbox.c.case_id == case_id,
            outbox.c.topic == topic,
            outbox.c.status == "waiting",
        )
        .order_by(outbox.c.outbox_id)
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError(
            Text(
                f"In dit dossier wacht niets met de naam ‘{topic}’ op verzending.",
                f"Nothing called ‘{topic}’ waits for delivery in this case.",
            )
        )
    return _leased(connection, row, now)


def _leased(connection: Connection, row: Any, now: datetime) -> Delivery:
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == row.outbox_id)
        .values(
            status="leased",
            lease_until=now + LEASE,
            fence=row.fence + 1,
            attempts=row.attempts + 1,
            # Whoever had it may have sent it, and not lived to tell.
            takeovers=row.takeovers + (row.status == "leased"),
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


def record(
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


def went_anyway(connection: Connection, delivery: Delivery, at: datetime) -> bool:
    """Note when an entry went out that was withdrawn while it was leased."""
    done = connection.execute(
        update(outbox)
        .where(
            outbox.c.outbox_id == delivery.outbox_id,
            outbox.c.fence == delivery.fence,
            outbox.c.status == "withdrawn",
            outbox.c.delivered_at.is_(None),
        )
        .values(delivered_at=at)
    )
    return bool(done.rowcount == 1)


def failed_at(connection: Connection, case_id: int, place: Place) -> list[Delivery]:
    """Lock the entries of a place that could not be delivered: a letter, or reminders."""
    rows = connection.execute(
        select(outbox)
        .where(
            outbox.c.case_id == case_id,
            outbox.c.scope == place.scope,
            outbox.c.element == place.element,
            outbox.c.occurrence == place.occurrence,
            outbox.c.status == "failed",
        )
        .order_by(outbox.c.outbox_id)
        .with_for_update()
    ).all()
    return [_delivery(row, attempts=row.attempts, fence=row.fence) for row in rows]


def wait_again(connection: Connection, outbox_id: int, at: datetime) -> None:
    """Let a failed delivery be tried again from now on."""
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == outbox_id)
        .values(status="waiting", attempts=0, next_at=at)
    )


def add_reminder(
    connection: Connection,
    due: DueReminder,
    *,
    title: Text,
    payload: Mapping[str, Any],
    at: datetime,
) -> None:
    """Insert the mail of a reminder; its key names it for ever, so that it is sent once.

    Args:
        connection: The transaction in which the reminder was claimed.
        due: The reminder.
        title: What it is about, for who sees what goes out.
        payload: ``to``, or ``to_person`` of a newcomer, and ``texts``: subject and body
            by whether it goes before, on or after the last day.
        at: When it goes.
    """
    about = {"deadline_id": due.deadline_id, "due_on": due.due_on}
    connection.execute(
        insert(outbox),
        {
            "key": f"reminder/{due.deadline_id}/{due.plan_key}",
            "case_id": due.case_id,
            **due.place._asdict(),
            "kind": "mail",
            "topic": "reminder",
            "title_nl": title.nl,
            "title_en": title.en,
            "payload": feel.dump({**payload, "recipient": due.recipient, "about": about}),
            "status": "waiting",
            "next_at": at,
        },
    )


def add_digest(
    connection: Connection,
    account_id: int,
    day: date,
    payload: Mapping[str, Any],
    at: datetime,
) -> bool:
    """Insert the digest of a person on a day; False when it is there already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(outbox).values(
        key=f"digest/{account_id}/{day.isoformat()}",
        account_id=account_id,
        scope="",
        element="",
        occurrence=0,
        kind="mail",
        topic="digest",
        title_nl="Dagoverzicht",
        title_en="Daily digest",
        payload=feel.dump({**payload, "about": {"day": day}}),
        status="waiting",
        next_at=at,
    )
    unless_there = statement.on_conflict_do_nothing(index_elements=["key"])
    done = connection.execute(unless_there.returning(outbox.c.outbox_id))
    return done.first() is not None


def is_stale(connection: Connection, delivery: Delivery, today: date) -> bool:
    """Tell whether a mail is out of date: its term moved or ended, or its day passed."""
    about = delivery.payload.get("about") or {}
    if "deadline_id" in about:
        return not is_still_due(connection, int(about["deadline_id"]), about["due_on"])
    return "day" in about and about["day"] < today


def close(connection: Connection, outbox_id: int, at: datetime) -> None:
    """Record that an entry was delivered, outside a lease."""
    connection.execute(
        update(outbox)
        .where(outbox.c.outbox_id == outbox_id)
        .values(status="delivered", delivered_at=at)
    )
