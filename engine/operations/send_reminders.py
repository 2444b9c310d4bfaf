"""Handing due reminders over to the outbox: one row and one mail for each, for ever."""

from datetime import datetime

from engine.operations.leidraad import Leidraad
from engine.store import Connection, accounts, cases, deliveries, tasks, waits
from engine.store.tasks import OpenTask
from engine.store.waits import DueReminder
from engine.text import Text


def send_reminders(
    leidraad: Leidraad, *, now: datetime | None = None, limit: int = 500
) -> int:
    """Make a mail of each reminder that is due, to whoever can act on it.

    One transaction each, so that several processes may do this at once.

    Returns:
        How many reminders were handed over.
    """
    done = 0
    while done < limit and _send_one(leidraad, now):
        done += 1
    return done


def _send_one(leidraad: Leidraad, at: datetime | None) -> bool:
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        reminder = waits.claim_reminder(connection, now)
        if reminder is None:
            return False
        _hand_over(leidraad, connection, reminder, now)
    return True


def _hand_over(
    leidraad: Leidraad, connection: Connection, reminder: DueReminder, now: datetime
) -> None:
    to = _addresses(connection, reminder)
    if not to:
        waits.close_reminder(connection, reminder.reminder_id, "nobody")
        return
    number = cases.number_of(connection, reminder.case_id)
    day = f"{reminder.due_on:%d/%m/%Y}"
    subject = Text(
        f"Dossier {number}: {reminder.title.nl}, uiterlijk {day}",
        f"Case {number}: {reminder.title.en}, {day} at the latest",
    )
    link = f"{leidraad.settings.public_url}/cases/{reminder.case_id}"
    body = (
        f"Dossier {number}\n{reminder.title.nl}\nLaatste dag: {day}\n\n{link}\n\n"
        f"--\nCase {number}\n{reminder.title.en}\nLast day: {day}\n"
    )
    deliveries.add_mail(
        connection,
        {
            "key": f"reminder/{reminder.deadline_id}/{reminder.plan_key}",
            "case_id": reminder.case_id,
            "scope": reminder.scope,
            "element": reminder.element,
            "occurrence": reminder.occurrence,
            "kind": "mail",
            "topic": "reminder",
            "title_nl": subject.nl,
            "title_en": subject.en,
            "payload": deliveries.mail_payload(to, subject.nl, body),
            "status": "waiting",
            "next_at": now,
        },
    )
    waits.close_reminder(connection, reminder.reminder_id, "handed-over")


def _addresses(connection: Connection, reminder: DueReminder) -> list[str]:
    """List whom to write to, each once; the agency's supervisors where nobody can act."""
    near = tasks.open_near(connection, reminder.case_id, reminder.scope, reminder.element)
    found: set[str] = set()
    for one in near:
        found |= _of_task(connection, reminder, one)
    told_otherwise = reminder.others and (near or reminder.recipient == "assignee")
    if found or (told_otherwise and reminder.recipient != "supervisor"):
        return sorted(found)
    return accounts.supervisors_of(connection, reminder.case_id)


def _of_task(connection: Connection, reminder: DueReminder, one: OpenTask) -> set[str]:
    team = set(accounts.emails_for(connection, team_id=one.team_id))
    match reminder.recipient:
        case "supervisor":
            return set(
                accounts.emails_for(connection, team_id=one.team_id, role="supervisor")
            )
        case "assignee" if one.email:
            return {one.email}
        case "assignee":
            # Nobody claimed it: the team can, which may get a mail of its own.
            return set() if "team" in reminder.others else team
        case _:
            return team - {one.email} if "assignee" in reminder.others else team
