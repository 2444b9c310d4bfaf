"""The clock of a demonstration: forward only, and everything at its own instant."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select, text

from engine.clock import SystemClock, brussels_date, end_of_term
from engine.definitions.bundle import read_folder
from engine.errors import InvalidDataError, NotAllowedError
from engine.ids import AgencyId
from engine.operations import Leidraad
from engine.operations.access import actor_of
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.move_clock import FURTHEST, move_clock
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.propose import propose
from engine.operations.publish import publish
from engine.operations.set_up import (
    NewAccount,
    NewAgency,
    NewTeam,
    add_account,
    add_agency,
)
from engine.people import SYSTEM, Actor
from engine.settings import Settings
from engine.store import accounts, rows
from engine.store.tables import history
from tests.support.mailbox import Mailbox

CLOCKWORK = Path(__file__).parents[2] / "support" / "trajectories" / "clockwork"


class Entry(NamedTuple):
    kind: str
    element: str
    at: datetime


@pytest.fixture
def leidraad(database_url: str) -> Iterator[Leidraad]:
    """A demonstration with one agency and a trajectory that is all about time."""
    made = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32, mode="demonstration")
    )
    publish(made, SYSTEM, propose(made, SYSTEM, read_folder(CLOCKWORK)))
    teams = add_agency(
        made,
        NewAgency(
            agency_id="atlas",
            name="Atlas",
            prefix="ATL",
            dispatch_email="post@atlas.invalid",
            teams=(NewTeam(name="Team", roles=("counsellor",)),),
        ),
    )
    for login, role in (("ann", "counsellor"), ("ada", "administrator")):
        add_account(
            made,
            NewAccount(
                agency_id="atlas",
                login=login,
                name=login,
                email=f"{login}@atlas.invalid",
                roles={teams["Team"]: (role,)},
                password_hash="!",
                is_demonstration=True,
            ),
        )
    yield made
    made.close()


def person(leidraad: Leidraad, login: str) -> Actor:
    with leidraad.reading() as connection:
        row = accounts.by_login(connection, login)
        assert row is not None
        return actor_of(connection, row)


def now(leidraad: Leidraad) -> datetime:
    with leidraad.reading() as connection:
        return leidraad.now(connection)


def open_one(leidraad: Leidraad) -> datetime:
    """Open a case; gives when."""
    details = PersonDetails(given_name="Testa", family_name="Voorbeeld")
    open_case(
        leidraad,
        SYSTEM,
        Opening(trajectory="clockwork", agency=AgencyId("atlas"), person=details),
    )
    return entries(leidraad)[0].at


def entries(leidraad: Leidraad) -> list[Entry]:
    """Read the history as it was written."""
    columns = (history.c.kind, history.c.element, history.c.at)
    with leidraad.reading() as connection:
        found = connection.execute(select(*columns).order_by(history.c.history_id))
        return [Entry(*one) for one in found]


def test_what_is_armed_on_the_way_fires_at_its_own_instant(
    leidraad: Leidraad, mailbox: Mailbox
) -> None:
    leidraad.settings = replace(
        leidraad.settings, smtp_host=mailbox.host, smtp_port=mailbox.port
    )
    opened_at = open_one(leidraad)
    acting_at = opened_at + timedelta(days=10)
    act_due_on = brussels_date(acting_at) + timedelta(days=5)
    slow_due_on = brussels_date(opened_at) + timedelta(days=20)
    late_at = end_of_term(act_due_on)

    taken = move_clock(leidraad, person(leidraad, "ada"), opened_at + timedelta(days=40))

    told = [one for one in entries(leidraad) if one.kind != "deadline_opened"]
    assert told == [
        Entry("case_opened", "", opened_at),
        Entry("timer_fired", "ten_days", acting_at),
        Entry("timer_fired", "act_late", late_at),
        Entry("deadline_missed", "act", late_at),
        Entry("message_delivered", "letter", late_at),
        Entry("timer_fired", "one_day", late_at + timedelta(days=1)),
        Entry("deadline_missed", "slow", end_of_term(slow_due_on)),
    ]
    assert taken == 6
    with leidraad.reading() as connection:
        ((planned, handed_over),) = connection.execute(
            text(
                "SELECT reminder.send_at, outbox.next_at FROM reminder JOIN outbox "
                "ON outbox.key LIKE 'reminder/' || reminder.deadline_id || '/%'"
            )
        )
    assert str(planned) == str(handed_over)
    assert abs(now(leidraad) - (opened_at + timedelta(days=40))) < timedelta(minutes=5)
    # The term is over long since: nobody is reminded of it any more.
    assert deliver_outbox(leidraad) == 1
    assert [mail["To"] for mail in mailbox.messages] == ["post@atlas.invalid"]


def test_many_small_moves_do_the_same_as_a_long_one(leidraad: Leidraad) -> None:
    opened_at = open_one(leidraad)
    ada = person(leidraad, "ada")

    for days in range(1, 31):
        move_clock(leidraad, ada, opened_at + timedelta(days=days))

    told = [one.kind for one in entries(leidraad) if one.kind != "deadline_opened"]
    assert told == [
        *("case_opened", "timer_fired", "timer_fired", "deadline_missed"),
        "deadline_missed",
    ]


def test_two_who_move_the_clock_at_once_do_not_move_it_back(leidraad: Leidraad) -> None:
    opened_at = open_one(leidraad)
    ada = person(leidraad, "ada")
    ends = [opened_at + timedelta(days=days) for days in (40, 12, 25)]

    def move(end: datetime) -> None:
        # Who comes when the clock is past his instant is told that it only goes forward.
        with suppress(InvalidDataError):
            move_clock(leidraad, ada, end)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(move, ends))
    # What one left to the other, the next tick of the scheduler does.
    fire_due(leidraad)

    assert now(leidraad) >= max(ends)
    kinds = [one.kind for one in entries(leidraad)]
    assert kinds.count("timer_fired") == 2
    assert kinds.count("deadline_missed") == 2


@pytest.mark.parametrize("days", [-1, FURTHEST.days + 1])
def test_the_clock_moves_forward_only_and_not_too_far(
    leidraad: Leidraad, days: int
) -> None:
    before = now(leidraad)
    with pytest.raises(InvalidDataError) as refused:
        move_clock(leidraad, person(leidraad, "ada"), before + timedelta(days=days))
    assert list(refused.value.fields) == ["to"]
    assert now(leidraad) - before < timedelta(minutes=5)


def test_only_an_administrator_moves_the_clock(leidraad: Leidraad) -> None:
    to = now(leidraad) + timedelta(days=1)
    with pytest.raises(NotAllowedError):
        move_clock(leidraad, person(leidraad, "ann"), to)
    assert now(leidraad) < to


def test_outside_a_demonstration_nobody_moves_the_clock(leidraad: Leidraad) -> None:
    ada = person(leidraad, "ada")
    leidraad.settings = replace(leidraad.settings, mode="production")
    with pytest.raises(NotAllowedError):
        move_clock(leidraad, ada, now(leidraad) + timedelta(days=1))
    with leidraad.database.writing() as connection:
        rows.set_clock_offset(connection, timedelta(days=100))
    assert now(leidraad) - SystemClock().now() < timedelta(minutes=5)


def test_the_offset_of_the_clock_is_the_furthest_that_anybody_asked_for(
    leidraad: Leidraad,
) -> None:
    days = [3, 90, 1, 60, 30, 10, 75, 2] * 5

    def advance(by: int) -> None:
        with leidraad.database.writing() as connection:
            rows.advance_clock_offset(connection, timedelta(days=by))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(advance, days))

    with leidraad.reading() as connection:
        assert rows.clock_offset(connection) == timedelta(days=90)
