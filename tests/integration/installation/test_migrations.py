"""The tables of a database: made by migrations, the same as described, at any start."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from engine.errors import ConfigurationError
from engine.store import Database, migrate

UPGRADE = """
import sys
from engine.store import Database, migrate
database = Database(sys.argv[1])
migrate.upgrade(database)
database.close()
"""


def test_migrations_make_the_tables_that_are_described(empty_database_url: str) -> None:
    database = Database(empty_database_url)

    migrate.upgrade(database)

    assert migrate.differences(database) == []
    with database.reading() as connection:
        assert migrate.must_fit(connection) == migrate.revision(connection) != ""
    database.close()


def test_several_processes_may_upgrade_at_once(empty_database_url: str) -> None:
    def upgrade(_: int) -> str:
        run = subprocess.run(
            [sys.executable, "-c", UPGRADE, empty_database_url],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
        return run.stderr

    with ThreadPoolExecutor(3) as pool:
        errors = list(pool.map(upgrade, range(3)))

    assert errors == ["", "", ""]
    database = Database(empty_database_url)
    assert migrate.differences(database) == []
    database.close()


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as connection:
        before = migrate.revision(connection)

    migrate.upgrade(database)

    with database.reading() as connection:
        assert migrate.revision(connection) == before
    database.close()


def test_the_database_of_a_newer_leidraad_is_refused(database_url: str) -> None:
    database = Database(database_url)
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(ConfigurationError, match="newer version"):
        migrate.upgrade(database)
    with pytest.raises(ConfigurationError), database.reading() as connection:
        migrate.must_fit(connection)
    database.close()
