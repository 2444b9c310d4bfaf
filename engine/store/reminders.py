"""Reminders that are due, claimed row by row, and whether somebody acted meanwhile.

On PostgreSQL a claimed row is skipped by every other process (SKIP LOCKED); on SQLite a
transaction that claims is the only writer.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, func, or_, select, update

from engine.step import Place
from engine.store.tables import cases, deadline, draft, history, note, reminder, task
from engine.text import Text

#: Who does the work; a newcomer or a partner who was written to leaves it with them.
_CAN_ACT = frozenset({"assignee", "team"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReminder:
    """A reminder to tell somebody of, with its case under lock."""

    reminder_id: int
    plan_key: str
    #: team, assignee, supervisor, partner, newcomer.
    recipient: str
    #: mail, badge.
    channel: str
    #: before, on, after the last day.
    moment: str
    only_if_idle: bool
    send_at: datetime
    #: Who else is reminded of the same term at the same instant, in the same way.
    others: frozenset[str]
    deadline_id: int
    name: str
    title: Text
    due_on: date
    place: Place
    opened_at: datetime
    #: Whether there is nothing left to remind of.
    is_over: bool
    is_suspended: bool
    case_id: int
    number: str
    definition_id: int
    agency_id: str
    person_id: int | None


_NEXT = (
    select(
        reminder,
        deadline.c.name,
        deadline.c.title_nl,
        deadline.c.title_en,
        deadline.c.due_on,
        deadline.c.scope,
        deadline.c.element,
        deadline.c.occurrence,
        deadline.c.opened_at,
        deadline.c.suspended_on,
        deadline.c.closed_at,
        cases.c.number,
        cases.c.definition_id,
        cases.c.agency_id,
        cases.c.person_id,
    )
    .join(deadline, deadline.c.deadline_id == reminder.c.deadline_id)
    .join(cases, cases.c.case_id == reminder.c.case_id)
    .where(reminder.c.status == "planned", reminder.c.send_at <= bindparam("now"))
    .order_by(reminder.c.send_at, reminder.c.reminder_id)
    .limit(1)
    .with_for_update(of=(cases, reminder), skip_locked=True, key_share=True)
)


def claim(connection: Connection, now: datetime) -> DueReminder | None:
    """Lock the reminder that is due longest, and its case, as every step does first.

    Other processes skip both.
    """
    row = connection.execute(_NEXT, {"now": now}).one_or_none()
    if row is None:
        return None
    together = connection.scalars(
        select(reminder.c.recipient).where(
            reminder.c.deadline_id == row.deadline_id,
            reminder.c.send_at == row.send_at,
            reminder.c.channel == row.channel,
            reminder.c.status.in_(("planned", "handed-over")),
        )
    )
    return DueReminder(
        reminder_id=row.reminder_id,
        plan_key=row.plan_key,
        recipient=row.recipient,
        channel=row.channel,
        moment=row.moment,
        only_if_idle=row.only_if_idle,
        send_at=row.send_at,
        others=frozenset(together) - {row.recipient},
        deadline_id=row.deadline_id,
        name=row.name,
        title=Text(row.title_nl, row.title_en),
        due_on=row.due_on,
        place=Place(row.scope, row.element, row.occurrence),
        opened_at=row.opened_at,
        is_over=row.closed_at is not None,
        is_suspended=row.suspended_on is not None,
        case_id=row.case_id,
        number=row.number,
        definition_id=row.definition_id,
        agency_id=row.agency_id,
        person_id=row.person_id,
    )


def close(connection: Connection, reminder_id: int, status: str) -> None:
    """Mark what became of a reminder."""
    connection.execute(
        update(reminder).where(reminder.c.reminder_id == reminder_id).values(status=status)
    )


def somebody_acted(connection: Connection, due: DueReminder) -> bool:
    """Tell whether a person did something in the case since the term was last in sight.

    That is: since the last reminder of the term to who has the task or to the team was due,
    or since the term was opened when there was none. To act is to leave an entry in the
    history (a task that was claimed, given back or completed, a fact that was corrected, a
    message, a term that was moved), to save a draft of an open task, or to write a note.
    Looking is not acting, nor is what Leidraad does by itself.
    """
    since = _last_in_sight(connection, due)
    done = select(history.c.history_id).where(
        history.c.case_id == due.case_id,
        history.c.at > since,
        history.c.account_id.is_not(None),
    )
    typed = (
        select(draft.c.task_id)
        .join(task, task.c.task_id == draft.c.task_id)
        .where(task.c.case_id == due.case_id, draft.c.saved_at > since)
    )
    written = select(note.c.note_id).where(note.c.case_id == due.case_id, note.c.at > since)
    acted = or_(done.exists(), typed.exists(), written.exists())
    return bool(connection.execute(select(acted)).scalar_one())


def _last_in_sight(connection: Connection, due: DueReminder) -> datetime:
    told: datetime | None = connection.execute(
        select(func.max(reminder.c.send_at)).where(
            reminder.c.deadline_id == due.deadline_id,
            reminder.c.recipient.in_(_CAN_ACT - {due.recipient}),
            reminder.c.status == "handed-over",
            reminder.c.send_at < due.send_at,
        )
    ).scalar_one()
    return told or due.opened_at


def is_still_due(connection: Connection, deadline_id: int, due_on: date) -> bool:
    """Tell whether a reminder with that last day, written before, is still right."""
    found = connection.execute(
        select(deadline.c.deadline_id).where(
            deadline.c.deadline_id == deadline_id,
            deadline.c.due_on == due_on,
            deadline.c.closed_at.is_(None),
            deadline.c.suspended_on.is_(None),
        )
    )
    return found.first() is not None
