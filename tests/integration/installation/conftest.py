"""Databases that the ``leidraad`` command finds in its environment."""

from collections.abc import Iterator

import pytest

from tests.support.staffed import KEY, Staffed, open_staffed


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database that the command finds in its environment."""
    monkeypatch.setenv("LEIDRAAD_DATABASE_URL", database_url)
    monkeypatch.setenv("LEIDRAAD_SECRET_KEY", KEY)
    return database_url


@pytest.fixture
def with_staff(staffed_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Staffed]:
    """A database with trajectories and staff that the command finds."""
    monkeypatch.setenv("LEIDRAAD_DATABASE_URL", staffed_url)
    monkeypatch.setenv("LEIDRAAD_SECRET_KEY", KEY)
    opened = open_staffed(staffed_url)
    yield opened
    opened.leidraad.close()
