"""Mails that the demonstration's own mail server received."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from engine.errors import NotFoundError
from engine.queries.page import Cursor, Page, page_of
from engine.store.tables import received_mail
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A received mail."""

    mail_id: int
    received_at: datetime
    message_id: str
    sender: str
    recipients: str
    subject: str
    body: str


def mails(
    connection: Connection, *, after: Cursor | None = None, limit: int = 50
) -> Page[Mail]:
    """Give the received mails, newest first; for the demonstration only."""
    statement = select(received_mail).order_by(received_mail.c.mail_id.desc())
    if after is not None:
        statement = statement.where(received_mail.c.mail_id < after.key)
    found = [
        Mail(**row._mapping)  # noqa: SLF001 -- the public name of a row's mapping
        for row in connection.execute(statement.limit(limit + 1))
    ]
    return page_of(found, limit, lambda last: Cursor("", last.mail_id))


def mail(connection: Connection, mail_id: int) -> Mail:
    """Give one received mail.

    Raises:
        NotFoundError: There is no such mail.
    """
    row = connection.execute(
        select(received_mail).where(received_mail.c.mail_id == mail_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError(Text("Deze mail bestaat niet.", "There is no such mail."))
    return Mail(**row._mapping)  # noqa: SLF001 -- the public name of a row's mapping
