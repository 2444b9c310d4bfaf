"""Brings the tables of a database to the version of this program."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from engine.store.database import Database
from engine.store.tables import metadata

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
    """
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7164236)")
        command.upgrade(configuration(connection), "head")


def differences(database: Database) -> list[object]:
    """List where the tables differ from their description; empty when none does."""
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))
