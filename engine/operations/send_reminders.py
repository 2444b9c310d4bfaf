"""Handing due reminders over to the outbox: one row and one mail for each, for ever."""

from datetime import datetime

from engine.operations.leidraad import Leidraad
from engine.store import Connection, accounts, cases, deliveries, tasks, waits
from engine.store.waits import DueReminder
from engine.text import Text


def send_reminders(
    leidraad: Leidraad, *, now: datetime | None = None, limit: int = 500
) -> int:
    """Make a mail of each reminder that is due, to whoever can act on it.

    Returns:
        How many reminders were handed over.
    """
    with leidraad.database.writing() as connection:
        at = now or leidraad.now(connection)
        due = waits.claim_reminders(connection, at, limit=limit)
        for reminder in due:
            _hand_over(leidraad, connection, reminder, at)
    return len(due)


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
    open_tasks = tasks.open_near(
        connection, reminder.case_id, reminder.scope, reminder.element
    )
    found: set[str] = set()
    for one in open_tasks:
        if reminder.recipient == "assignee" and one.email:
            found.add(one.email)
        elif reminder.recipient == "supervisor":
            found |= set(
                accounts.emails_for(connection, team_id=one.team_id, role="supervisor")
            )
        else:
            found |= set(accounts.emails_for(connection, team_id=one.team_id))
    return sorted(found)
