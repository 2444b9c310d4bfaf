"""Recording who looked at whose data."""

from engine.operations.leidraad import Leidraad
from engine.people import Actor
from engine.store import record


def record_access(
    leidraad: Leidraad,
    actor: Actor,
    kind: str,
    *,
    case_id: int | None = None,
    person_id: int | None = None,
) -> None:
    """Note a read of personal data, before the page is shown."""
    with leidraad.database.writing() as connection:
        record.add_access(
            connection,
            kind,
            account_id=actor.recorded_as,
            at=leidraad.now(connection),
            subject={"case_id": case_id, "person_id": person_id},
        )


def record_refusal(leidraad: Leidraad, actor: Actor, verb: str, **subject: int) -> None:
    """Note that somebody asked for what is not theirs to see.

    Args:
        leidraad: The running Leidraad.
        actor: Who asked.
        verb: What was asked, for instance the name of the page.
        subject: On what: ``case_id``, ``task_id`` or ``incident_id``.
    """
    with leidraad.database.writing() as connection:
        record.add_refusal(
            connection,
            verb,
            account_id=actor.recorded_as,
            at=leidraad.now(connection),
            subject=subject,
        )
