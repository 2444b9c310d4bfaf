"""A furnished Leidraad and a browser without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.site import Site, furnish, opened, settings_for
from tests.support.visitor import Door
from web.app import create_app


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with agencies, accounts and one trajectory, to be copied."""
    file = tmp_path_factory.mktemp("site") / "furnished.sqlite"
    furnish(settings_for(file))
    return file


@pytest.fixture
def site(furnished: Path, tmp_path: Path) -> Iterator[Site]:
    """A Leidraad of this test's own."""
    with opened(furnished, tmp_path) as site:
        yield site


@pytest.fixture
def visit(site: Site) -> Door:
    """Signs somebody in and gives their browser: ``visit("anke")``."""
    return Door(create_app(site.leidraad))
