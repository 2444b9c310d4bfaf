"""Telling of last days: each reminder once, to whoever can act on it.

A mail becomes one row of the outbox, which goes out in the hours of ``[sending]``; a badge
stands on the open tasks at once. What a newcomer reads is written by `tell_newcomer`.
"""

from collections.abc import Collection
from datetime import datetime

from engine.clock import brussels_date
from engine.deadlines import Calendar, Sending, next_sending_moment
from engine.errors import EngineError
from engine.notices.reminder import LastDay, moment_of
from engine.operations.leidraad import Leidraad
from engine.operations.tell_newcomer import tell_newcomer
from engine.store import Connection, accounts, deliveries, record, reminders, tasks
from engine.store.happening import Happening
from engine.store.reminders import DueReminder
from engine.store.tasks import OpenTask
from engine.text import Text

#: Who works here, and can still act on the last day itself.
_STAFF = frozenset({"assignee", "team", "supervisor"})
_NOBODY_ACTED = Text(
    "Sinds de vorige herinnering gebeurde er niets in dit dossier.",
    "Nothing was done in this case since the last reminder.",
)
_PHONE = Text(
    "De inburgeraar heeft geen e-mailadres en kreeg geen bericht. Bel zelf.",
    "The newcomer has no e-mail address and got no message. Please phone.",
)


def send_reminders(
    leidraad: Leidraad, *, now: datetime | None = None, limit: int = 500
) -> int:
    """Tell of each last day of which somebody is to be reminded now.

    One transaction each, so that several processes may do this at once. After an outage
    each goes once, in words that are true on that day. What is over is told to nobody.

    Returns:
        How many reminders were taken.
    """
    done = 0
    while done < limit and _send_one(leidraad, now):
        done += 1
    return done


def _send_one(leidraad: Leidraad, at: datetime | None) -> bool:
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        due = reminders.claim(connection, now)
        if due is None:
            return False
        reminders.close(connection, due.reminder_id, _told(leidraad, connection, due, now))
    return True


def _told(
    leidraad: Leidraad, connection: Connection, due: DueReminder, now: datetime
) -> str:
    """Tell whom a reminder is for; gives the status that it has then."""
    needless = _needless(connection, due)
    if needless is not None:
        return needless
    if due.channel == "badge" and due.recipient in _STAFF and _badge(connection, due, now):
        return "handed-over"
    goes_at = _goes_at(leidraad, connection, due, now)
    if due.recipient == "newcomer":
        if tell_newcomer(leidraad, connection, due, goes_at):
            return "handed-over"
        _let_phone(leidraad, connection, due, now, goes_at)
        return "nobody"
    to = _addresses(connection, due)
    if to:
        more = (_NOBODY_ACTED,) if due.only_if_idle else ()
        _mail(leidraad, connection, due, to, goes_at, *more)
    return "handed-over" if to else "nobody"


def _needless(connection: Connection, due: DueReminder) -> str | None:
    """Give the status of a reminder that nobody needs now."""
    if due.is_over:
        return "cancelled"
    if due.is_suspended:
        return "held"
    if due.only_if_idle and reminders.somebody_acted(connection, due):
        return "acted"
    return None


def _goes_at(
    leidraad: Leidraad, connection: Connection, due: DueReminder, now: datetime
) -> datetime:
    """Give when a mail goes: not in the evening, at night or on a day off of the agency.

    Staff reads before the last day is over that it is near, whatever the hour.
    """
    _, law = leidraad.published.law(connection)
    calendar = Calendar.belgian(law.closing_days.get(due.agency_id))
    later = next_sending_moment(now, calendar, _sending(leidraad, connection, due))
    can_act = due.recipient in _STAFF and due.moment != "after"
    if can_act and brussels_date(now) <= due.due_on < brussels_date(later):
        return now
    return later


def _sending(leidraad: Leidraad, connection: Connection, due: DueReminder) -> Sending:
    """Give the hours in which the file that has the term lets reminders go out."""
    try:
        definition = leidraad.published.definition(connection, due.definition_id)
    except EngineError:
        # A version that this program cannot read any more still has last days.
        return Sending()
    own = due.name in definition.terms
    return (definition.terms if own else definition.law.terms).sending


def _mail(
    leidraad: Leidraad,
    connection: Connection,
    due: DueReminder,
    to: Collection[str],
    goes_at: datetime,
    *more: Text,
) -> None:
    words = LastDay(
        number=due.number,
        title=due.title,
        due_on=due.due_on,
        link=f"{leidraad.settings.public_url}/cases/{due.case_id}",
        more=more,
    )
    deliveries.add_reminder(
        connection,
        due,
        title=words.subject(moment_of(due.due_on, brussels_date(goes_at))),
        payload={"to": sorted(to), "texts": words.texts()},
        at=goes_at,
    )


def _badge(connection: Connection, due: DueReminder, now: datetime) -> bool:
    """Mark the open tasks near the term; False when there is none."""
    near = _near(connection, due)
    badge = "escalated" if due.recipient == "supervisor" else "reminded"
    if near:
        tasks.set_badge(connection, [one.task_id for one in near], badge, now)
        _note(connection, due, "reminder_shown", now)
    return bool(near)


def _let_phone(
    leidraad: Leidraad,
    connection: Connection,
    due: DueReminder,
    now: datetime,
    goes_at: datetime,
) -> None:
    """Ask a colleague to phone: on the open tasks, or else by mail to who supervises."""
    _note(connection, due, "reminder_undeliverable", now)
    near = _near(connection, due)
    if near:
        tasks.set_badge(connection, [one.task_id for one in near], "phone", now)
        return
    to = accounts.supervisors_of(connection, due.case_id)
    if to:
        _mail(leidraad, connection, due, to, goes_at, _PHONE)


def _note(connection: Connection, due: DueReminder, kind: str, now: datetime) -> None:
    happening = Happening(
        kind=kind,
        at=now,
        place=due.place,
        detail={"name": due.name, "recipient": due.recipient},
    )
    record.add_entry(connection, due.case_id, happening)


def _near(connection: Connection, due: DueReminder) -> list[OpenTask]:
    return tasks.open_near(connection, due.case_id, due.place.scope, due.place.element)


def _addresses(connection: Connection, due: DueReminder) -> set[str]:
    """Give whom to write to; the agency's supervisors where nobody else can act."""
    if due.recipient == "partner":
        return {accounts.desk_of(connection, due.agency_id)[1]}
    near = _near(connection, due)
    found: set[str] = set()
    for one in near:
        found |= _of_task(connection, due, one)
    told_otherwise = due.others & _STAFF and (near or due.recipient == "assignee")
    if found or (told_otherwise and due.recipient != "supervisor"):
        return found
    return set(accounts.supervisors_of(connection, due.case_id))


def _of_task(connection: Connection, due: DueReminder, one: OpenTask) -> set[str]:
    team = set(accounts.emails_for(connection, team_id=one.team_id))
    match due.recipient:
        case "supervisor":
            return set(
                accounts.emails_for(connection, team_id=one.team_id, role="supervisor")
            )
        case "assignee" if one.email:
            return {one.email}
        case "assignee":
            # Nobody claimed it: the team can, which may get a mail of its own.
            return set() if "team" in due.others else team
        case _:
            return team - {one.email} if "assignee" in due.others else team
