"""Mails about no one case that could not be delivered."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from engine.errors import ConflictError, NotFoundError
from engine.store.tables import account, outbox
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedMail:
    """A mail of the outbox under the lock of this transaction."""

    outbox_id: int
    #: The agency of the colleague to whom it goes; empty when it goes to none.
    agency_id: str
    is_failed: bool


def lock(connection: Connection, outbox_id: int) -> FailedMail:
    """Lock a mail about no one case, whether it failed or not.

    Raises:
        NotFoundError: There is no such mail; what a case sends is that case's affair.
    """
    row = connection.execute(
        select(outbox.c.status, outbox.c.account_id)
        .where(outbox.c.outbox_id == outbox_id, outbox.c.case_id.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError(Text("Deze mail bestaat niet.", "There is no such mail."))
    agency_id = connection.execute(
        select(account.c.agency_id).where(account.c.account_id == row.account_id)
    ).scalar_one_or_none()
    return FailedMail(
        outbox_id=outbox_id, agency_id=agency_id or "", is_failed=row.status == "failed"
    )


def must_have_failed(mail: FailedMail) -> None:
    """Refuse a mail that went out, or waits for that.

    Raises:
        ConflictError: It did not fail, or somebody retried it.
    """
    if not mail.is_failed:
        raise ConflictError(
            Text(
                "Deze mail is al verstuurd of opnieuw ingepland.",
                "This mail went out already, or is planned again.",
            )
        )
