"""What a case waits for: timers, terms, messages, deliveries."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from engine import feel
from engine.step import DeadlineOpened, Step
from engine.store.cases import CaseRow
from engine.store.places import at_place, placed, where_placed
from engine.store.tables import (
    deadline,
    message_wait,
    outbox,
    reminder,
    timer,
)

_DISARM = delete(timer).where(*where_placed(timer))

_DROP_WAIT = delete(message_wait).where(*where_placed(message_wait))

_CLOSE_DEADLINE = (
    update(deadline)
    .where(
        *where_placed(deadline),
        deadline.c.name == bindparam("called"),
        deadline.c.status == "open",
    )
    .values(status=bindparam("how"), closed_at=bindparam("at"))
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
    """Arm and disarm the timers of a step."""
    if step.timers_disarmed:
        connection.execute(
            _DISARM, [at_place(case, gone.place) for gone in step.timers_disarmed]
        )
    if step.timers_armed:
        connection.execute(
            insert(timer),
            [
                {
                    **placed(case, armed.place),
                    "due_at": armed.due_at.astimezone(UTC),
                    "deadline": armed.deadline,
                }
                for armed in step.timers_armed
            ],
        )


def write_messages(connection: Connection, case: CaseRow, step: Step) -> None:
    """Note which messages a step waits for, and which no more."""
    if step.messages_dropped:
        connection.execute(
            _DROP_WAIT, [at_place(case, dropped.place) for dropped in step.messages_dropped]
        )
    if step.messages_awaited:
        connection.execute(
            insert(message_wait),
            [
                {**placed(case, awaited.place), "name": awaited.name, "key": awaited.key}
                for awaited in step.messages_awaited
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
                "plan_key": f"{mail.remind_on.isoformat()}:{recipient}",
                "recipient": recipient,
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
) -> None:
    """Close terms and cancel what was to remind of them."""
    for closed in step.deadlines_closed:
        where = {**at_place(case, closed.place), "called": closed.name}
        connection.execute(_CANCEL_REMINDERS, where)
        connection.execute(_CLOSE_DEADLINE, {**where, "how": closed.how, "at": at})


def write_outbox(connection: Connection, case: CaseRow, step: Step, at: datetime) -> None:
    """Insert what a step sends out, withdraw what it left."""
    if step.outbox_withdrawn:
        connection.execute(
            _WITHDRAW,
            [at_place(case, withdrawn.place) for withdrawn in step.outbox_withdrawn],
        )
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
                    "status": "waiting",
                    "next_at": at,
                }
                for entry in step.outbox
            ],
        )
