"""Writing to a newcomer about a last day, in plain words and nothing about the case."""

from datetime import datetime

from engine.notices import newcomer
from engine.notices.newcomer import Told
from engine.operations.leidraad import Leidraad
from engine.store import Connection, accounts, deliveries, persons
from engine.store.reminders import DueReminder
from engine.text import Text

_TITLE = Text("Bericht aan de inburgeraar", "Message to the newcomer")


def tell_newcomer(
    leidraad: Leidraad, connection: Connection, due: DueReminder, goes_at: datetime
) -> bool:
    """Hand a mail to the subject of a case over to the outbox.

    The outbox keeps whom to write to as a reference: the address is read when the mail
    goes, so that a person can be forgotten.

    Args:
        leidraad: The running Leidraad.
        connection: The transaction in which the reminder was claimed.
        due: The reminder.
        goes_at: When the mail goes.

    Returns:
        False when no e-mail address is known.

    Raises:
        ConfigurationError: The sentences in ``messages/reminder.toml`` cannot be read.
    """
    address, language = persons.contact_of(connection, due.person_id)
    if not address:
        return False
    agency, desk = accounts.desk_of(connection, due.agency_id)
    letter = newcomer.write(
        newcomer.wordings(leidraad.settings.workflows),
        language,
        Told(agency=agency, address=desk, due_on=due.due_on),
    )
    deliveries.add_reminder(
        connection,
        due,
        title=_TITLE,
        payload={
            "to_person": due.person_id,
            "texts": letter.texts,
            "languages": list(letter.languages),
            "asked": language,
        },
        at=goes_at,
    )
    return True
