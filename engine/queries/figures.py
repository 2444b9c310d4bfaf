"""Counts of the whole installation, for a program that watches it: nothing about anybody.

Few indexed counts, so that they can be asked every quarter of a minute.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Table, func, literal_column, select

from engine.clock import brussels_date
from engine.queries.scope import IS_OPEN
from engine.store.tables import (
    cases,
    deadline,
    incident,
    outbox,
    reminder,
    scheduler,
    sign_in_failure,
    task,
    timer,
)

#: After so long without a tick a process counts as silent.
SILENT = timedelta(minutes=1)
#: Over how long refused passwords are counted.
SIGN_INS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulerRow:
    """A process that ticks, or did so in the last week."""

    #: Machine, process id and instant of its start.
    process: str
    started_at: datetime
    ticked_at: datetime
    #: When it ended of its own will.
    stopped_at: datetime | None
    status: Literal["ticking", "silent", "stopped"]
    #: How long ago it ticked.
    age: timedelta
    done: int
    #: Of the timers of the last tick that fired any.
    lag_median_ms: int | None
    lag_p99_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What stands in the database at one instant."""

    #: By status: armed, failed, held.
    timers: Mapping[str, int]
    timers_overdue: int
    #: How late the timer is that is due longest.
    timer_lag: timedelta
    reminders: int
    reminders_overdue: int
    #: By status and kind, of what did not go out yet.
    deliveries: Mapping[tuple[str, str], int]
    #: How often a delivery was taken over, each possibly sent twice.
    takeovers: int
    #: By kind.
    incidents: Mapping[str, int]
    #: By agency.
    tasks: Mapping[str, int]
    tasks_overdue: Mapping[str, int]
    #: By status: open, suspended, missed.
    terms: Mapping[str, int]
    #: By trajectory and agency.
    cases: Mapping[tuple[str, str], int]
    schedulers: tuple[SchedulerRow, ...]
    #: Of the last quarter of an hour.
    sign_in_failures: int


def schedulers(connection: Connection, *, now: datetime) -> tuple[SchedulerRow, ...]:
    """Give the processes that tick: who ticked last first."""
    rows = connection.execute(select(scheduler).order_by(scheduler.c.ticked_at.desc()))
    return tuple(
        SchedulerRow(
            **row._mapping,  # noqa: SLF001 -- the public name of a row's mapping
            status=_status(row, now),
            age=max(now - row.ticked_at, timedelta()),
        )
        for row in rows
    )


def _status(row: Any, now: datetime) -> Literal["ticking", "silent", "stopped"]:
    if row.stopped_at is not None:
        return "stopped"
    return "silent" if now - row.ticked_at > SILENT else "ticking"


def figures(connection: Connection, *, now: datetime) -> Figures:
    """Count what there is now."""
    late = (timer.c.status == "armed", timer.c.due_at <= now)
    planned = reminder.c.status == "planned"
    today = brussels_date(now)
    return Figures(
        timers=_by(connection, timer.c.status),
        timers_overdue=_count(connection, timer, *late),
        timer_lag=_lag(connection, now),
        reminders=_count(connection, reminder, planned),
        reminders_overdue=_count(connection, reminder, planned, reminder.c.send_at <= now),
        deliveries=_by_two(
            connection,
            outbox.c.status,
            outbox.c.kind,
            outbox.c.status.in_(("waiting", "leased", "failed")),
        ),
        takeovers=_takeovers(connection),
        incidents=_by(connection, incident.c.kind, incident.c.status == "open"),
        tasks=_by(connection, task.c.agency_id, IS_OPEN),
        tasks_overdue=_by(connection, task.c.agency_id, IS_OPEN, task.c.urgent_on < today),
        terms=_terms(connection),
        cases=_by_two(
            connection,
            cases.c.trajectory,
            cases.c.agency_id,
            cases.c.status.in_(("running", "starting")),
        ),
        schedulers=schedulers(connection, now=now),
        sign_in_failures=_count(
            connection, sign_in_failure, sign_in_failure.c.at > now - SIGN_INS
        ),
    )


def _terms(connection: Connection) -> Mapping[str, int]:
    running = deadline.c.status == "open"
    suspended = _count(connection, deadline, running, deadline.c.suspended_on.is_not(None))
    return {
        "open": _count(connection, deadline, running) - suspended,
        "suspended": suspended,
        "missed": _count(connection, deadline, deadline.c.status == "missed"),
    }


def _count(connection: Connection, table: Table, *which: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*which)
    return int(connection.execute(query).scalar_one())


def _by(
    connection: Connection, column: ColumnElement[str], *which: ColumnElement[bool]
) -> Mapping[str, int]:
    rows = connection.execute(select(column, func.count()).where(*which).group_by(column))
    return {name: counted for name, counted in rows}  # noqa: C416 -- rows are no pairs to mypy


def _by_two(
    connection: Connection,
    one: ColumnElement[str],
    other: ColumnElement[str],
    *which: ColumnElement[bool],
) -> Mapping[tuple[str, str], int]:
    counted = select(one, other, func.count()).where(*which).group_by(one, other)
    return {
        (first, second): number for first, second, number in connection.execute(counted)
    }


def _lag(connection: Connection, now: datetime) -> timedelta:
    first = select(func.min(timer.c.due_at)).where(timer.c.status == "armed")
    due_at = connection.execute(first).scalar_one()
    return timedelta() if due_at is None else max(now - due_at, timedelta())


def _takeovers(connection: Connection) -> int:
    # Said so that both databases use the index of those few.
    query = select(func.coalesce(func.sum(outbox.c.takeovers), 0)).where(
        outbox.c.takeovers > literal_column("0")
    )
    return int(connection.execute(query).scalar_one())
