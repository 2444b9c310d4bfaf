"""What a mail says; titles are labels and case numbers only, never facts of a person."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one or more colleagues or to an agency's dispatch address."""

    sender: str
    to: tuple[str, ...]
    subject: str
    body: str
    #: Names the mail for ever: a second sending of it has the same Message-ID.
    key: str

    def as_message(self, now: datetime) -> EmailMessage:
        """Give the message as it goes over the wire."""
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = ", ".join(self.to)
        message["Subject"] = " ".join(self.subject.split())
        message["Date"] = format_datetime(now)
        message["Message-ID"] = message_id(self.key, self.sender)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.body)
        return message


def message_id(key: str, sender: str) -> str:
    """Give the Message-ID of a mail: the same key always has the same (RFC 5322, 3.6.4)."""
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{domain}>"
