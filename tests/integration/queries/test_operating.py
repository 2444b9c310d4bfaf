"""Timers and deliveries of an agency, by the index in which they fall due."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, text

from engine.errors import InvalidDataError, NotFoundError
from engine.queries.operating import (
    TimerFilter,
    deliveries,
    pending_timers,
    timer_at,
)
from engine.queries.operating_counts import operating_counts
from engine.queries.page import Cursor
from engine.step import Place
from engine.store.tables import outbox, timer
from tests.support.plans import explained
from tests.support.rows import ADMIN, ANKE, BRAM, CHIEF, HEAD, NOW


def put_timers(connection, case_id: int, *due: datetime, element: str = "wait") -> None:
    rows = [
        {
            "case_id": case_id,
            "scope": "",
            "element": element,
            "occurrence": nth,
            "due_at": due_at,
        }
        for nth, due_at in enumerate(due, start=1)
    ]
    connection.execute(insert(timer), rows)


def put_mail(office, key: str, **values) -> None:
    row = {
        "scope": "",
        "element": "",
        "occurrence": 0,
        "kind": "mail",
        "topic": "digest",
        "title_nl": "Dagoverzicht",
        "title_en": "Daily digest",
        "payload": "{}",
        "status": "failed",
        "next_at": NOW,
    }
    office.put(outbox, key=key, **{**row, **values})


@pytest.mark.parametrize(
    "wanted",
    [
        TimerFilter(),
        TimerFilter(overdue_only=True),
        TimerFilter(trajectory="civic_orientation"),
    ],
    ids=["all", "overdue", "trajectory"],
)
def test_a_page_of_timers_walks_the_index_of_when_they_fire(
    connection, office, executed, wanted
):
    for number in range(40):
        case_id = office.case(f"ATL-{number}")
        put_timers(connection, case_id, *(NOW + timedelta(hours=n) for n in range(-40, 60)))
    if connection.dialect.name == "postgresql":
        # It counts by itself; SQLite never does, and takes the order that it is given.
        connection.execute(text("ANALYZE"))
    far = pending_timers(connection, CHIEF, TimerFilter(), now=NOW).next
    for after in (None, far):
        executed.clear()
        pending_timers(connection, CHIEF, wanted, now=NOW, after=after)
        plan = explained(connection, executed[-1])
        assert "ix_timer_status_due_at" in plan, plan
        assert "Seq Scan on timer" not in plan
        assert "SCAN timer" not in plan


def test_each_agency_reads_the_timers_of_its_cases(connection, office):
    ours, theirs = office.case("ATL-1"), office.case("HVN-1", agency_id="hvn")
    late, soon = NOW - timedelta(hours=2), NOW + timedelta(hours=2)
    put_timers(connection, ours, soon, late)
    put_timers(connection, theirs, late)

    def seen(actor):
        page = pending_timers(connection, actor, TimerFilter(), now=NOW)
        return [(row.case_number, row.due_at) for row in page.rows]

    assert seen(CHIEF) == seen(ADMIN) == [("ATL-1", late), ("ATL-1", soon)]
    assert seen(HEAD) == [("HVN-1", late)]
    assert seen(ANKE) == []
    found = timer_at(connection, CHIEF, ours, Place("", "wait", 2), now=NOW)
    assert (found.due_at, found.is_overdue) == (late, True)
    with pytest.raises(NotFoundError):
        timer_at(connection, CHIEF, theirs, Place("", "wait", 1), now=NOW)


def test_the_counts_are_those_of_the_agency_with_its_lag(connection, office):
    case = office.case()
    put_timers(connection, case, NOW - timedelta(hours=2), NOW, NOW + timedelta(days=1))
    put_mail(office, "a", case_id=case, takeovers=2)
    put_mail(office, "b", account_id=BRAM.account_id, status="waiting")
    put_mail(office, "c", account_id=HEAD.account_id)
    put_mail(office, "d")
    counts = operating_counts(connection, ADMIN, now=NOW)
    assert (counts.timers, counts.timers_overdue) == (3, 2)
    assert counts.lag(NOW) == timedelta(hours=2)
    assert (counts.deliveries, counts.deliveries_failed, counts.taken_over) == (1, 1, 1)
    theirs = operating_counts(connection, HEAD, now=NOW)
    assert (theirs.timers, theirs.deliveries_failed) == (0, 1)
    assert theirs.lag(NOW) == timedelta()


def test_mails_about_no_case_are_read_by_the_agency_of_whom_they_go_to(connection, office):
    put_mail(office, "b", account_id=BRAM.account_id)
    put_mail(office, "c", account_id=HEAD.account_id)
    put_mail(office, "d")
    for actor, count in ((CHIEF, 1), (ADMIN, 1), (HEAD, 1), (ANKE, 0)):
        assert len(deliveries(connection, actor, "failed").rows) == count
    put_mail(office, "e", account_id=BRAM.account_id, next_at=NOW - timedelta(days=1))
    first = deliveries(connection, CHIEF, "failed", limit=1)
    rest = deliveries(connection, CHIEF, "failed", after=first.next)
    assert len({*first.rows, *rest.rows}) == 2


@pytest.mark.parametrize(
    "sorted_by", ["", "now", "2026-03-02", "2026-03-02T09:00:00", "\x1f\x1f\x1f"]
)
def test_a_cursor_that_names_no_instant_is_refused(connection, sorted_by):
    with pytest.raises(InvalidDataError):
        pending_timers(
            connection, CHIEF, TimerFilter(), now=NOW, after=Cursor(sorted_by, 1)
        )


@pytest.mark.parametrize(
    "more", ["", "\x1fa", "\x1f\x1fwait\x1f-1", "\x1f\x1fwait\x1f99999999999"]
)
def test_a_cursor_with_a_strange_place_starts_at_its_instant(connection, office, more):
    put_timers(connection, office.case(), NOW)
    after = Cursor(NOW.isoformat() + more, 0)
    page = pending_timers(connection, CHIEF, TimerFilter(), now=NOW, after=after)
    assert len(page.rows) == 1
