"""All that follows when the last day of a term moves: timers, tasks, reminders.

The tokens of the case are never touched.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from engine import feel
from engine.clock import brussels_date, end_of_term
from engine.deadlines import DueDate
from engine.step import Place
from engine.store import incidents
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.tables import deadline, reminder, task, timer
from engine.store.terms import TermRow

#: Stands for "no due date" in the order of urgency.
NO_HURRY = date(9999, 12, 31)
#: Reminders that may still go out.
PENDING = ("planned", "held")


def counted(due: DueDate) -> dict[str, Any]:
    """Give the columns of a deadline that come from its counting."""
    return {
        "title_nl": due.title.nl,
        "title_en": due.title.en,
        "start_on": due.start_on,
        "start_facts": " ".join(due.start_facts),
        "length": str(due.length),
        "days": due.days,
        "due_on": due.due_on,
        "suspended_on": due.suspended_on,
        "legal_basis": due.legal_basis,
        "source": due.source,
        "valid_from": due.valid_from,
        "law_version_id": due.law_version_id,
        "to_be_confirmed": due.to_be_confirmed,
        "explanation": feel.dump(
            [{"nl": line.nl, "en": line.en} for line in due.explanation]
        ),
    }


def move(
    connection: Connection, case: CaseRow, term: TermRow, due: DueDate, by: Happening
) -> None:
    """Give a term that is not closed another date, and let all that hangs on it follow.

    Its timers, the due dates of its tasks and its reminders; the tokens of the case stay
    where they are. A term that ran out and has days left again is open.
    """
    reopens = due.suspended_on is not None or due.due_on >= brussels_date(by.at)
    connection.execute(
        update(deadline)
        .where(deadline.c.deadline_id == term.deadline_id)
        .values(
            **counted(due),
            status="open" if reopens else term.status,
            version=deadline.c.version + 1,
        )
    )
    is_held = due.suspended_on is not None
    _set_timers(
        connection,
        case,
        term,
        by,
        {
            "status": "held" if is_held else "armed",
            "due_at": end_of_term(due.due_on),
        },
    )
    _date_tasks(connection, term, None if is_held else due.due_on)
    _plan_again(connection, case, term, due, by.at)


def close(
    connection: Connection, case: CaseRow, term: TermRow, status: str, by: Happening
) -> None:
    """End a term by hand: nothing of it fires, reminds or is late any more."""
    connection.execute(
        update(deadline)
        .where(deadline.c.deadline_id == term.deadline_id)
        .values(
            status=status,
            closed_at=by.at,
            suspended_on=None,
            version=deadline.c.version + 1,
        )
    )
    connection.execute(
        update(reminder)
        .where(reminder.c.deadline_id == term.deadline_id, reminder.c.status.in_(PENDING))
        .values(status="cancelled")
    )
    _set_timers(connection, case, term, by, {"status": "held"})
    _date_tasks(connection, term, None)


def fire_now(
    connection: Connection, case: CaseRow, places: Iterable[Place], at: datetime
) -> None:
    """Let timers be due at this instant: what they waited for will not come."""
    for place in places:
        connection.execute(
            update(timer)
            .where(
                timer.c.case_id == case.case_id,
                timer.c.scope == place.scope,
                timer.c.element == place.element,
                timer.c.occurrence == place.occurrence,
            )
            .values(status="armed", due_at=at)
        )


def judge(connection: Connection, term: TermRow, due: DueDate, status: str) -> None:
    """Keep another date for a term that is closed; nothing else of it changes."""
    connection.execute(
        update(deadline)
        .where(deadline.c.deadline_id == term.deadline_id)
        .values(
            **{**counted(due), "suspended_on": None},
            status=status,
            version=deadline.c.version + 1,
        )
    )


def _set_timers(
    connection: Connection,
    case: CaseRow,
    term: TermRow,
    by: Happening,
    values: Mapping[str, Any],
) -> None:
    follows = timer.c.deadline_id == term.deadline_id
    if case.has_incident:
        failed = connection.execute(
            select(timer.c.scope, timer.c.element, timer.c.occurrence).where(
                follows, timer.c.status == "failed"
            )
        ).all()
        for row in failed:
            place = Place(row.scope, row.element, row.occurrence)
            done = Happening(kind=by.kind, at=by.at, place=place, account_id=by.account_id)
            incidents.solve(connection, case.case_id, "timer", done)
    connection.execute(update(timer).where(follows).values(**values))


def _date_tasks(connection: Connection, term: TermRow, due_on: date | None) -> None:
    """Let the open tasks of a term have its last day, and be marked for no older one."""
    connection.execute(
        update(task)
        .where(task.c.deadline_id == term.deadline_id, task.c.status == "open")
        .values(due_on=due_on, urgent_on=due_on or NO_HURRY, badge=None, badge_at=None)
    )


def plan(due: DueDate) -> dict[str, dict[str, Any]]:
    """Give the reminders of a counted term by the key that names each for ever."""
    return {
        f"{one.remind_on.isoformat()}:{recipient}:{one.channel}": {
            "recipient": recipient,
            "channel": one.channel,
            "moment": one.moment,
            "only_if_idle": one.only_if_idle,
            "send_at": one.remind_at,
        }
        for one in due.reminders
        for recipient in one.to
    }


def plan_reminders(
    connection: Connection,
    due: DueDate,
    at: datetime,
    *,
    of: Mapping[str, int],
    known: Collection[str] = (),
    status: str = "planned",
) -> None:
    """Insert the reminders of a term that are still to come and that it never had.

    Args:
        connection: The transaction.
        due: The counted term.
        at: The instant of the counting.
        of: ``deadline_id`` and ``case_id``.
        known: Keys of the reminders that it has or had.
        status: planned, or held while the term is suspended.
    """
    fresh = [
        {**of, "plan_key": key, "status": status, **values}
        for key, values in plan(due).items()
        if key not in known and values["send_at"] > at
    ]
    if fresh:
        connection.execute(insert(reminder), fresh)


def _plan_again(
    connection: Connection, case: CaseRow, term: TermRow, due: DueDate, at: datetime
) -> None:
    """Plan the reminders for another date; what was told already is not told again."""
    status = "held" if due.suspended_on is not None else "planned"
    rows = connection.execute(
        select(reminder.c.reminder_id, reminder.c.plan_key, reminder.c.status).where(
            reminder.c.deadline_id == term.deadline_id
        )
    ).all()
    wanted = plan(due)
    coming = {key for key, values in wanted.items() if values["send_at"] > at}
    for then, keys, were in (
        (status, wanted.keys(), PENDING),
        (status, coming, ("cancelled",)),
        ("cancelled", {row.plan_key for row in rows} - wanted.keys(), PENDING),
    ):
        ids = [
            row.reminder_id
            for row in rows
            if row.plan_key in keys and row.status in were and row.status != then
        ]
        if ids:
            connection.execute(
                update(reminder).where(reminder.c.reminder_id.in_(ids)).values(status=then)
            )
    plan_reminders(
        connection,
        due,
        at,
        of={"deadline_id": term.deadline_id, "case_id": case.case_id},
        known={row.plan_key for row in rows},
        status=status,
    )
