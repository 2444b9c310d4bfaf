"""What a case waits for: timers, terms, messages, deliveries."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Connection,
    and_,
    bindparam,
    delete,
    insert,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy import case as choose

from engine import feel
from engine.clock import brussels_date
from engine.step import DeadlineOpened, Place, Step, TimerArmed
from engine.store.cases import CaseRow
from engine.store.move_term import PENDING, counted, plan_reminders
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

_NAMED = (*where_placed(deadline), deadline.c.name == bindparam("called"))

_CLOSE_DEADLINE = (
    update(deadline)
    .where(*_NAMED, deadline.c.status == "open")
    .values(
        # What was done after the last day was not in time, whoever marked it or not.
        status=choose(
            (
                and_(
                    deadline.c.due_on < bindparam("today"),
                    deadline.c.suspended_on.is_(None),
                ),
                "missed",
            ),
            else_=bindparam("how"),
        ),
        closed_at=bindparam("closed"),
        suspended_on=None,
    )
    .returning(deadline.c.status)
)

#: What was marked as missed before, and is done, or taken away, only now.
_CLOSE_LATE = (
    update(deadline)
    .where(*_NAMED, deadline.c.status == "missed", deadline.c.closed_at.is_(None))
    .values(closed_at=bindparam("closed"))
)

_CANCEL_REMINDERS = (
    update(reminder)
    .where(
        reminder.c.status.in_(PENDING),
        or_(not_(bindparam("stands", type_=Boolean)), reminder.c.moment != "after"),
        reminder.c.deadline_id.in_(select(deadline.c.deadline_id).where(*_NAMED)),
    )
    .values(status="cancelled")
)

_WITHDRAW = (
    update(outbox)
    .where(*where_placed(outbox), outbox.c.status.in_(("waiting", "leased", "failed")))
    .values(status="withdrawn")
)


def write_timers(
    connection: Connection,
    case: CaseRow,
    step: Step,
    terms: Mapping[tuple[Place, str], int],
) -> None:
    """Arm and disarm the timers of a step; what it armed and disarmed leaves no row.

    ``terms`` are the deadlines that the step opened, by place and name.
    """
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
                    "deadline_id": _followed(armed, terms),
                }
                for armed in step.timers_armed
                if armed.place not in gone
            ],
        )


def _followed(armed: TimerArmed, terms: Mapping[tuple[Place, str], int]) -> int | None:
    if armed.follows is None or armed.deadline is None:
        return None
    return terms.get((armed.follows, armed.deadline))


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
) -> dict[tuple[Place, str], int]:
    """Insert the terms that started to run, with their reminders.

    Gives their ids by place and name.
    """
    terms: dict[tuple[Place, str], int] = {}
    for one in opened:
        deadline_id = connection.execute(
            insert(deadline).returning(deadline.c.deadline_id),
            {
                **placed(case, one.place),
                **counted(one.due),
                "name": one.name,
                "status": "open",
                "opened_at": at,
            },
        ).scalar_one()
        of = {"deadline_id": deadline_id, "case_id": case.case_id}
        plan_reminders(connection, one.due, at, of=of)
        terms[one.place, one.name] = deadline_id
    return terms


def close_deadlines(
    connection: Connection, case: CaseRow, step: Step, at: datetime
) -> list[TermClosed]:
    """Close terms and cancel what was to remind of them.

    Gives those that were open till now. One that ran out before is missed, whatever the
    step says: it was not in time. While its task stands, it is not closed yet, and what
    comes after the last day is still told.
    """
    found = []
    for closed in step.deadlines_closed:
        where = {
            **at_place(case, closed.place),
            "called": closed.name,
            "closed": None if closed.stands else at,
        }
        connection.execute(_CANCEL_REMINDERS, {**where, "stands": closed.stands})
        status = connection.execute(
            _CLOSE_DEADLINE, {**where, "how": closed.how, "today": brussels_date(at)}
        ).scalar_one_or_none()
        if status is not None:
            found.append(TermClosed(closed.place, closed.name, status))
        elif not closed.stands:
            connection.execute(_CLOSE_LATE, where)
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
