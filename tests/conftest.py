"""What all tests share: real databases, a real browser, a real mail server."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from playwright.sync_api import Browser, Page

from engine.store import Database, migrate
from tests.support import browser as real_browser
from tests.support import loopback, postgresql
from tests.support import mailbox as real_mailbox

loopback.stay_inside()

# The machine's own settings must not change what is tested.
for name in [name for name in os.environ if name.startswith("LEIDRAAD_")]:
    if name != "LEIDRAAD_CORPUS":
        del os.environ[name]

# The Node.js of .venv, the same on every machine, for what the tests ask of npm packages.
os.environ["PATH"] = os.pathsep.join([str(real_browser.node().parent), os.environ["PATH"]])

# The same examples every time; `--hypothesis-profile=search` looks for new ones.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.register_profile(
    "search", derandomize=False, deadline=None, max_examples=2000, print_blob=True
)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server, started once."""
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgresql.Server) -> str:
    """The name of a database with all tables and no rows, to be copied."""
    name = "template_tables"
    database = Database(postgresql_server.create(name))
    migrate.upgrade(database)
    database.close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, to be copied."""
    file = tmp_path_factory.mktemp("template") / "tables.sqlite"
    database = Database(f"sqlite:///{file}")
    migrate.upgrade(database)
    database.close()
    return file


@pytest.fixture
def postgresql_url(
    postgresql_server: postgresql.Server, postgresql_template: str
) -> Iterator[str]:
    """A database of this test's own on PostgreSQL, with all tables and no rows."""
    name = f"test_{uuid4().hex}"
    yield postgresql_server.create(name, template=postgresql_template)
    postgresql_server.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of this test's own on SQLite, with all tables and no rows."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'leidraad.sqlite')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with all tables and no rows; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = f"test_{uuid4().hex}"
    yield server.create(name)
    server.drop(name)


@pytest.fixture
def mailbox() -> Iterator[real_mailbox.Mailbox]:
    """A mail server on loopback; ``mailbox.messages`` is what it received."""
    with real_mailbox.receiving() as receiving:
        yield receiving


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, started once."""
    with real_browser.launched() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page in a browser that is new to the site; see `visiting`."""
    with real_browser.visiting(chromium) as context:
        yield context.new_page()
