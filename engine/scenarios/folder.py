"""Runs all scenarios of a trajectory."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.load import load, load_law
from engine.errors import Finding, InvalidDefinitionError
from engine.scenarios.coverage import Coverage, coverage
from engine.scenarios.office import throw_away
from engine.scenarios.reading import Scenario, read_scenario
from engine.scenarios.running import Outcome, run_scenario
from engine.text import Text

_OUT_OF_TIME = Text(
    "Dit scenario is niet gespeeld: de andere duurden te lang.",
    "This scenario was not run: the others took too long.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOutcome:
    """What came of the scenarios of a trajectory."""

    trajectory: str
    outcomes: tuple[Outcome, ...]
    coverage: Coverage

    @property
    def passed(self) -> bool:
        """Whether every scenario passed and everything was covered."""
        return self.coverage.is_complete and not any(
            outcome.problems for outcome in self.outcomes
        )


def run_folder(folder: Path) -> FolderOutcome:
    """Run every scenario of a trajectory folder.

    The tables of law and the other trajectories are read from the folders beside it.

    Raises:
        InvalidDefinitionError: The trajectory or a scenario cannot be read.
    """
    beside = folder.resolve().parent / "law"
    law = read_folder(beside) if beside.is_dir() else Bundle({})
    bundle = read_folder(folder)
    if not scenario_files(bundle):
        raise InvalidDefinitionError([_none(f"{folder.name}/scenarios")])
    others = [read_folder(other) for other in _beside(folder)]
    return run_bundle(bundle, law, others=others)


def scenario_files(bundle: Bundle) -> list[str]:
    """Name the scenarios of a trajectory, in order."""
    return [name for name in bundle.named(".yaml") if name.startswith("scenarios/")]


def run_bundle(
    bundle: Bundle,
    law: Bundle,
    *,
    others: Sequence[Bundle] = (),
    seconds: float | None = None,
) -> FolderOutcome:
    """Run every scenario of a trajectory, each on its own case and clock.

    Args:
        bundle: The files of the trajectory.
        law: The tables of law.
        others: The trajectories to which this one can hand a person over.
        seconds: Start no other scenario after so many seconds; None: without limit.

    Raises:
        InvalidDefinitionError: The trajectory or a scenario cannot be read.
    """
    definition = load(bundle, law=load_law(law))
    names = scenario_files(bundle)
    if not names:
        raise InvalidDefinitionError([_none("scenarios")])
    scenarios = [read_scenario(bundle.files[name], file=name) for name in names]
    outcomes = []
    fired: set[str] = set()
    began = time.monotonic()
    start = min(one.now for one in scenarios)
    with throw_away(bundle, law, start, others=others) as office:
        for scenario in scenarios:
            if seconds is not None and time.monotonic() - began > seconds:
                outcomes.append(_not_run(scenario))
                continue
            outcome = run_scenario(office, definition.id, scenario)
            outcomes.append(outcome)
            fired |= outcome.fired
    return FolderOutcome(
        trajectory=definition.id,
        outcomes=tuple(outcomes),
        coverage=coverage(definition, fired),
    )


def _beside(folder: Path) -> list[Path]:
    """List the other trajectories in the folder around this one."""
    here = folder.resolve()
    found = sorted(path.parent for path in here.parent.glob("*/trajectory.toml"))
    return [other for other in found if other != here]


def _not_run(scenario: Scenario) -> Outcome:
    return Outcome(scenario=scenario, problems=((1, _OUT_OF_TIME),), fired=frozenset())


def _none(file: str) -> Finding:
    return Finding(
        file=file,
        line=None,
        element="",
        rule="scenario-field",
        message=Text("Er zijn geen scenario's.", "There are no scenarios."),
        remedy=Text(
            "Zie docs/howto/scenarios.md voor de vorm.",
            "See docs/howto/scenarios.md for the form.",
        ),
    )
