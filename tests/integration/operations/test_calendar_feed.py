"""The calendar feed, as a strict reader sees it and byte by byte."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from sqlalchemy import select, update

from engine.errors import NotFoundError
from engine.notices.calendar import as_calendar
from engine.operations.calendar_feed import (
    make_calendar_feed,
    read_calendar,
    revoke_calendar_feed,
)
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.extend_term import extend_term
from engine.operations.suspend_term import suspend_term
from engine.queries.calendar import CalendarEntry
from engine.scenarios.office import Office
from engine.store.tables import account, calendar_feed, deadline
from engine.text import Text
from tests.support.offices import task_of
from tests.support.reminded import at, open_slow, reminded_office

_LONGEST_LINE = 75


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    made = reminded_office(database_url, "", extension_at_most="P30D")
    yield made
    made.leidraad.close()


def read(office: Office, secret: str) -> dict[str, Event]:
    """Read the feed strictly; gives the events by summary."""
    body = read_calendar(office.leidraad, secret)
    must_be_icalendar(body)
    return {event.summary or "": event for event in strictly(body).events}


def strictly(body: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(body.decode())


def must_be_icalendar(body: bytes) -> None:
    """Check what RFC 5545 asks of lines and of properties that must be there."""
    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")
    for line in lines:
        assert len(line) <= _LONGEST_LINE, line
        assert not {b"\r", b"\n"} & {bytes([octet]) for octet in line}
        line.decode()
    unfolded = body.replace(b"\r\n ", b"").decode().split("\r\n")
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded]
    assert names[0] == "BEGIN"
    assert {"VERSION", "PRODID"} <= set(names)
    events = "\n".join(unfolded).split("BEGIN:VEVENT")[1:]
    for event in events:
        for name in ("UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SEQUENCE", "URL"):
            assert event.count(f"\n{name}:") == 1, (name, event)


def term_of(office: Office, case: int) -> int:
    with office.leidraad.reading() as connection:
        found: int = connection.execute(
            select(deadline.c.deadline_id).where(deadline.c.case_id == case)
        ).scalar_one()
        return found


def test_a_moved_last_day_moves_its_event_and_a_done_task_leaves(office: Office) -> None:
    ann = office.person("atlas", "ann")
    case = open_slow(office)
    secret = make_calendar_feed(office.leidraad, ann)
    summary = "Traag werk, ATL-2026-000001"
    first = read(office, secret)[summary]
    assert (first.dtstart, first.dtend) == (date(2026, 1, 25), date(2026, 1, 26))
    assert first.sequence == 0
    assert str(first.url).endswith(f"/cases/{case}")

    at(office, 12, 8)
    extend_term(
        office.leidraad, ann, term_of(office, case), period="P10D", reason="Gevraagd"
    )
    moved = read(office, secret)[summary]
    assert moved.uid == first.uid
    assert moved.dtstart == date(2026, 2, 4)
    assert moved.sequence == 1
    assert moved.dtstamp == datetime(2026, 1, 12, 8, tzinfo=UTC)

    suspend_term(
        office.leidraad,
        ann,
        term_of(office, case),
        from_on=date(2026, 1, 12),
        reason="Ziekte",
    )
    still = read(office, secret)[f"{summary} (opgeschort)"]
    assert (still.uid, still.status) == (first.uid, "TENTATIVE")

    work = task_of(office, case, "slow")
    claim_task(office.leidraad, ann, work)
    complete_task(office.leidraad, ann, work, {})
    assert read(office, secret) == {}


def test_a_person_sees_own_tasks_and_free_ones_of_the_team_only(office: Office) -> None:
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    eva = office.person("amal", "eva")
    mine, _free = open_slow(office), open_slow(office)
    claim_task(office.leidraad, ann, task_of(office, mine, "slow"))
    seen = {
        who.name: set(read(office, make_calendar_feed(office.leidraad, who)))
        for who in (ann, bert, eva)
    }
    free = "Traag werk, ATL-2026-000002"
    assert seen == {
        "Ann": {"Traag werk, ATL-2026-000001", free},
        "Bert": {free},
        "Eva": set(),
    }


def test_an_address_holds_until_it_is_revoked_renewed_or_its_account_closed(
    office: Office,
) -> None:
    ann = office.person("atlas", "ann")
    first = make_calendar_feed(office.leidraad, ann)
    second = make_calendar_feed(office.leidraad, ann)
    assert len(second) >= 43
    gone(office, first)
    read(office, second)
    revoke_calendar_feed(office.leidraad, ann)
    gone(office, second)
    third = make_calendar_feed(office.leidraad, ann)
    with office.leidraad.reading() as connection:
        kept = connection.execute(select(calendar_feed)).all()
    assert not [row for row in kept if third in (row.token_hash, str(row))]
    with office.leidraad.database.writing() as connection:
        connection.execute(update(account).values(is_active=False))
    gone(office, third)
    gone(office, "")
    gone(office, "é" * 1000)


def test_that_it_is_read_is_noted_once_an_hour(office: Office) -> None:
    secret = make_calendar_feed(office.leidraad, office.person("atlas", "ann"))
    noted = []
    for hour, minute in ((8, 10), (9, 5), (9, 10)):
        office.clock.set(datetime(2026, 1, 6, hour, minute, tzinfo=UTC))
        read(office, secret)
        with office.leidraad.reading() as connection:
            noted.append(connection.execute(select(calendar_feed.c.read_at)).scalar_one())
    assert [at.minute for at in noted] == [10, 10, 10]
    assert [at.hour for at in noted] == [8, 8, 9]


def gone(office: Office, secret: str) -> None:
    with pytest.raises(NotFoundError):
        read_calendar(office.leidraad, secret)


#: What a designer may type as a label: any sign but line ends and other controls.
LABELS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120
)


@given(
    title=LABELS,
    trajectory=LABELS,
    day=st.dates(date(1950, 1, 1), date(2099, 12, 30)),
    version=st.integers(0, 1000),
    is_suspended=st.booleans(),
    is_free=st.booleans(),
)
def test_any_label_and_any_date_come_through_a_strict_reader(
    title: str,
    trajectory: str,
    day: date,
    version: int,
    is_suspended: bool,
    is_free: bool,
) -> None:
    entry = CalendarEntry(
        task_id=7,
        case_id=3,
        number="ATL-2026-000001",
        title=Text(title, title),
        trajectory=Text(trajectory, trajectory),
        due_on=day,
        version=version,
        changed_at=datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
        is_suspended=is_suspended,
        is_free=is_free,
    )
    body = as_calendar([entry], "nl", "https://leidraad.invalid")
    assert body == as_calendar([entry], "nl", "https://leidraad.invalid")
    must_be_icalendar(body)
    (event,) = strictly(body).events
    marked = " (opgeschort)" if is_suspended else ""
    assert event.summary == f"{title}, ATL-2026-000001{marked}"
    assert event.uid == "task-7@leidraad.invalid"
    assert (event.dtstart, event.dtend) == (day, day + timedelta(days=1))
    assert event.sequence == version
