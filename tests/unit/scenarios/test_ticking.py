"""A clock that is moved from instant to instant comes to an end."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.clock import SetClock
from engine.errors import InvalidDataError
from engine.scenarios.ticking import MOST_INSTANTS, Ticking

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_it_sets_the_clock_until_too_many_instants_were_passed() -> None:
    clock = SetClock(START)
    tick = Ticking(clock)
    for minutes in range(MOST_INSTANTS):
        tick(START + timedelta(minutes=minutes))
    last = clock.now()
    assert last == START + timedelta(minutes=MOST_INSTANTS - 1)
    with pytest.raises(InvalidDataError, match="repeated timer"):
        tick(last + timedelta(minutes=1))
    assert clock.now() == last
