"""Timers that are all due at one instant, fired by scheduler processes at once."""

from tests.bench.drain import drain, prepare

TIMERS = 10_000


def test_each_of_ten_thousand_due_timers_fires_once_by_four_processes(
    postgresql_url: str,
) -> None:
    """Draining fails when one was lost, or fired twice, or left its case in between."""
    prepare(postgresql_url, TIMERS)

    found = drain(postgresql_url, 4, TIMERS, between=lambda: None)

    assert found.timers == TIMERS
    assert found.lag_median <= found.lag_p99
