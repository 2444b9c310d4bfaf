"""An office with the small trajectory, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from engine.scenarios.office import Office
from tests.support.offices import small_office


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """The agencies at work; the clock stands at 9 o'clock on the 5th of January 2026."""
    made = small_office(database_url)
    yield made
    made.leidraad.close()
