"""A staff plays newcomers for a year: nobody is forgotten, no term is dropped."""

from datetime import timedelta

import pytest

from engine.scenarios.year import YearPlan, YearReport
from tests.support.played import FIRST_DAY, played


def must_have_lived(report: YearReport) -> None:
    """Fail when the year was no year: nothing done, or done in one way only."""
    assert report.case_years > 0.9 * report.plan.caseload * report.plan.days / 365
    assert report.happened["task_completed"] > 10 * report.plan.caseload
    for kind in ("timer_fired", "message_received", "message_delivered"):
        assert report.happened[kind], f"never {kind}"
    for kind in ("deadline_met", "deadline_missed", "deadline_waived"):
        assert report.happened[kind], f"never {kind}"
    assert {trajectory for trajectory, _ in report.outcomes} == {
        "civic_orientation",
        "minor_newcomer",
    }
    for act in ("corrected", "cancelled", "suspended", "resumed", "extended"):
        assert report.done[act], f"nobody ever {act} anything"
    for name, found in report.coverage.items():
        reached = 1 - len(found.missed_tasks) / len(found.tasks)
        assert reached > 0.6, f"{name}: never reached {sorted(found.missed_tasks)}"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_of_cases_goes_by_and_no_case_or_term_is_forgotten(
    sqlite_url: str, seed: int
) -> None:
    plan = YearPlan(seed=seed, starts_on=FIRST_DAY, caseload=35)
    must_have_lived(played(sqlite_url, plan))


def test_an_autumn_goes_by_on_postgresql_as_well(postgresql_url: str) -> None:
    report = played(
        postgresql_url,
        YearPlan(seed=3, starts_on=FIRST_DAY, caseload=8, days=120),
    )
    assert report.happened["task_completed"] > 40


def test_a_new_law_moves_the_terms_that_run_and_drops_none(sqlite_url: str) -> None:
    report = played(
        sqlite_url,
        YearPlan(seed=5, starts_on=FIRST_DAY, caseload=20, days=120),
        new_law_on=FIRST_DAY + timedelta(days=40),
    )
    assert report.happened["term_law_changed"] > 5


def test_the_same_seed_plays_the_same_year(sqlite_url: str, tmp_path: str) -> None:
    plan = YearPlan(seed=4, starts_on=FIRST_DAY, caseload=4, days=60)
    once = played(sqlite_url, plan)
    again = played(f"sqlite:///{tmp_path}/again.sqlite", plan)
    assert again == once
