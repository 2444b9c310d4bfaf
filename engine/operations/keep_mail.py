"""Keeping a mail that the demonstration's mail server received."""

from engine.notices.receiver import ReceivedMail
from engine.operations.leidraad import Leidraad
from engine.store import rows


def keep_mail(leidraad: Leidraad, mail: ReceivedMail) -> None:
    """Store a mail for the mailbox page."""
    with leidraad.database.writing() as connection:
        rows.add_mail(
            connection,
            {
                "received_at": leidraad.now(connection),
                "message_id": mail.message_id,
                "sender": mail.sender,
                "recipients": ", ".join(mail.recipients),
                "subject": mail.subject,
                "body": mail.body,
            },
        )
