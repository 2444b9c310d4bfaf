"""Changing how Leidraad speaks to a person: the language, and the daily digest."""

from typing import get_args

from engine.errors import InvalidDataError, NotAllowedError
from engine.operations.leidraad import Leidraad
from engine.people import Actor
from engine.store import accounts, record
from engine.text import Language, Text


def change_preferences(
    leidraad: Leidraad, actor: Actor, *, language: str, digest: bool
) -> None:
    """Keep the language of the pages and mails of a person, and whether a digest goes out.

    Raises:
        InvalidDataError: There are no pages in that language.
        NotAllowedError: The actor is Leidraad itself.
    """
    if language not in get_args(Language):
        wrong = Text("Kies Nederlands of Engels.", "Choose Dutch or English.")
        raise InvalidDataError(wrong, {"language": [wrong]})
    if actor.is_system:
        raise NotAllowedError(
            Text("Leidraad zelf heeft geen voorkeuren.", "Leidraad has no preferences.")
        )
    with leidraad.acting(actor, "change_preferences") as connection:
        accounts.set_preferences(
            connection, actor.account_id, language=language, digest=digest
        )
        record.add_access(
            connection,
            "preferences_changed",
            account_id=actor.account_id,
            at=leidraad.now(connection),
            subject={"language": language, "digest": digest},
        )
