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
    """Note a read of personal data, or a refused attempt, before the page is shown."""
    with leidraad.database.writing() as connection:
        record.add_access(
            connection,
            kind,
            account_id=None if actor.is_system else actor.account_id,
            at=leidraad.now(connection),
            subject={"case_id": case_id, "person_id": person_id},
        )
