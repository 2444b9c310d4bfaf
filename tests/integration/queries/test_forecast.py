"""What falls due by week, team and person; and what an absence would do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import queries
from engine.queries import DueChoice
from engine.queries.absence import spread
from engine.store.tables import deadline
from tests.support.plans import explained
from tests.support.rows import (
    ANKE,
    BRAM,
    CHIEF,
    DREW,
    GUIDANCE,
    HANA,
    HEAD,
    INTAKE,
    NOW,
    NT2,
    TODAY,
)

#: A Monday.
FIRST = TODAY
SECOND = FIRST + timedelta(weeks=1)
LAST = FIRST + timedelta(weeks=queries.WEEKS) - timedelta(days=1)


@pytest.fixture
def put_term(office):
    """Put a term in, open and due in ten days unless told otherwise; gives its id."""
    count = 0

    def put(case_id, **values):
        nonlocal count
        count += 1
        office.put(
            deadline,
            **{
                "deadline_id": count,
                "case_id": case_id,
                "scope": "",
                "element": f"term_{count}",
                "occurrence": 1,
                "name": f"term_{count}",
                "title_nl": f"Termijn {count}",
                "title_en": f"Term {count}",
                "start_on": TODAY,
                "due_on": TODAY + timedelta(days=10),
                "status": "open",
                "legal_basis": "",
                "source": "",
                "to_be_confirmed": False,
                "explanation": "[]",
                "opened_at": NOW,
                **values,
            },
        )
        return count

    return put


def told(loads):
    """Write each row as team, name, late, weeks in which something falls, suspended."""
    return [
        (
            one.team,
            one.name,
            one.late,
            {week: number for week, number in enumerate(one.weeks) if number},
            one.suspended,
        )
        for one in loads
    ]


def test_tasks_count_in_their_week_by_team_and_person(connection, office):
    case_id = office.case()
    for due_on, who in (
        (FIRST, BRAM),
        (SECOND - timedelta(days=1), BRAM),
        (SECOND, BRAM),
        (LAST, BRAM),
        (LAST + timedelta(days=1), BRAM),
        (FIRST - timedelta(days=1), BRAM),
        (SECOND, None),
        (None, BRAM),
    ):
        office.task(case_id, due_on=due_on, assignee_id=who and who.account_id)
    office.task(case_id, due_on=FIRST, team_id=INTAKE, assignee_id=ANKE.account_id)
    office.task(case_id, due_on=FIRST, status="completed")
    loads = queries.forecast(connection, CHIEF, today=TODAY)
    assert told(loads) == [
        ("Begeleiding", None, 0, {1: 1}, 0),
        ("Begeleiding", "Bram Demo", 1, {0: 2, 1: 1, 7: 1}, 0),
        ("Intake", "Anke Demo", 0, {0: 1}, 0),
    ]
    assert loads[1].ahead == 4


def test_a_term_counts_where_its_task_lies_and_only_once(connection, office, put_term):
    case_id = office.case()
    due_on = TODAY + timedelta(days=10)
    followed = put_term(case_id, due_on=due_on)
    office.task(case_id, due_on=due_on, deadline_id=followed, assignee_id=BRAM.account_id)
    done = put_term(case_id, due_on=due_on)
    office.task(case_id, due_on=due_on, deadline_id=done, status="completed")
    put_term(case_id, due_on=due_on, status="met")
    put_term(case_id, due_on=TODAY - timedelta(days=2), status="missed", closed_at=NOW)
    put_term(case_id, due_on=TODAY - timedelta(days=2), status="missed")
    assert told(queries.forecast(connection, CHIEF, today=TODAY)) == [
        ("Begeleiding", "Bram Demo", 0, {1: 1}, 0),
        ("", None, 1, {1: 1}, 0),
    ]


def test_what_is_suspended_stands_apart_whenever_it_falls(connection, office, put_term):
    case_id = office.case()
    for due_on in (TODAY - timedelta(days=3), TODAY, LAST + timedelta(days=40)):
        still = put_term(case_id, due_on=due_on, suspended_on=TODAY)
        office.task(case_id, due_on=None, deadline_id=still, assignee_id=BRAM.account_id)
    put_term(case_id, suspended_on=TODAY)
    assert told(queries.forecast(connection, CHIEF, today=TODAY)) == [
        ("Begeleiding", "Bram Demo", 0, {}, 3),
        ("", None, 0, {}, 1),
    ]
    assert told(queries.forecast(connection, BRAM, today=TODAY, mine=True)) == [
        ("Begeleiding", "Bram Demo", 0, {}, 3),
    ]


def test_an_agency_sees_its_own_forecast_and_a_counsellor_only_oneself(
    connection, office, put_term
):
    ours, theirs = office.case(), office.case("HVN-2026-000001", agency_id="hvn")
    office.task(ours, assignee_id=BRAM.account_id)
    office.task(ours, assignee_id=ANKE.account_id)
    office.task(ours, agency_id="hvn", team_id=NT2, assignee_id=HANA.account_id)
    put_term(theirs)
    assert [one.name for one in queries.forecast(connection, CHIEF, today=TODAY)] == [
        "Anke Demo",
        "Bram Demo",
    ]
    assert [one.name for one in queries.forecast(connection, HEAD, today=TODAY)] == [
        "Hana Demo",
        None,
    ]
    assert queries.forecast(connection, BRAM, today=TODAY) == ()
    assert queries.forecast(connection, DREW, today=TODAY, mine=True) == ()
    mine = queries.forecast(connection, BRAM, today=TODAY, mine=True)
    assert [one.name for one in mine] == ["Bram Demo"]


def test_the_list_behind_a_number_is_as_long_as_the_number(connection, office, put_term):
    case_id = office.case()
    for days in (-30, -1, 0, 6, 7, 13, 55, 56):
        office.task(
            case_id,
            due_on=TODAY + timedelta(days=days),
            assignee_id=BRAM.account_id if days % 2 else None,
        )
        put_term(case_id, due_on=TODAY + timedelta(days=days))
    put_term(case_id, suspended_on=TODAY)
    still = put_term(case_id, suspended_on=TODAY)
    office.task(case_id, due_on=None, deadline_id=still)
    for today in (TODAY, TODAY + timedelta(days=3)):
        for load in queries.forecast(connection, CHIEF, today=today):
            whose = DueChoice(team_id=load.team_id, account_id=load.account_id)
            numbers = {
                whose: load.late,
                replace(whose, is_suspended=True): load.suspended,
            }
            for number, monday in zip(load.weeks, queries.mondays(today), strict=True):
                numbers[replace(whose, monday=monday)] = number
            for choice, number in numbers.items():
                page = queries.due_list(connection, CHIEF, choice, today=today)
                assert len(page.rows) == number, (load, choice)


def test_a_list_has_pages_and_is_only_for_who_may_see_it(connection, office):
    case_id = office.case()
    for _ in range(3):
        office.task(case_id, assignee_id=BRAM.account_id)
    choice = DueChoice(monday=SECOND, team_id=GUIDANCE, account_id=BRAM.account_id)

    def page(actor, after=None):
        return queries.due_list(
            connection, actor, choice, today=TODAY, after=after, limit=2
        )

    first = page(BRAM)
    rest = page(BRAM, first.next)
    assert len({row.task_id for row in (*first.rows, *rest.rows)}) == 3
    assert rest.next is None
    assert len(page(CHIEF).rows) == 2
    assert page(ANKE).rows == page(HEAD).rows == ()


def test_an_absence_lists_what_falls_in_it_and_spreads_it_evenly(connection, office):
    case_id = office.case()
    away = {"assignee_id": BRAM.account_id}
    for days in (-1, 0, 3, 13, 14):
        office.task(case_id, due_on=TODAY + timedelta(days=days), **away)
    office.task(case_id, due_on=TODAY, assignee_id=ANKE.account_id)
    office.task(case_id, due_on=TODAY, team_id=INTAKE, assignee_id=ANKE.account_id)

    def asked(actor, who=BRAM):
        return queries.absence(
            connection,
            actor,
            who.account_id,
            from_on=TODAY,
            until_on=TODAY + timedelta(days=13),
        )

    found = asked(CHIEF)
    assert found is not None
    assert [one.due_on for one in found.terms] == [
        TODAY + timedelta(days=days) for days in (0, 3, 13)
    ]
    assert found.terms[0].case_number == "ATL-2026-000001"
    assert [(one.name, one.own, one.more) for one in found.shares] == [("Anke Demo", 2, 3)]
    assert found.alone == ()
    assert asked(BRAM) == found
    assert asked(ANKE) is None
    assert asked(HEAD) is None
    assert asked(CHIEF, HANA) is None
    intake = asked(CHIEF, ANKE)
    assert intake is not None
    assert intake.alone == ("Intake",)


@given(
    number=st.integers(0, 500),
    loads=st.dictionaries(st.integers(1, 99), st.integers(0, 50), min_size=1, max_size=12),
)
def test_shares_are_equal_but_for_one_and_the_lightest_get_what_is_left(number, loads):
    shares = spread(number, loads)
    assert sum(shares.values()) == number
    assert max(shares.values()) - min(shares.values()) <= 1
    heavier = [loads[one] for one in loads if shares[one] == min(shares.values())]
    if len(set(shares.values())) > 1:
        lighter = [loads[one] for one in loads if shares[one] == max(shares.values())]
        assert max(lighter) <= min(heavier)


@given(today=st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_the_weeks_ahead_are_iso_weeks_and_begin_with_today_s(today):
    mondays = queries.mondays(today)
    assert mondays[0] <= today < mondays[1]
    assert all(monday.isocalendar().weekday == 1 for monday in mondays)
    assert len({monday.isocalendar().week for monday in mondays}) == queries.WEEKS


def test_the_forecast_reads_by_index(connection, office, executed):
    case_id = office.case()
    for number in range(300):
        office.task(case_id, due_on=TODAY + timedelta(days=number))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    executed.clear()
    queries.forecast(connection, CHIEF, today=TODAY)
    plans = [explained(connection, one) for one in list(executed)[:3]]
    for plan in plans:
        for table in ("task", "deadline"):
            assert f"SCAN {table}" not in plan
            assert f"Seq Scan on {table}" not in plan
