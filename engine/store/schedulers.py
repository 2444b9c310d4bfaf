"""The processes that tick: one row each, kept up to date by the process itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.store.tables import scheduler

#: How long a process that fell silent is remembered.
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What a process tells of itself."""

    #: Machine, process id and instant of its start; names it for ever.
    process: str
    started_at: datetime
    ticked_at: datetime
    #: What it did since it started: timers, terms, reminders, deliveries.
    done: int
    #: Of the timers fired since it told last; None when there were none.
    lag_median_ms: int | None
    lag_p99_ms: int | None


@cache
def _beat(dialect: str) -> Any:
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    added = insert(scheduler)
    told = added.excluded
    return added.on_conflict_do_update(
        index_elements=[scheduler.c.process],
        set_={
            "ticked_at": told.ticked_at,
            "stopped_at": None,
            "done": told.done,
            "lag_median_ms": func.coalesce(told.lag_median_ms, scheduler.c.lag_median_ms),
            "lag_p99_ms": func.coalesce(told.lag_p99_ms, scheduler.c.lag_p99_ms),
        },
    )


_STOP = (
    update(scheduler)
    .where(scheduler.c.process == bindparam("who"))
    .values(stopped_at=bindparam("at"))
)

# Who writes its own row again at this moment is skipped: two would wait for each other.
_FORGET = delete(scheduler).where(
    scheduler.c.process.in_(
        select(scheduler.c.process)
        .where(scheduler.c.ticked_at < bindparam("before"))
        .with_for_update(skip_locked=True)
    )
)


def beat(connection: Connection, told: Beat) -> None:
    """Write that a process ticks, and forget those that did not for `REMEMBERED`."""
    connection.execute(
        _beat(connection.dialect.name),
        {
            "process": told.process,
            "started_at": told.started_at,
            "ticked_at": told.ticked_at,
            "done": told.done,
            "lag_median_ms": told.lag_median_ms,
            "lag_p99_ms": told.lag_p99_ms,
        },
    )
    connection.execute(_FORGET, {"before": told.ticked_at - REMEMBERED})


def stop(connection: Connection, process: str, at: datetime) -> None:
    """Write that a process ticks no more, of its own will."""
    connection.execute(_STOP, {"who": process, "at": at})
