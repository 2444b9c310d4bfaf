"""What comes of a register feed: cases, messages, and what is only reported."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine import feel
from engine.errors import InvalidDataError, NotAllowedError
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.import_register import import_register
from engine.operations.register_file import read_lines
from engine.operations.retry_incident import retry_incident
from engine.people import SYSTEM
from engine.queries.case_state import CaseState, case_state
from engine.scenarios.newcomers import write_feed
from engine.store import persons
from tests.support.staffed import Staffed, as_csv, newcomer, open_staffed


def feed(folder: Path, *lines: dict[str, Any]) -> Path:
    file = folder / "feed.csv"
    file.write_text(as_csv(lines))
    return file


def state_of(staffed: Staffed, case_id: int) -> CaseState:
    with staffed.leidraad.reading() as connection:
        return case_state(connection, case_id)


def only_case(staffed: Staffed) -> int:
    ((case_id,),) = staffed.rows("SELECT case_id FROM cases")
    return int(case_id)


def test_500_newcomers_become_cases_once(staffed: Staffed, tmp_path: Path) -> None:
    file = tmp_path / "newcomers.csv"
    write_feed(file, 500, seed=1, today=date(2026, 1, 5))

    first = staffed.take_in(file)
    cases, tasks = staffed.count("cases"), staffed.count("task")
    second = staffed.take_in(file)

    assert first.problems == []
    assert set(first.results) == {"opened", "no-target-group"}
    assert first.results.total() == 500
    assert first.results["opened"] == cases > 450
    assert second.results["taken-before"] == cases
    assert (staffed.count("cases"), staffed.count("task")) == (cases, tasks)
    agencies = {row.agency_id for row in staffed.rows("SELECT agency_id FROM cases")}
    assert agencies == {"agii", "atlas", "amal"}
    trajectories = {row.trajectory for row in staffed.rows("SELECT trajectory FROM cases")}
    assert trajectories == {"civic_orientation", "minor_newcomer"}
    assert staffed.count("incident") == 0


def test_two_imports_at_once_open_each_case_once(staffed_url: str, tmp_path: Path) -> None:
    file = tmp_path / "newcomers.csv"
    write_feed(file, 40, seed=2, today=date(2026, 1, 5))
    offices = [open_staffed(staffed_url) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda office: office.take_in(file), offices))

    assert [report.problems for report in reports] == [[], [], []]
    opened = sum(report.results["opened"] for report in reports)
    assert opened == offices[0].count("cases") == offices[0].count("person") > 30
    for office in offices:
        office.leidraad.close()


def test_who_is_no_target_group_is_reported_and_opens_nothing(
    staffed: Staffed, tmp_path: Path
) -> None:
    file = feed(
        tmp_path, newcomer(1), newcomer(2, stay_reason="temporary_purpose"), newcomer(3)
    )

    report = staffed.take_in(file)

    assert report.results == {"opened": 2, "no-target-group": 1}
    assert [line for line, _ in report.outside] == [3]
    assert "tijdelijk doel" in report.outside[0][1]
    assert (staffed.count("cases"), staffed.count("person")) == (2, 2)


def test_who_becomes_target_group_later_is_opened_by_the_same_line(
    staffed: Staffed, tmp_path: Path
) -> None:
    file = feed(tmp_path, newcomer(born_on="2023-08-01"))
    assert staffed.take_in(file).results == {"no-target-group": 1}

    staffed.clock.set(staffed.clock.now().replace(month=3))

    assert staffed.take_in(file).results == {"opened": 1}
    assert staffed.take_in(file).results == {"taken-before": 1}


def test_the_row_that_chose_the_trajectory_stands_in_the_history(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))

    ((detail,),) = staffed.rows("SELECT detail FROM history WHERE kind = 'case_opened'")
    used = feel.load(detail)
    tables = {row["table"] for row in used["rows"]}
    assert used["decision"] == "trajectory_choice"
    assert {"trajectory_choice", "responsible_agency"} <= tables
    assert all(int(row["row"]) >= 1 for row in used["rows"])
    assert used["version"]
    ((kept,),) = staffed.rows("SELECT decision FROM register_line")
    assert feel.load(kept)["rows"] == used["rows"]


def test_a_change_goes_to_the_running_case_as_a_message(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))
    case_id = only_case(staffed)
    moved = feed(tmp_path, newcomer(municipality="Gent"))

    assert staffed.take_in(moved).results == {"changed": 1}

    state = state_of(staffed, case_id)
    assert "review_change" in [task.element for task in state.tasks]
    assert "register_change" in state.awaits
    assert staffed.count("cases") == 1
    with staffed.leidraad.reading() as connection:
        person = persons.find(connection, "TEST-0001")
        assert person is not None
        assert persons.details_of(connection, person)["municipality"] == "Gent"
    assert staffed.take_in(moved).results == {"taken-before": 1}


def test_a_change_is_told_once_when_a_later_line_repeats_it(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))
    staffed.take_in(feed(tmp_path, newcomer(municipality="Gent")))
    file = feed(tmp_path, newcomer(municipality="Gent", phone="+32 111"))

    assert staffed.take_in(file).results == {"unchanged": 1}
    assert state_of(staffed, only_case(staffed)).facts["municipality"] == "Gent"


def test_moving_back_is_a_change_when_the_line_has_its_own_date(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer(reported_on="2026-01-02")))
    staffed.take_in(feed(tmp_path, newcomer(reported_on="2026-01-03", municipality="Gent")))
    back = feed(tmp_path, newcomer(reported_on="2026-01-04"))

    assert staffed.take_in(back).results == {"changed": 1}


def test_a_death_is_told_though_no_value_changed(staffed: Staffed, tmp_path: Path) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))

    report = staffed.take_in(feed(tmp_path, newcomer(change="death")))

    assert report.results == {"changed": 1}
    tasks = state_of(staffed, only_case(staffed)).tasks
    assert "review_change" in [task.element for task in tasks]


def test_columns_that_a_line_leaves_out_stay_as_they_were(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))
    short = {name: newcomer()[name] for name in ("register_key", "family_name", "born_on")}

    assert staffed.take_in(feed(tmp_path, short)).results == {"unchanged": 1}

    with staffed.leidraad.reading() as connection:
        person = persons.find(connection, "TEST-0001")
        assert person is not None
        kept = persons.details_of(connection, person)
    assert (kept["given_name"], kept["email"]) == ("Testa", "newcomer1@example.invalid")
    assert state_of(staffed, only_case(staffed)).facts["nationality"] == "SY"


def test_a_change_that_no_case_awaits_is_a_problem_and_changes_nothing(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))
    with staffed.leidraad.database.writing() as connection:
        connection.execute(text("DELETE FROM message_wait"))
    moved = feed(tmp_path, newcomer(municipality="Gent"))

    report = staffed.take_in(moved)

    assert report.results == {}
    (problem,) = report.problems
    assert (problem.line, problem.field) == (2, "")
    assert problem.text.en.startswith("Case ATL-2026-000001 does not await")
    with staffed.leidraad.reading() as connection:
        person = persons.find(connection, "TEST-0001")
        assert person is not None
        assert persons.details_of(connection, person)["municipality"] == "Antwerpen"
    assert staffed.take_in(moved).problems == [problem]


def test_nobody_gets_the_same_trajectory_twice(staffed: Staffed, tmp_path: Path) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))
    sam = staffed.colleague("sam.atlas")
    cancel_case(staffed.leidraad, sam, only_case(staffed), reason="Vertrokken")

    report = staffed.take_in(feed(tmp_path, newcomer(phone="+32 111")))

    assert report.results == {"closed-before": 1}
    assert staffed.count("cases") == 1


def without_teams(staffed: Staffed, agency: str) -> Callable[[], None]:
    """Take the teams of an agency away; what is given brings them back."""
    with staffed.leidraad.database.writing() as connection:
        teams = connection.execute(
            text(
                "SELECT agency_id, role, team_id FROM team_role WHERE agency_id = :agency"
            ),
            {"agency": agency},
        ).all()
        connection.execute(
            text("DELETE FROM team_role WHERE agency_id = :agency"), {"agency": agency}
        )

    def bring_back() -> None:
        with staffed.leidraad.database.writing() as connection:
            connection.execute(
                text("INSERT INTO team_role VALUES (:agency_id, :role, :team_id)"),
                [team._asdict() for team in teams],
            )

    return bring_back


def test_a_case_that_cannot_start_is_opened_with_an_incident(
    staffed: Staffed, tmp_path: Path
) -> None:
    bring_back = without_teams(staffed, "agii")
    brussels = newcomer(1, municipality="Anderlecht", region="brussels")
    file = feed(tmp_path, brussels, newcomer(2))

    assert staffed.take_in(file).results == {"opened": 2}
    assert staffed.take_in(file).results == {"taken-before": 2}

    ((incident_id, case_id),) = staffed.rows("SELECT incident_id, case_id FROM incident")
    bring_back()
    assert retry_incident(staffed.leidraad, staffed.colleague("sam.agii"), incident_id)
    assert [one.element for one in state_of(staffed, case_id).tasks] == [
        "record_brussels_choice"
    ]


def test_a_change_that_fails_in_the_case_is_an_incident_to_retry(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer()))
    bring_back = without_teams(staffed, "atlas")

    assert staffed.take_in(feed(tmp_path, newcomer(region="brussels"))).problems == []

    state = state_of(staffed, only_case(staffed))
    ((incident_id, _),) = state.incidents
    assert "review_change" not in [task.element for task in state.tasks]
    bring_back()
    assert retry_incident(staffed.leidraad, staffed.colleague("sam.atlas"), incident_id)
    state = state_of(staffed, only_case(staffed))
    assert "review_change" in [task.element for task in state.tasks]
    assert state.facts["region"] == "brussels"


BRUSSELS = {
    "record_brussels_choice": {
        "bureau": "bon",
        "obligation_certificate_on": "2026-01-03",
        "reported_on": "2026-01-05",
    },
    "intake": {
        "intake_on": "2026-01-05",
        "schooling_years": "12",
        "highest_diploma": "secondary",
        "literacy": "latin",
        "nt2_level": "none",
        "may_work": "true",
        "works_or_studies": "false",
        "fee_category": "none",
    },
    "prepare_contract": {
        "contract_language": "ar",
        "starts_on": "2026-01-19",
        "contract_goals": "MO en Nederlands A2",
    },
    "sign_contract": {
        "signing_outcome": "signed",
        "contract_signed_on": "2026-01-05",
        "declaration_signed": "true",
    },
}


def test_the_house_of_dutch_gets_the_dutch_of_brussels_cases(
    staffed: Staffed, tmp_path: Path
) -> None:
    staffed.take_in(feed(tmp_path, newcomer(municipality="Anderlecht", region="brussels")))
    case_id = only_case(staffed)
    ann = staffed.colleague("ann.agii")
    for element, answers in BRUSSELS.items():
        (task,) = [
            one for one in state_of(staffed, case_id).tasks if one.element == element
        ]
        claim_task(staffed.leidraad, ann, task.task_id)
        complete_task(staffed.leidraad, ann, task.task_id, answers)

    tasks = {one.element: one for one in state_of(staffed, case_id).tasks}
    agencies = {element: one.agency for element, one in tasks.items()}
    assert agencies["nt2_intake"] == "hvn"
    assert {agency for element, agency in agencies.items() if element != "nt2_intake"} == {
        "agii"
    }
    with pytest.raises(NotAllowedError):
        claim_task(staffed.leidraad, ann, tasks["nt2_intake"].task_id)
    claim_task(staffed.leidraad, staffed.colleague("nora.hvn"), tasks["nt2_intake"].task_id)


def test_a_counsellor_may_not_import(staffed: Staffed, tmp_path: Path) -> None:
    lines = read_lines(feed(tmp_path, newcomer()))
    with pytest.raises(NotAllowedError):
        import_register(staffed.leidraad, staffed.colleague("ann.atlas"), lines)
    assert staffed.count("cases") == 0


def test_without_the_tables_that_choose_nothing_is_taken(
    database_url: str, tmp_path: Path
) -> None:
    empty = open_staffed(database_url)
    lines = read_lines(feed(tmp_path, newcomer()))

    with pytest.raises(InvalidDataError, match="responsible_agency"):
        import_register(empty.leidraad, SYSTEM, lines)

    assert empty.count("person") == 0
    empty.leidraad.close()
