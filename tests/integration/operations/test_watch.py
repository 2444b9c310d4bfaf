"""The heartbeats of processes that tick: who lives, and how late the timers were."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine import scheduler
from engine.operations.fire_due import fire_due
from engine.operations.watch import Watch
from engine.queries.figures import SchedulerRow, schedulers
from engine.scenarios.office import Office
from tests.support.odd_trajectory import odd_office, open_odd


@pytest.fixture
def odd(sqlite_url: str) -> Iterator[Office]:
    made = odd_office(sqlite_url, durable=False)
    yield made
    made.leidraad.close()


@pytest.fixture
def either(database_url: str) -> Iterator[Office]:
    """The same on both kinds of database."""
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


def seen(office: Office) -> dict[str, SchedulerRow]:
    with office.leidraad.reading() as connection:
        now = office.leidraad.now(connection)
        return {row.process: row for row in schedulers(connection, now=now)}


def test_a_process_tells_what_it_did_and_how_late_its_timers_were(either: Office) -> None:
    watch = Watch(either.leidraad, "one")
    began = either.clock.now()
    for number in range(1, 101):
        watch.fired(timedelta(milliseconds=number))
    watch.work(100)
    row = seen(either)["one"]
    assert (row.started_at, row.ticked_at, row.status) == (began, began, "ticking")
    assert (row.done, row.lag_median_ms, row.lag_p99_ms) == (100, 50, 99)
    either.clock.set(began + timedelta(seconds=5))
    watch.work(2)
    watch.tell()
    row = seen(either)["one"]
    assert (row.started_at, row.done) == (began, 102)
    assert (row.lag_median_ms, row.lag_p99_ms) == (50, 99), "it fired no timer since"


def test_the_lag_is_what_the_clock_of_leidraad_says(odd: Office) -> None:
    """Two timers were due a day after the start; the process comes back after a year."""
    for _ in range(2):
        open_odd(odd, "work")
    odd.clock.set(odd.clock.now() + timedelta(days=366))
    watch = Watch(odd.leidraad, "one")
    assert scheduler.tick(odd.leidraad, watch=watch) == 2
    watch.tell()
    row = seen(odd)["one"]
    year = 365 * 24 * 3600 * 1000
    assert row.lag_median_ms == row.lag_p99_ms == min(year, 2**31 - 1)
    assert row.done == 2


def test_each_timer_that_was_missed_for_long_is_late_once(odd: Office) -> None:
    open_odd(odd, "again")
    odd.clock.set(odd.clock.now() + timedelta(days=15))
    lags: list[timedelta] = []
    assert fire_due(odd.leidraad, on_fired=lags.append) == 1
    assert lags == [timedelta(days=8)], "due on day 7; that of day 14 is not made up"


def test_who_is_silent_for_a_minute_is_shown_so_and_forgotten_after_a_week(
    either: Office,
) -> None:
    gone, stopped, alive = (Watch(either.leidraad, name) for name in ("a", "b", "c"))
    for each in (gone, stopped, alive):
        each.tell()
    stopped.stop()
    either.clock.set(either.clock.now() + timedelta(seconds=61))
    alive.tell()
    assert {name: row.status for name, row in seen(either).items()} == {
        "a": "silent",
        "b": "stopped",
        "c": "ticking",
    }
    either.clock.set(either.clock.now() + timedelta(days=7))
    alive.tell()
    assert set(seen(either)) == {"c"}


def test_processes_that_come_back_at_once_do_not_wait_for_each_other(
    postgresql_url: str,
) -> None:
    """After the clock of a demonstration made a leap, each is old news to the others."""
    office = odd_office(postgresql_url)
    watches = [Watch(office.leidraad, f"host:{number}") for number in range(4)]
    with ThreadPoolExecutor(len(watches)) as pool:
        for _ in range(5):
            assert list(pool.map(Watch.tell, watches)) == [None] * len(watches)
            office.clock.set(office.clock.now() + timedelta(days=30))
    office.leidraad.close()


def test_a_scheduler_leaves_its_row_when_it_is_stopped(odd: Office) -> None:
    pulse = scheduler.start(odd.leidraad)
    pulse.stop()
    (row,) = seen(odd).values()
    assert row.status == "stopped"
    assert row.process.count(":") >= 2
