"""The wrong and right example of each rule, read as a file or as part of a trajectory."""

from pathlib import Path

from engine.definitions import rules
from engine.definitions.bundle import Bundle
from engine.definitions.load import load
from engine.errors import Finding
from engine.operations.check import check_definition, check_file

PAGES = Path(__file__).resolve().parents[2] / "docs" / "rules"
#: The rest of the trajectory that an example of a rule about trajectories belongs to.
_AROUND = Path(__file__).resolve().parent / "trajectories" / "around_a_rule"
_ABOUT_TRAJECTORIES = {rule.NAME for rule in rules.TRAJECTORY}


def example(rule: str, which: str) -> Path:
    """Give the file of the ``wrong`` or ``right`` example of a rule."""
    return next((PAGES / rule).glob(f"{which}.*"))


def findings_of(rule: str, which: str) -> list[Finding]:
    """Check an example as a designer would."""
    path = example(rule, which)
    raw = path.read_bytes()
    if rule not in _ABOUT_TRAJECTORIES:
        return list(check_file(raw, file=path.name).findings)
    files = {
        each.relative_to(_AROUND).as_posix(): each.read_bytes()
        for each in _AROUND.rglob("*")
        if each.is_file()
    }
    files["example.bpmn" if path.suffix == ".bpmn" else "facts.toml"] = raw
    return check_definition(load(Bundle(files)))
