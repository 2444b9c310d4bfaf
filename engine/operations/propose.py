"""Handing in a new version of a trajectory; it runs nothing until it is published."""

from engine.definitions.bundle import Bundle
from engine.definitions.load import load
from engine.errors import InvalidDefinitionError
from engine.ids import DefinitionId
from engine.operations.check import check_definition
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_propose
from engine.store import definitions


def propose(leidraad: Leidraad, actor: Actor, bundle: Bundle) -> DefinitionId:
    """Check a version and keep it, with all its files, as a proposal.

    The files are checked together with the law in force; nothing is kept when one error
    is found.

    Raises:
        InvalidDefinitionError: The version has errors; all of them are in it.
        NotAllowedError: The actor is no designer of the trajectory's owner.
    """
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        _, law = leidraad.published.law(connection)
        definition = load(bundle, law=law)
        may_propose(actor, definition.settings.owner)
        errors = [
            found for found in check_definition(definition) if found.severity == "error"
        ]
        if errors:
            raise InvalidDefinitionError(errors)
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
                "proposed_at": now,
                "proposed_by": None if actor.is_system else actor.account_id,
            },
            bundle.files,
        )
