"""What a supervisor sees of the agency, and nobody else."""

from datetime import timedelta

import pytest

from engine import feel, queries
from engine.queries import Cursor
from engine.store.tables import incident, message_wait, received_mail
from tests.support.rows import (
    ANKE,
    BRAM,
    CHIEF,
    DREW,
    GUIDANCE,
    HEAD,
    INTAKE,
    NOW,
    NT2,
    TODAY,
)

YESTERDAY = TODAY - timedelta(days=1)


def test_overdue_tasks_come_longest_overdue_first_by_agency(connection, office):
    case = office.case()
    one = office.task(case, due_on=YESTERDAY)
    two = office.task(case, due_on=YESTERDAY - timedelta(days=5), team_id=INTAKE)
    office.task(case, due_on=TODAY)
    theirs = office.task(case, due_on=YESTERDAY, agency_id="hvn", team_id=NT2)

    def listed(actor, **more):
        page = queries.overdue(connection, actor, today=TODAY, **more)
        return [row.task_id for row in page.rows]

    assert listed(CHIEF) == [two, one]
    assert listed(CHIEF, team=GUIDANCE) == [one]
    assert listed(HEAD) == [theirs]
    assert listed(ANKE) == listed(DREW) == []
    first = queries.overdue(connection, CHIEF, today=TODAY, limit=1)
    assert listed(CHIEF, after=Cursor.read(str(first.next))) == [one]


def test_open_incidents_are_shown_to_the_supervisor_of_the_case(connection, office):
    case_id = office.case()
    for number, status in enumerate(["open", "open", "solved"]):
        office.put(
            incident,
            case_id=case_id,
            scope="",
            element=f"x{number}",
            occurrence=1,
            kind="timer",
            text_nl="Fout",
            text_en="Fault",
            material=feel.dump({}),
            status=status,
            attempts=1,
            created_at=NOW + timedelta(seconds=number),
        )
    first = queries.incidents(connection, CHIEF, limit=1)
    assert [row.element for row in first.rows] == ["x0"]
    rest = queries.incidents(connection, CHIEF, after=Cursor.read(str(first.next)))
    assert [row.element for row in rest.rows] == ["x1"]
    assert queries.incidents(connection, HEAD).rows == ()
    assert queries.incidents(connection, ANKE).rows == ()


@pytest.mark.parametrize(("days_still", "is_stuck"), [(4, False), (6, False), (7, True)])
def test_a_case_is_stuck_after_the_trajectory_s_working_days(
    connection, office, days_still, is_stuck
):
    """Five working days before Monday 2 March 2026 is Monday 23 February."""
    version = office.trajectory("quick", days=5)
    office.case(definition_id=version, moved_at=NOW - timedelta(days=days_still))
    rows = queries.stuck(connection, CHIEF, today=TODAY).rows
    assert bool(rows) is is_stuck


def test_a_stuck_case_says_whose_turn_it_is(connection, office):
    long_ago = NOW - timedelta(days=90)
    with_task = office.case("ATL-1", moved_at=long_ago)
    office.task(with_task, due_on=None)
    office.task(with_task, title_nl="Eerst", assignee_id=BRAM.account_id)
    waiting = office.case("ATL-2", moved_at=long_ago + timedelta(days=1))
    office.put(
        message_wait,
        case_id=waiting,
        scope="",
        element="x",
        occurrence=1,
        name="vdab_registered",
        key="",
    )
    office.case("ATL-3", status="ended", moved_at=long_ago)
    first, second = queries.stuck(connection, CHIEF, today=TODAY).rows
    assert first.turn is not None
    assert (first.case.number, first.turn.assignee) == ("ATL-1", "Bram Demo")
    assert first.turn.title.nl == "Eerst"
    assert first.working_days > 60
    assert second.turn is None
    assert [(wait.kind, wait.name) for wait in second.waits] == [
        ("message", "vdab_registered")
    ]
    assert queries.stuck(connection, HEAD, today=TODAY).rows == ()
    assert queries.stuck(connection, ANKE, today=TODAY).rows == ()
    page = queries.stuck(connection, CHIEF, today=TODAY, limit=1)
    after = Cursor.read(str(page.next))
    (rest,) = queries.stuck(connection, CHIEF, today=TODAY, after=after).rows
    assert rest.case.number == "ATL-2"


def test_the_workload_counts_by_team_and_person(connection, office):
    case = office.case()
    office.task(case)
    office.task(case, assignee_id=BRAM.account_id, due_on=YESTERDAY)
    office.task(case, assignee_id=BRAM.account_id)
    office.task(case, team_id=INTAKE, assignee_id=ANKE.account_id)
    office.task(case, agency_id="hvn", team_id=NT2)
    rows = queries.workload(connection, CHIEF, today=TODAY)
    assert [(row.team, row.name, row.open, row.overdue) for row in rows] == [
        ("Begeleiding", None, 1, 0),
        ("Begeleiding", "Bram Demo", 2, 1),
        ("Intake", "Anke Demo", 1, 0),
    ]
    assert queries.workload(connection, ANKE, today=TODAY) == ()


def test_colleagues_are_the_caseworkers_of_the_agency(connection):
    found = queries.colleagues(connection, CHIEF)
    assert [(one.name, one.teams) for one in found] == [
        ("Anke Demo", ("Begeleiding", "Intake")),
        ("Bram Demo", ("Begeleiding",)),
        ("Carla Demo", ("Begeleiding", "Intake")),
    ]


def test_trajectories_to_open_are_everybody_s_and_one_s_own(connection, office):
    office.trajectory("minor_newcomer")
    found = queries.live_trajectories(connection, ANKE)
    assert [one.trajectory for one in found] == ["civic_orientation", "minor_newcomer"]


def test_received_mails_come_newest_first(connection, office):
    for number in range(3):
        office.put(
            received_mail,
            received_at=NOW,
            message_id=f"<{number}@x>",
            sender="leidraad@localhost",
            recipients="anke@example.invalid",
            subject=f"Mail {number}",
            body="...",
        )
    page = queries.mails(connection, limit=2)
    assert [one.subject for one in page.rows] == ["Mail 2", "Mail 1"]
    rest = queries.mails(connection, after=page.next, limit=2)
    assert [one.subject for one in rest.rows] == ["Mail 0"]
    assert queries.mail(connection, rest.rows[0].mail_id).subject == "Mail 0"
