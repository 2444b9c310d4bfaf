"""Handing in a new version of a trajectory; it runs nothing until it is published."""

from engine.definitions.bundle import Bundle
from engine.definitions.definition import Definition
from engine.definitions.load import load
from engine.errors import ConflictError, InvalidDefinitionError
from engine.ids import DefinitionId
from engine.operations.check import check_definition
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_propose
from engine.store import definitions
from engine.text import Text


def propose(leidraad: Leidraad, actor: Actor, bundle: Bundle) -> DefinitionId:
    """Check a version and keep it, with all its files, as a proposal.

    The files are checked together with the law in force; nothing is kept when one error
    is found. A trajectory stays its owner's: whoever changes that of all agencies cannot
    make it theirs.

    Raises:
        InvalidDefinitionError: The version has errors; all findings are in it, the errors
            first.
        NotAllowedError: The actor is no designer of the trajectory's owner.
        ConflictError: The files are those of the live version, or name another owner
            than the trajectory has.
    """
    definition = checked(leidraad, bundle)
    may_propose(actor, definition.settings.owner)
    with leidraad.database.writing() as connection:
        definitions.lock_trajectory(connection, definition.id)
        owner = definitions.owner_of(connection, definition.id)
        if owner not in (None, definition.settings.owner):
            raise _other_owner(definition.id, str(owner))
        if definitions.live_digest(connection, definition.id) == definition.digest:
            raise _nothing_new(definition.id)
        return definitions.add(
            connection,
            {
                "trajectory": definition.id,
                "digest": definition.digest,
                "title_nl": definition.title.nl,
                "title_en": definition.title.en,
                "owner": definition.settings.owner,
                "status": "proposed",
                "no_movement_working_days": definition.settings.no_movement_working_days,
                "proposed_at": leidraad.now(connection),
                "proposed_by": None if actor.is_system else actor.account_id,
            },
            bundle.files,
        )


def checked(leidraad: Leidraad, bundle: Bundle) -> Definition:
    """Read a version and check it together with the law in force; no lock is held.

    Raises:
        InvalidDefinitionError: It has errors; its warnings come after them.
    """
    with leidraad.reading() as connection:
        _, law = leidraad.published.law(connection)
    definition = load(bundle, law=law)
    findings = check_definition(definition)
    if any(found.severity == "error" for found in findings):
        raise InvalidDefinitionError(
            sorted(findings, key=lambda found: found.severity != "error")
        )
    return definition


def _other_owner(trajectory: str, owner: str) -> ConflictError:
    return ConflictError(
        Text(
            f"Het traject ‘{trajectory}’ is van ‘{owner}’; trajectory.toml noemt een "
            "andere eigenaar.",
            f"The trajectory ‘{trajectory}’ belongs to ‘{owner}’; trajectory.toml names "
            "another owner.",
        )
    )


def _nothing_new(trajectory: str) -> ConflictError:
    return ConflictError(
        Text(
            f"Deze bestanden zijn die van de versie van ‘{trajectory}’ die nu loopt.",
            f"These files are those of the version of ‘{trajectory}’ that is live now.",
        )
    )
