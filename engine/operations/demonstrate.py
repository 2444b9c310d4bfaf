"""Keeping a demonstration apart from real work, and its first filling whole."""

from datetime import date

from engine.clock import brussels_date
from engine.errors import ConfigurationError
from engine.operations.leidraad import Leidraad
from engine.queries.accounts import has_accounts
from engine.store import accounts, rows
from engine.text import Text

_SINCE = "demonstration_since"
_FILLED = "demonstration_filled"


def begin_demonstration(leidraad: Leidraad) -> date | None:
    """Give the day of the first filling; None when that came to its end.

    A filling that was broken off is taken up with the day on which it began, so that the
    same newcomers come again.

    Raises:
        ConfigurationError: The database has accounts of people who really work with it.
    """
    with leidraad.database.writing() as connection:
        if accounts.has_real_ones(connection):
            raise ConfigurationError(
                Text(
                    "Deze databank dient niet voor een demonstratie: er zijn accounts van "
                    "medewerkers. Kies een andere met LEIDRAAD_DATABASE_URL.",
                    "This database is not for a demonstration: it has accounts of staff. "
                    "Choose another one with LEIDRAAD_DATABASE_URL.",
                )
            )
        if rows.setting_of(connection, _FILLED) is not None:
            return None
        began = rows.setting_of(connection, _SINCE)
        if began is None:
            if has_accounts(connection):
                # Of a version that kept no such note; its filling had come to its end.
                return None
            began = brussels_date(leidraad.now(connection)).isoformat()
            rows.set_setting(connection, _SINCE, began)
        return date.fromisoformat(began)


def end_filling(leidraad: Leidraad) -> None:
    """Note that a demonstration has all that it starts with."""
    with leidraad.database.writing() as connection:
        rows.set_setting(connection, _FILLED, "yes")
