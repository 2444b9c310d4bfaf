"""A Leidraad with the real trajectories, the agencies and their staff, and no cases yet."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support import postgresql
from tests.support.staffed import Staffed, fill_with_staff, open_staffed


@pytest.fixture(scope="session")
def staffed_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with trajectories and staff, to be copied."""
    file = tmp_path_factory.mktemp("staffed") / "staffed.sqlite"
    shutil.copy(sqlite_template, file)
    fill_with_staff(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def staffed_postgresql(
    postgresql_server: postgresql.Server, postgresql_template: str
) -> str:
    """The name of a database with trajectories and staff, to be copied."""
    name = "template_staffed"
    fill_with_staff(postgresql_server.create(name, template=postgresql_template))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def staffed_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with trajectories and staff; the test runs once on each kind."""
    if request.param == "sqlite":
        file: Path = request.getfixturevalue("staffed_sqlite")
        yield f"sqlite:///{shutil.copy(file, tmp_path / 'staffed.sqlite')}"
        return
    server: postgresql.Server = request.getfixturevalue("postgresql_server")
    name = f"test_{uuid4().hex}"
    yield server.create(name, template=request.getfixturevalue("staffed_postgresql"))
    server.drop(name)


@pytest.fixture
def staffed(staffed_url: str) -> Iterator[Staffed]:
    """Leidraad on that database; its clock stands at 9 o'clock on the 5th of January."""
    opened = open_staffed(staffed_url)
    yield opened
    opened.leidraad.close()
