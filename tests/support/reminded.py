"""An office whose one task has a term of twenty days, with the reminders of a test.

A case that is opened on Monday 5 January 2026 has its last day on Sunday the 25th. What is
to be told before it or on it is told on Friday the 23rd at the latest.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from engine.clock import SetClock
from engine.definitions.bundle import Bundle, read_folder
from engine.ids import AgencyId, CaseId
from engine.operations import Leidraad
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.send_reminders import send_reminders
from engine.people import SYSTEM
from engine.scenarios.office import Office, open_office
from engine.settings import Settings
from engine.store.tables import account, outbox, reminder, task
from tests.support.mailbox import Mailbox
from tests.support.offices import MORNING

CLOCKWORK = Path(__file__).parent / "trajectories" / "clockwork"
_TERM = """
[[term]]
name = "{name}"
title = {{nl = "{title}", en = "{english}"}}
starts = "today()"
length = "P20D"
days = "calendar"
start_day_counts = false
end_moves = "none"
legal_basis = "Verzonnen artikel voor proeven"
source = "proef"
valid_from = 2020-01-01
"""


def reminded_office(
    url: str, reminders: str, mailbox: Mailbox | None = None, *, extension_at_most: str = ""
) -> Office:
    """Open the agencies; ``reminders`` are the ``[[term.reminder]]`` tables of the task."""
    files = dict(read_folder(CLOCKWORK).files)
    act = _TERM.format(name="act_term", title="Handelen", english="Act")
    slow = _TERM.format(name="slow_term", title="Traag werk", english="Slow work")
    if extension_at_most:
        slow += f'extension_at_most = "{extension_at_most}"\n'
    files["deadlines.toml"] = f"{act}{slow}{reminders}".encode()
    clock = SetClock(MORNING)
    settings = Settings(database_url=url, secret_key="s" * 32)
    if mailbox is not None:
        settings = replace(settings, smtp_host=mailbox.host, smtp_port=mailbox.port)
    leidraad = Leidraad.open(settings, clock=clock)
    return open_office(leidraad, clock, Bundle(files), Bundle({}))


def open_slow(office: Office, **person: Any) -> CaseId:
    """Open a case of somebody who does not exist."""
    details = PersonDetails(
        given_name="Testa", family_name="Voorbeeld", **{"email": "", **person}
    )
    return open_case(
        office.leidraad,
        SYSTEM,
        Opening(trajectory="clockwork", agency=AgencyId("atlas"), person=details),
    )


def at(office: Office, day: int, hour: int, month: int = 1) -> None:
    """Set the clock, in UTC: an hour behind Brussels in January."""
    office.clock.set(datetime(2026, month, day, hour, tzinfo=UTC))


def tell(office: Office) -> None:
    """Do what a tick of the scheduler does about mails."""
    send_reminders(office.leidraad)
    deliver_outbox(office.leidraad)


def statuses(office: Office) -> dict[str, str]:
    """Give what became of each reminder, by recipient and moment."""
    with office.leidraad.reading() as connection:
        rows = connection.execute(select(reminder).order_by(reminder.c.reminder_id))
        return {f"{row.recipient} {row.moment}": row.status for row in rows}


def badge(office: Office, case_id: int) -> str | None:
    """Give the badge of the one task."""
    with office.leidraad.reading() as connection:
        found: str | None = connection.execute(
            select(task.c.badge).where(task.c.case_id == case_id)
        ).scalar_one()
        return found


def mails_waiting(office: Office) -> list[Any]:
    """Give the rows of the outbox."""
    with office.leidraad.reading() as connection:
        return list(connection.execute(select(outbox).order_by(outbox.c.outbox_id)))


def give_language(office: Office, language: str) -> None:
    """Let everybody who works here read another language."""
    with office.leidraad.database.writing() as connection:
        connection.execute(update(account).values(language=language))
