"""Every scenario that lies beside a trajectory holds, and together they cover it."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.load import load, load_law
from engine.scenarios.coverage import coverage
from engine.scenarios.folder import scenario_files
from engine.scenarios.office import Office, throw_away
from engine.scenarios.reading import read_scenario
from engine.scenarios.running import Outcome, run_scenario

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"
LAW = WORKFLOWS / "law"
#: Every folder with a trajectory, its files read once.
TRAJECTORIES = {
    found.parent.name: read_folder(found.parent)
    for found in sorted(WORKFLOWS.glob("*/trajectory.toml"))
}
SCENARIOS = [
    pytest.param(name, file, id=f"{name}-{Path(file).stem}")
    for name, bundle in TRAJECTORIES.items()
    for file in scenario_files(bundle)
]
FEWEST_SCENARIOS = 12
#: When the offices open; each scenario sets its own time.
START = datetime(2020, 1, 1, tzinfo=UTC)


class Played:
    """One trajectory in an office of its own; each of its scenarios is played once."""

    def __init__(self, bundle: Bundle, law: Bundle, office: Office) -> None:
        self._bundle = bundle
        self.office = office
        self._outcomes: dict[str, Outcome] = {}
        self.definition = load(bundle, law=load_law(law))

    @property
    def files(self) -> list[str]:
        return scenario_files(self._bundle)

    def outcome(self, file: str) -> Outcome:
        """Play a scenario, unless it was played before."""
        if file not in self._outcomes:
            scenario = read_scenario(self._bundle.files[file], file=file)
            self._outcomes[file] = run_scenario(self.office, self.definition.id, scenario)
        return self._outcomes[file]


@pytest.fixture(scope="module")
def played() -> Iterator[dict[str, Played]]:
    """Every trajectory, live in a throw-away office of its own."""
    law = read_folder(LAW)
    with ExitStack() as open_until_the_end:
        made = {}
        for name, bundle in TRAJECTORIES.items():
            others = [other for other in TRAJECTORIES.values() if other is not bundle]
            office = throw_away(bundle, law, START, others=others)
            entered = open_until_the_end.enter_context(office)
            made[name] = Played(bundle, law, entered)
        yield made


@pytest.mark.parametrize(("trajectory", "file"), SCENARIOS)
def test_the_scenario_holds(played: dict[str, Played], trajectory: str, file: str) -> None:
    outcome = played[trajectory].outcome(file)

    assert [f"{file}:{line}: {told.en}" for line, told in outcome.problems] == []


@pytest.mark.parametrize("trajectory", TRAJECTORIES)
def test_the_scenarios_cover_every_user_task_and_sequence_flow(
    played: dict[str, Played], trajectory: str
) -> None:
    story = played[trajectory]
    fired = frozenset[str]().union(*(story.outcome(file).fired for file in story.files))

    covered = coverage(story.definition, fired)

    print(
        f"{trajectory}: {len(story.files)} scenarios fired"
        f" {len(covered.tasks - covered.missed_tasks)} of {len(covered.tasks)} user tasks"
        f" and {len(covered.flows - covered.missed_flows)} of {len(covered.flows)}"
        " sequence flows"
    )
    assert (covered.missed_tasks, covered.missed_flows) == (frozenset(), frozenset())
    assert covered.tasks
    assert covered.flows


@pytest.mark.parametrize("trajectory", TRAJECTORIES)
def test_a_trajectory_is_told_by_at_least_a_dozen_scenarios(trajectory: str) -> None:
    assert len(scenario_files(TRAJECTORIES[trajectory])) >= FEWEST_SCENARIOS


def test_a_scenario_that_does_not_hold_is_told_by_file_and_line(
    played: dict[str, Played],
) -> None:
    trajectory, bundle = next(iter(TRAJECTORIES.items()))
    file = scenario_files(bundle)[0]
    raw = bundle.files[file].decode()
    before, _, _ = raw.partition("steps:")
    wrong = f"{before}steps:\n  - expect: {{ended: certificate_given}}\n"
    scenario = read_scenario(wrong.encode(), file=file)
    story = played[trajectory]

    outcome = run_scenario(story.office, story.definition.id, scenario)

    assert [line for line, _ in outcome.problems] == [wrong.count("\n")]
