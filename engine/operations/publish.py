"""Making a proposed version the one that new cases start on, and taking it back."""

from engine.definitions.bundle import Bundle
from engine.definitions.load import load_law
from engine.errors import ConflictError, InvalidDefinitionError
from engine.ids import AccountId
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.people import ALL_AGENCIES, SYSTEM, Actor, may_publish, may_withdraw
from engine.store import definitions, record
from engine.text import Text


def publish(leidraad: Leidraad, actor: Actor, definition_id: int) -> None:
    """Let new cases start on a version; running cases stay on theirs.

    Raises:
        NotFoundError: There is no such version.
        ConflictError: It is live already or was withdrawn.
        NotAllowedError: The actor is no designer, or proposed a shared version himself.
    """
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        row = definitions.lock(connection, definition_id)
        # What came along with Leidraad was proposed by nobody who could publish it now.
        proposed_by = SYSTEM.account_id if row.proposed_by is None else row.proposed_by
        may_publish(actor, row.owner, AccountId(proposed_by))
        if row.status not in ("proposed", "replaced"):
            raise ConflictError(
                Text(
                    f"Versie {row.version} is al live of is ingetrokken.",
                    f"Version {row.version} is live already or was withdrawn.",
                )
            )
        account_id = None if actor.is_system else actor.account_id
        definitions.set_live(connection, definition_id, account_id, now)
        record.add_access(
            connection,
            "version_published",
            account_id=account_id,
            at=now,
            subject={"definition_id": str(definition_id)},
        )


def withdraw(leidraad: Leidraad, actor: Actor, definition_id: int, *, reason: str) -> None:
    """Take a version out of use for new cases; running cases go on.

    Raises:
        NotFoundError: There is no such version.
        ConflictError: It was withdrawn already.
        NotAllowedError: The actor is no designer of the trajectory's owner.
        InvalidDataError: There is no reason.
    """
    reason = must_give_reason(reason)
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        row = definitions.lock(connection, definition_id)
        may_withdraw(actor, row.owner)
        if row.status == "withdrawn":
            raise ConflictError(
                Text(
                    f"Versie {row.version} is al ingetrokken.",
                    f"Version {row.version} was withdrawn already.",
                )
            )
        definitions.set_withdrawn(connection, definition_id, now)
        record.add_access(
            connection,
            "version_withdrawn",
            account_id=None if actor.is_system else actor.account_id,
            at=now,
            subject={"definition_id": str(definition_id), "reason": reason},
        )


def publish_law(leidraad: Leidraad, actor: Actor, bundle: Bundle) -> bool:
    """Put tables of law in force from now on; False when there is nothing new.

    Raises:
        InvalidDefinitionError: A table or term cannot be read.
        NotAllowedError: The actor is no designer.
    """
    with leidraad.database.writing() as connection:
        may_publish(actor, ALL_AGENCIES, None)
        latest = definitions.latest_law(connection)
        known = latest is not None and latest[1] == bundle.digest
        if known or not bundle.files:
            return False
        errors = [found for found in load_law(bundle).findings if found.severity == "error"]
        if errors:
            raise InvalidDefinitionError(errors)
        definitions.add_law(
            connection,
            bundle.digest,
            bundle.files,
            None if actor.is_system else actor.account_id,
            leidraad.now(connection),
        )
    return True
