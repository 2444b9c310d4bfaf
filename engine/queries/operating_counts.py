"""How much keeps going by itself in an agency's cases, and how far behind it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    Table,
    func,
    literal,
    literal_column,
    select,
)

from engine.people import Actor
from engine.queries.scope import operated_cases, operated_deliveries
from engine.store.tables import account, cases, outbox, reminder, timer

#: Counting stops here: what lies above is shown as "10000+".
MOST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingCounts:
    """What an agency's cases wait for; ``MOST + 1`` means "more than MOST"."""

    timers: int
    timers_overdue: int
    timers_failed: int
    #: What is due longest; None when nothing is.
    oldest_due_at: datetime | None
    reminders: int
    reminders_overdue: int
    deliveries: int
    deliveries_failed: int
    #: Deliveries that another process took over, each possibly sent twice.
    taken_over: int

    def lag(self, now: datetime) -> timedelta:
        """Tell how late the timer is that is due longest; nothing when none is due."""
        late = now - (self.oldest_due_at or now)
        return max(late, timedelta())


def operating_counts(
    connection: Connection, actor: Actor, *, now: datetime
) -> OperatingCounts:
    """Count what waits in the cases of the actor's agency, up to `MOST` of each."""
    armed, planned = timer.c.status == "armed", reminder.c.status == "planned"
    due, to_send = timer.c.due_at <= now, reminder.c.send_at <= now
    # As a literal, so that both databases use the index of those few.
    taken_over = outbox.c.takeovers > literal_column("0")
    row = connection.execute(
        select(
            _capped(actor, timer, armed).label("timers"),
            _capped(actor, timer, armed, due).label("timers_overdue"),
            _capped(actor, timer, timer.c.status == "failed").label("timers_failed"),
            _first(actor, armed, due).label("oldest_due_at"),
            _capped(actor, reminder, planned).label("reminders"),
            _capped(actor, reminder, planned, to_send).label("reminders_overdue"),
            _sent(actor, outbox.c.status.in_(("waiting", "leased"))).label("deliveries"),
            _sent(actor, outbox.c.status == "failed").label("deliveries_failed"),
            _sent(actor, taken_over).label("taken_over"),
        )
    ).one()
    return OperatingCounts(**row._mapping)  # noqa: SLF001 -- the public name of a row's mapping


def _capped(actor: Actor, table: Table, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    some = (
        select(literal(1).label("one"))
        .select_from(table)
        .join(cases, cases.c.case_id == table.c.case_id)
        .where(operated_cases(actor), *which)
        .limit(MOST + 1)
    )
    return _counted(some)


def _sent(actor: Actor, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    some = (
        select(literal(1).label("one"))
        .select_from(outbox)
        .outerjoin(cases, cases.c.case_id == outbox.c.case_id)
        .outerjoin(account, account.c.account_id == outbox.c.account_id)
        .where(operated_deliveries(actor), *which)
        .limit(MOST + 1)
    )
    return _counted(some)


def _counted(some: Select[int]) -> ScalarSelect[int]:
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _first(actor: Actor, *which: ColumnElement[bool]) -> ScalarSelect[Any]:
    return (
        select(timer.c.due_at)
        .join(cases, cases.c.case_id == timer.c.case_id)
        .where(operated_cases(actor), *which)
        .order_by(timer.c.due_at)
        .limit(1)
        .scalar_subquery()
    )
