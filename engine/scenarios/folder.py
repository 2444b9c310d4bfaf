"""Runs all scenarios of a trajectory folder."""

from dataclasses import dataclass
from pathlib import Path

from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.load import load, load_law
from engine.errors import Finding, InvalidDefinitionError
from engine.scenarios.coverage import Coverage, coverage
from engine.scenarios.office import throw_away
from engine.scenarios.reading import read_scenario
from engine.scenarios.running import Outcome, run_scenario
from engine.text import Text


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
    """Run every scenario of a trajectory, each on its own case and clock.

    The tables of law are read from the folder ``law`` beside the trajectory.

    Raises:
        InvalidDefinitionError: The trajectory or a scenario cannot be read.
    """
    bundle = read_folder(folder)
    beside = folder.resolve().parent / "law"
    law = read_folder(beside) if beside.is_dir() else Bundle({})
    definition = load(bundle, law=load_law(law))
    scenarios = [read_scenario(path) for path in sorted(folder.glob("scenarios/*.yaml"))]
    outcomes = []
    fired: set[str] = set()
    if not scenarios:
        raise InvalidDefinitionError([_none(folder)])
    with throw_away(bundle, law, min(one.now for one in scenarios)) as office:
        for scenario in scenarios:
            outcome = run_scenario(office, definition.id, scenario)
            outcomes.append(outcome)
            fired |= outcome.fired
    return FolderOutcome(
        trajectory=definition.id,
        outcomes=tuple(outcomes),
        coverage=coverage(definition, fired),
    )


def _none(folder: Path) -> Finding:
    return Finding(
        file=f"{folder.name}/scenarios",
        line=None,
        element="",
        rule="scenario-field",
        message=Text("Er zijn geen scenario's.", "There are no scenarios."),
        remedy=Text(
            "Zie docs/howto/scenarios.md voor de vorm.",
            "See docs/howto/scenarios.md for the form.",
        ),
    )
