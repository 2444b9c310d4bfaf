"""The inbox: whose tasks, in what order, page by page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, text

from engine import queries
from engine.errors import InvalidDataError
from engine.queries import Cursor, InboxFilter
from engine.store.tables import task
from tests.support.plans import explained
from tests.support.rows import (
    ADMIN,
    ANKE,
    BRAM,
    DREW,
    GUIDANCE,
    HANA,
    INTAKE,
    NOW,
    NT2,
    TODAY,
)

TEAM = InboxFilter(view="team")


def listed(connection, actor, wanted=TEAM, **more):
    page = queries.inbox(connection, actor, wanted, today=TODAY, **more)
    return [row.task_id for row in page.rows]


def test_the_most_urgent_task_of_all_teams_comes_first(connection, office):
    case = office.case()
    later = office.task(case, due_on=TODAY + timedelta(days=9), team_id=INTAKE)
    overdue = office.task(case, due_on=TODAY - timedelta(days=1))
    never = office.task(case, due_on=None)
    soon = office.task(case, due_on=TODAY, team_id=INTAKE)
    assert listed(connection, ANKE) == [overdue, soon, later, never]


def test_a_task_is_overdue_from_the_day_after_its_due_date(connection, office):
    case = office.case()
    office.task(case, due_on=TODAY - timedelta(days=1))
    office.task(case, due_on=TODAY)
    rows = queries.inbox(connection, ANKE, TEAM, today=TODAY).rows
    assert [row.is_overdue for row in rows] == [True, False]


def test_mine_shows_what_i_claimed_and_unclaimed_what_nobody_did(connection, office):
    case = office.case()
    mine = office.task(case, assignee_id=ANKE.account_id)
    office.task(case, assignee_id=BRAM.account_id)
    free = office.task(case)
    assert listed(connection, ANKE, InboxFilter(view="mine")) == [mine]
    assert listed(connection, ANKE, InboxFilter(view="unclaimed")) == [free]


def test_a_closed_task_is_in_no_view(connection, office):
    office.task(office.case(), status="completed", assignee_id=ANKE.account_id)
    assert listed(connection, ANKE) == []
    assert listed(connection, ANKE, InboxFilter(view="mine")) == []


def test_each_agency_sees_its_own_tasks_only(connection, office):
    case = office.case()
    ours = office.task(case)
    theirs = office.task(case, agency_id="hvn", team_id=NT2)
    assert listed(connection, ANKE) == [ours]
    assert listed(connection, HANA) == [theirs]


def test_designers_and_administrators_have_no_tasks(connection, office):
    office.task(office.case(), team_id=INTAKE)
    assert listed(connection, DREW) == []
    assert listed(connection, ADMIN) == []


@pytest.mark.parametrize("view", ["mine", "team", "unclaimed"])
def test_pages_by_cursor_hold_every_task_once(connection, office, view):
    case = office.case()
    holder = ANKE.account_id if view == "mine" else None
    wanted = [
        office.task(
            case,
            due_on=TODAY + timedelta(days=number % 3),
            team_id=(INTAKE, GUIDANCE)[number % 2],
            assignee_id=holder,
        )
        for number in range(11)
    ]
    seen, after = [], None
    while True:
        page = queries.inbox(
            connection, ANKE, InboxFilter(view=view), today=TODAY, after=after, limit=2
        )
        seen += [row.task_id for row in page.rows]
        if page.next is None:
            break
        after = Cursor.read(str(page.next))
    assert sorted(seen) == sorted(wanted)
    assert len(seen) == len(set(seen))


def test_filters_narrow_by_trajectory_due_date_name_and_number(connection, office):
    one = office.case(person_id=office.person("Proefke", "Élan"))
    other = office.case("ATL-2026-000002")
    first = office.task(one, due_on=TODAY - timedelta(days=2))
    second = office.task(other, trajectory="minor_newcomer", due_on=TODAY)
    third = office.task(other, due_on=TODAY + timedelta(days=30))
    by = InboxFilter
    assert listed(connection, ANKE, by(view="team", trajectory="minor_newcomer")) == [
        second
    ]
    assert listed(connection, ANKE, by(view="team", due="overdue")) == [first]
    assert listed(connection, ANKE, by(view="team", due="week")) == [first, second]
    assert listed(connection, ANKE, by(view="team", text="ela")) == [first]
    assert listed(connection, ANKE, by(view="team", text="elan proef")) == [first]
    assert listed(connection, ANKE, by(view="team", text="elan nobody")) == []
    assert listed(connection, ANKE, by(view="team", text="atl-2026-000002")) == [
        second,
        third,
    ]


def test_counts_stop_at_the_cap(connection, office):
    case = office.case()
    office.task(case, assignee_id=ANKE.account_id, due_on=TODAY - timedelta(days=1))
    for _ in range(3):
        office.task(case)
    counts = queries.inbox_counts(connection, ANKE, today=TODAY)
    assert (counts.mine, counts.mine_overdue, counts.team, counts.unclaimed) == (1, 1, 4, 3)
    for _ in range(queries.CAP):
        office.task(case)
    counts = queries.inbox_counts(connection, ANKE, today=TODAY)
    assert counts.team == queries.CAP + 1


@pytest.mark.parametrize("written", ["", "x", "!!!!", "MjAyNnxhYmM", "w6k"])
def test_a_cursor_that_is_not_ours_is_refused(connection, written):
    with pytest.raises(InvalidDataError):
        queries.inbox(connection, ANKE, TEAM, today=TODAY, after=Cursor.read(written))


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (InboxFilter(view="team"), "ix_task_team_open"),
        (InboxFilter(view="mine"), "ix_task_assignee_open"),
        (InboxFilter(view="unclaimed"), "ix_task_team_unclaimed"),
        (
            InboxFilter(view="team", trajectory="civic_orientation"),
            "ix_task_team_trajectory_open",
        ),
    ],
)
def test_a_page_walks_the_index_of_urgency_without_sorting_tasks(
    connection, office, wanted, index, executed
):
    """Far into the list too: the cursor is a range in the same index."""
    fill(connection, office.case())
    after = Cursor(date(2026, 9, 1).isoformat(), 1)
    for place in (None, after):
        executed.clear()
        queries.inbox(connection, ANKE, wanted, today=TODAY, after=place)
        plan = explained(connection, executed[-1])
        assert index in plan
        assert "Seq Scan on task" not in plan
        assert "SCAN task" not in plan


def fill(connection, case_id, count=3000):
    """Put many tasks in, as the real thing would be spread."""
    rows = [
        {
            "case_id": case_id,
            "scope": "",
            "element": "many",
            "occurrence": number + 1,
            "title_nl": "Taak",
            "title_en": "Task",
            "trajectory": ("civic_orientation", "minor_newcomer")[number % 2],
            "agency_id": "atlas",
            "team_id": (INTAKE, GUIDANCE, NT2)[number % 3],
            "role": "counsellor",
            "assignee_id": None if number % 4 else number // 4 % 7 + 1,
            "status": "open",
            "due_on": TODAY + timedelta(days=number % 400),
            "urgent_on": TODAY + timedelta(days=number % 400),
            "priority": 50,
            "not_by": "",
            "opened_at": NOW,
            "version": 1,
        }
        for number in range(count)
    ]
    connection.execute(insert(task), rows)
    connection.execute(text("ANALYZE"))
