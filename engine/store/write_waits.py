"""What a case waits for: timers, terms, messages, deliveries."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy import case as choose

from engine import feel
from engine.clock import brussels_date
from engine.step import DeadlineOpened, Place, Step
from engine.store.cases import CaseRow
from engine.store.places import at_place, placed, where_placed
from engine.store.tables import (
    deadline,
    message_wait,
    outbox,
    reminder,
    timer,
)


class TermClosed(NamedTuple):
    """A term that ended now."""

    place: Place
    name: str
    #: met, missed, waived.
    status: str


_DISARM = delete(timer).where(*where_placed(timer))

_DROP_WAIT = delete(message_wait).where(*where_placed(message_wait))

_CLOSE_DEADLINE = (
    update(deadline)
    .where(
        *where_placed(deadline),
        deadline.c.name == bindparam("called"),
        deadline.c.status == "open",
    )
    .values(
        # What was done after the last day was not in time, whoever marked it or not.
        status=choose(
            (deadline.c.due_on < bindparam("today"), "missed"), else_=bindparam("how")
        ),
        closed_at=bindparam("at"),
    )
    .returning(deadline.c.status)
)

_CANCEL_REMINDERS = (
    update(reminder)
    .where(
        reminder.c.status == "planned",
        reminder.c.deadline_id.in_(
            select(deadline.c.deadline_id).where(
                *where_placed(deadline), deadline.c.name == bindparam("called")
            )
        ),
    )
    .values(status="cancelled")
)

_WITHDRAW = (
    update(outbox)
    .where(*where_placed(outbox), outbox.c.status.in_(("waiting", "leased", "failed")))
    .values(status="withdrawn")
)


def write_timers(connection: Connection, case: CaseRow, step: Step) -> None:
    """Arm and disarm the timers of a step; what it armed and disarmed leaves no row."""
    gone = {one.place for one in step.timers_disarmed}
    fresh = {one.place for one in step.timers_armed}
    if gone - fresh:
        connection.execute(_DISARM, [at_place(case, place) for place in gone - fresh])
    if fresh - gone:
        connection.execute(
            insert(timer),
            [
                {
                    **placed(case, armed.place),
                    "due_at": armed.due_at.astimezone(UTC),
                    "deadline": armed.deadline,
                }
                for armed in step.timers_armed
                if armed.place not in gone
            ],
        )


def write_messages(connection: Connection, case: CaseRow, step: Step) -> None:
    """Note which messages a step waits for, and which no more."""
    gone = {wait.place for wait in step.messages_dropped}
    fresh = {wait.place for wait in step.messages_awaited}
    if gone - fresh:
        connection.execute(_DROP_WAIT, [at_place(case, place) for place in gone - fresh])
    if fresh - gone:
        connection.execute(
            insert(message_wait),
            [
                {**placed(case, awaited.place), "name": awaited.name, "key": awaited.key}
                for awaited in step.messages_awaited
                if awaited.place not in gone
            ],
        )


def open_deadlines(
    connection: Connection, case: CaseRow, opened: Iterable[DeadlineOpened], at: datetime
) -> None:
    """Insert the terms that started to run, with their reminders."""
    for one in opened:
        due = one.due
        deadline_id = connection.execute(
            insert(deadline).returning(deadline.c.deadline_id),
            {
                **placed(case, one.place),
                "name": one.name,
                "title_nl": due.title.nl,
                "title_en": due.title.en,
                "start_on": due.start_on,
                "due_on": due.due_on,
                "status": "open",
                "legal_basis": due.legal_basis,
                "source": due.source,
                "valid_from": due.valid_from,
                "to_be_confirmed": due.to_be_confirmed,
                "explanation": feel.dump(
                    [{"nl": line.nl, "en": line.en} for line in due.explanation]
                ),
                "opened_at": at,
            },
        ).scalar_one()
        planned = [
            {
                "deadline_id": deadline_id,
                "case_id": case.case_id,
                "plan_key": f"{mail.remind_on.isoformat()}:{recipient}:{mail.channel}",
                "recipient": recipient,
                "channel": mail.channel,
                "moment": mail.moment,
                "only_if_idle": mail.only_if_idle,
                "send_at": mail.remind_at,
                "status": "planned",
            }
            for mail in due.reminders
            for recipient in mail.to
            if mail.remind_at > at
        ]
        if planned:
            connection.execute(insert(reminder), planned)


def close_deadlines(
    connection: Connection, case: CaseRow, step: Step, at: datetime
) -> list[TermClosed]:
    """Close terms and cancel what was to remind of them.

    Gives those that were open till now. One that ran out before is missed, whatever the
    step says: it was not in time.
    """
    found = []
    for closed in step.deadlines_closed:
        where = {**at_place(case, closed.place), "called": closed.name}
        connection.execute(_CANCEL_REMINDERS, where)
        status = connection.execute(
            _CLOSE_DEADLINE,
            {**where, "how": closed.how, "at": at, "today": brussels_date(at)},
        ).scalar_one_or_none()
        if status is not None:
            found.append(TermClosed(closed.place, closed.name, status))
    return found


def write_outbox(connection: Connection, case: CaseRow, step: Step, at: datetime) -> None:
    """Insert what a step sends out, withdraw what it left; both at once never goes."""
    gone = {entry.place for entry in step.outbox_withdrawn}
    fresh = {entry.place for entry in step.outbox}
    if gone - fresh:
        connection.execute(_WITHDRAW, [at_place(case, place) for place in gone - fresh])
    if step.outbox:
        connection.execute(
            insert(outbox),
            [
                {
                    **placed(case, entry.place),
                    "key": f"{case.case_id}/{entry.place}",
                    "kind": entry.kind,
                    "topic": entry.topic,
                    "title_nl": entry.title.nl,
                    "title_en": entry.title.en,
                    "payload": feel.dump(dict(entry.payload)),
                    "status": "withdrawn" if entry.place in gone else "waiting",
                    "next_at": at,
                }
                for entry in step.outbox
            ],
        )
