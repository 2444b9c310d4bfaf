"""Whether this process can do its work: the database answers, and the law is published."""

from datetime import timedelta

from engine.errors import ConfigurationError
from engine.operations.leidraad import Leidraad
from engine.store import DatabaseError, definitions, migrate
from engine.text import Text

#: How long the database may take to answer.
PATIENCE = timedelta(seconds=2)

_AWAY = Text("De databank antwoordt niet.", "The database does not answer.")
_NO_LAW = Text(
    "Er is nog geen wet gepubliceerd (leidraad publish workflows).",
    "No law is published yet (leidraad publish workflows).",
)
_OTHER_TABLES = Text(
    "De tabellen van de databank horen bij een andere versie van Leidraad.",
    "The tables of the database belong to another version of Leidraad.",
)


def check_readiness(leidraad: Leidraad) -> Text | None:
    """Tell why this process cannot work now, in words without any secret; None: it can.

    The database is asked on a connection of its own, which gives up after `PATIENCE`.
    """
    try:
        with leidraad.database.asking(PATIENCE) as connection:
            migrate.must_fit(connection)
            has_law = definitions.latest_law(connection) is not None
    except ConfigurationError:
        return _OTHER_TABLES
    except DatabaseError:
        return _AWAY
    return None if has_law else _NO_LAW
