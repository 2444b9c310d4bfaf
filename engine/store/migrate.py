"""Brings the tables of a database to the version of this program."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import InternalError, OperationalError

from engine.errors import ConfigurationError
from engine.store.database import Database
from engine.store.tables import metadata
from engine.text import Text

_FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Give Alembic's configuration for a connection."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database) -> None:
    """Run the migrations that this database has not had yet; safe to repeat.

    Two processes that start at once wait for each other (SQLite: BEGIN IMMEDIATE;
    PostgreSQL: an advisory lock).

    Raises:
        ConfigurationError: The database cannot be reached, belongs to a newer Leidraad, or
            lacks the role that pages read as.
    """
    try:
        with database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7164236)")
            command.upgrade(configuration(connection), "head")
    except CommandError as error:
        raise ConfigurationError(
            Text(
                "De databank hoort bij een nieuwere versie van Leidraad.",
                "The database belongs to a newer version of Leidraad.",
            )
        ) from error
    except OperationalError as error:
        raise unreachable(error) from error
    except InternalError as error:
        raise _wanting(error) from error


def must_fit(connection: Connection) -> str:
    """Give the version of the tables, when it is the one that this program knows.

    Raises:
        ConfigurationError: The database is empty, or of an older or newer Leidraad.
    """
    there = revision(connection)
    known = ScriptDirectory.from_config(configuration(connection)).get_current_head()
    if there != known:
        raise ConfigurationError(
            Text(
                "De databank is leeg of hoort bij een andere versie van Leidraad; gebruik "
                "het programma van die versie.",
                "The database is empty or belongs to another version of Leidraad; use the "
                "program of that version.",
            )
        )
    return there


def revision(connection: Connection) -> str:
    """Give the version of the tables; empty when there are none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def unreachable(error: OperationalError) -> ConfigurationError:
    """Make the error of a database that does not answer; it holds no password."""
    told = " ".join(str(error.orig).split())
    return ConfigurationError(
        Text(
            f"De databank kan niet bereikt worden: {told}. Kijk LEIDRAAD_DATABASE_URL na.",
            f"The database cannot be reached: {told}. Check LEIDRAAD_DATABASE_URL.",
        )
    )


def _wanting(error: InternalError) -> ConfigurationError:
    """Make the error of a migration that asks something of the administrator."""
    told = " ".join(str(error.orig).split())
    return ConfigurationError(
        Text(
            f"De databank is niet klaar: {told}. Vraag het haar beheerder.",
            f"The database is not ready: {told}. Ask its administrator.",
        )
    )


def differences(database: Database) -> list[object]:
    """List where the tables differ from their description; empty when none does."""
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))
