"""Sending a mail again that is about no one case, and could not be delivered."""

from engine.ids import AgencyId
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_retry_delivery
from engine.store import deliveries, failed_mails, record


def retry_delivery(leidraad: Leidraad, actor: Actor, outbox_id: int) -> None:
    """Let a mail such as a digest go with the next tick; the access log says who did.

    What a case sends is tried again by `retry_incident`, which its incident waits for.

    Raises:
        NotFoundError: There is no such mail, or it is a case's.
        NotAllowedError: It goes to a colleague of another agency, or the actor does not
            operate one.
        ConflictError: It did not fail, or somebody was first.
    """
    with leidraad.acting(actor, "retry_delivery", outbox_id=outbox_id) as connection:
        now = leidraad.now(connection)
        mail = failed_mails.lock(connection, outbox_id)
        may_retry_delivery(actor, AgencyId(mail.agency_id))
        failed_mails.must_have_failed(mail)
        deliveries.wait_again(connection, outbox_id, now)
        record.add_access(
            connection,
            "delivery_retried",
            account_id=actor.recorded_as,
            at=now,
            subject={"outbox_id": outbox_id},
        )
