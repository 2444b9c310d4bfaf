"""Letting one timer fire at another moment: who may, which, and what stays as it was."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from engine.clock import BRUSSELS
from engine.errors import ConflictError, InvalidDataError, NotAllowedError, NotFoundError
from engine.operations.change_timer import FURTHEST, change_timer
from engine.operations.fire_due import fire_due
from engine.people import Actor
from engine.scenarios.office import Office
from engine.step import Place
from engine.store.tables import access, cases, history, timer
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import open_small, state_of

LATE = Place("", "work_late", 1)
CYCLE = Place("", "again_cycle", 1)


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


@pytest.fixture
def sam(odd: Office) -> Actor:
    return odd.person("atlas", "sam")


def rows(office: Office, table: Any, case_id: int) -> list[Any]:
    with office.leidraad.reading() as connection:
        return list(connection.execute(select(table).where(table.c.case_id == case_id)))


def test_a_timer_fires_at_the_moment_to_which_it_was_moved(either: Office) -> None:
    sam = either.person("atlas", "sam")
    case = open_odd(either, "work")
    (before,) = rows(either, timer, case)
    (stood,) = rows(either, cases, case)
    later = before.due_at + timedelta(days=9)
    assert (
        change_timer(either.leidraad, sam, case, LATE, due_at=later, reason=" Ziek ")
        == later
    )
    (stands,) = rows(either, cases, case)
    assert (stands.state, stands.version) == (stood.state, stood.version)
    entry = rows(either, history, case)[-1]
    assert (entry.kind, entry.element) == ("timer_changed", "work_late")
    assert entry.account_id == sam.account_id
    for told in ("Ziek", before.due_at.isoformat()[:10], later.isoformat()[:10]):
        assert told in entry.detail
    either.clock.set(later - timedelta(seconds=1))
    assert fire_due(either.leidraad) == 0
    either.clock.set(later)
    assert fire_due(either.leidraad) == 1
    assert [task.element for task in state_of(either, case).tasks] == ["work_over"]


def test_the_present_minute_lets_the_next_tick_fire_it(odd: Office, sam: Actor) -> None:
    case = open_odd(odd, "work")
    typed = odd.clock.now()
    now = typed + timedelta(seconds=59)
    odd.clock.set(now)
    assert change_timer(odd.leidraad, sam, case, LATE, due_at=typed, reason="Nu") == now
    assert fire_due(odd.leidraad) == 1
    assert state_of(odd, case).timers == ()


def test_a_timer_that_follows_a_term_is_left_to_the_term(odd: Office, sam: Actor) -> None:
    case = open_small(odd)
    (before,) = rows(odd, timer, case)
    place = Place(before.scope, before.element, before.occurrence)
    with pytest.raises(ConflictError, match="Suspend or extend the term") as refused:
        change_timer(
            odd.leidraad, sam, case, place, due_at=odd.clock.now(), reason="Sneller"
        )
    assert refused.value.code == "timer-follows-term"
    assert rows(odd, timer, case) == [before]
    assert "timer_changed" not in {row.kind for row in rows(odd, history, case)}


def test_a_timer_that_failed_is_left_to_its_incident(odd: Office, sam: Actor) -> None:
    case = open_odd(odd, "work")
    with odd.leidraad.database.writing() as connection:
        connection.execute(update(timer).values(status="failed"))
    with pytest.raises(ConflictError, match="Retry its incident") as refused:
        change_timer(odd.leidraad, sam, case, LATE, due_at=odd.clock.now(), reason="x")
    assert refused.value.code == "timer-failed"


def test_a_moment_that_is_past_or_too_far_is_refused(odd: Office, sam: Actor) -> None:
    case = open_odd(odd, "work")
    now = odd.clock.now()
    for wanted in (
        now - timedelta(minutes=1),
        now - timedelta(days=400),
        now + FURTHEST + timedelta(seconds=1),
        datetime(9999, 12, 31, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=BRUSSELS),
    ):
        with pytest.raises(InvalidDataError) as refused:
            change_timer(odd.leidraad, sam, case, LATE, due_at=wanted, reason="x")
        assert set(refused.value.fields) == {"due_at"}


def test_a_timer_is_not_moved_without_a_reason_nor_where_there_is_none(
    odd: Office, sam: Actor
) -> None:
    case = open_odd(odd, "work")
    later = odd.clock.now() + timedelta(days=1)
    with pytest.raises(InvalidDataError) as refused:
        change_timer(odd.leidraad, sam, case, LATE, due_at=later, reason=" ")
    assert set(refused.value.fields) == {"reason"}
    for place in (Place("", "work_late", 2), Place("x:1", "work_late", 1), CYCLE):
        with pytest.raises(NotFoundError):
            change_timer(odd.leidraad, sam, case, place, due_at=later, reason="x")
    with pytest.raises(NotFoundError):
        change_timer(odd.leidraad, sam, 999, LATE, due_at=later, reason="x")


def test_only_a_supervisor_of_the_agency_moves_a_timer(odd: Office) -> None:
    case = open_odd(odd, "work")
    with pytest.raises(NotAllowedError):
        change_timer(
            odd.leidraad,
            odd.person("amal", "tom"),
            case,
            LATE,
            due_at=odd.clock.now(),
            reason="x",
        )
    (refused,) = rows(odd, access, case)
    assert refused.kind == "refused"
    assert '"change_timer"' in refused.detail


def test_of_a_timer_that_repeats_only_the_next_firing_moves(
    odd: Office, sam: Actor
) -> None:
    """Armed for days 7, 14 and 21: what passed before a late firing is not made up."""
    opened = odd.clock.now()
    following = {1: 14, 7: 14, 10: 14, 14: 21, 20: 21}
    for days, then in following.items():
        odd.clock.set(opened)
        case = open_odd(odd, "again")
        to = opened + timedelta(days=days)
        change_timer(odd.leidraad, sam, case, CYCLE, due_at=to, reason="x")
        odd.clock.set(to)
        while fire_due(odd.leidraad):
            pass
        (armed,) = rows(odd, timer, case)
        assert armed.due_at == opened + timedelta(days=then), days


def test_moving_and_firing_at_once_does_the_one_or_the_other(either: Office) -> None:
    sam = either.person("atlas", "sam")
    late = [open_odd(either, "work") for _ in range(12)]
    either.clock.set(either.clock.now() + timedelta(days=2))
    away = either.clock.now() + timedelta(days=30)

    def move(case: int) -> None:
        with suppress(NotFoundError, ConflictError):
            change_timer(either.leidraad, sam, case, LATE, due_at=away, reason="x")

    with ThreadPoolExecutor(4) as pool:
        moving = pool.map(move, late)
        firing = pool.map(lambda _: fire_due(either.leidraad, limit=1), late)
        assert [*moving, *firing]
    while fire_due(either.leidraad):
        pass
    for case in late:
        happened = {row.kind for row in rows(either, history, case)}
        left = [row.due_at for row in rows(either, timer, case)]
        assert ("timer_fired" in happened) is not ("timer_changed" in happened)
        assert left == ([away] if "timer_changed" in happened else [])
