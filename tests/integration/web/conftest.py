"""A furnished Leidraad and a browser without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.postgresql import Server
from tests.support.site import (
    Site,
    furnish,
    opened,
    opened_at,
    settings_at,
    settings_for,
)
from tests.support.visitor import Door
from web.app import create_app


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with agencies, accounts and one trajectory, to be copied."""
    file = tmp_path_factory.mktemp("site") / "furnished.sqlite"
    furnish(settings_for(file))
    return file


@pytest.fixture(scope="session")
def furnished_postgresql(
    postgresql_server: Server, postgresql_template: str
) -> Iterator[str]:
    """The name of the same on PostgreSQL, to be copied."""
    url = postgresql_server.create("furnished", template=postgresql_template)
    furnish(settings_at(url))
    yield "furnished"
    postgresql_server.drop("furnished")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on both databases, or on those that its mark ``databases`` names."""
    if "site" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("databases")
        kinds = ("sqlite", "postgresql") if mark is None else mark.args
        metafunc.parametrize("site", kinds, indirect=True)


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A Leidraad of this test's own, on the kind of database that is asked for."""
    if request.param == "sqlite":
        furnished = request.getfixturevalue("furnished")
        with opened(furnished, request.getfixturevalue("tmp_path")) as site:
            yield site
        return
    template = request.getfixturevalue("furnished_postgresql")
    server: Server = request.getfixturevalue("postgresql_server")
    name = f"site_{uuid4().hex}"
    with opened_at(server.create(name, template=template)) as site:
        yield site
    server.drop(name)


@pytest.fixture
def visit(site: Site) -> Door:
    """Signs somebody in and gives their browser: ``visit("anke")``."""
    return Door(create_app(site.leidraad))
