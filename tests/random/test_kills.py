"""Kills at random moments, and a database that is restarted, while reminders go out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import killing, postgresql


@pytest.fixture
def server() -> Iterator[postgresql.Server]:
    """A server that keeps what was committed, for it is restarted."""
    with postgresql.running(postgresql.DURABLE) as made:
        yield made


def test_no_reminder_is_lost_and_each_double_is_explained_by_a_death(
    server: postgresql.Server, tmp_path: Path
) -> None:
    outcome = killing.run(server, tmp_path, reminders=300, kills=12, seed=3)
    assert outcome.schedulers_killed > 6
    assert outcome.claims > 0
    assert outcome.takeovers > 0
    assert outcome.doubles <= outcome.takeovers
