"""Closing all that is open in a case, whatever its tokens say."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, case, delete, select, update

from engine.clock import brussels_date
from engine.step import Place
from engine.store.cases import CaseRow
from engine.store.move_term import PENDING
from engine.store.tables import (
    deadline,
    draft,
    message_wait,
    outbox,
    reminder,
    task,
    timer,
)
from engine.store.write_waits import TermClosed


def close_case(connection: Connection, row: CaseRow, at: datetime) -> list[TermClosed]:
    """Close tasks, timers, messages, terms and reminders; give the terms that ended.

    What the case waits for outside is withdrawn. A letter that the diagram sent on its
    way before still goes.
    """
    of = row.case_id
    own = select(task.c.task_id).where(task.c.case_id == of)
    connection.execute(delete(draft).where(draft.c.task_id.in_(own)))
    connection.execute(
        update(task)
        .where(task.c.case_id == of, task.c.status == "open")
        .values(status="cancelled", closed_at=at, version=task.c.version + 1)
    )
    connection.execute(delete(timer).where(timer.c.case_id == of))
    connection.execute(delete(message_wait).where(message_wait.c.case_id == of))
    connection.execute(
        update(reminder)
        .where(reminder.c.case_id == of, reminder.c.status.in_(PENDING))
        .values(status="cancelled")
    )
    connection.execute(
        update(outbox)
        .where(
            outbox.c.case_id == of,
            outbox.c.kind != "send",
            outbox.c.status.in_(("waiting", "leased", "failed")),
        )
        .values(status="withdrawn")
    )
    return _close_terms(connection, row, at)


def _close_terms(connection: Connection, row: CaseRow, at: datetime) -> list[TermClosed]:
    ran_out: Any = and_(
        deadline.c.due_on < brussels_date(at), deadline.c.suspended_on.is_(None)
    )
    closed = connection.execute(
        update(deadline)
        .where(deadline.c.case_id == row.case_id, deadline.c.status == "open")
        .values(
            status=case((ran_out, "missed"), else_="waived"),
            closed_at=at,
            suspended_on=None,
        )
        .returning(
            deadline.c.deadline_id,
            deadline.c.scope,
            deadline.c.element,
            deadline.c.occurrence,
            deadline.c.name,
            deadline.c.status,
        )
    ).all()
    return [
        TermClosed(Place(one.scope, one.element, one.occurrence), one.name, one.status)
        for one in sorted(closed, key=lambda one: one.deadline_id)
    ]
