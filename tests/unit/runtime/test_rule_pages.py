"""Each refusal of the runtime has a page with a wrong and a right diagram."""

from pathlib import Path

import pytest

from engine.definitions.bpmn import read_processes
from engine.errors import Finding
from engine.runtime import refusals

PAGES = Path(__file__).resolve().parents[3] / "docs" / "rules"
NAMES = sorted(page.stem for page in PAGES.glob("runtime-*.md"))


def refused(name: str, which: str) -> list[Finding]:
    """Give the refusals of an example."""
    file = PAGES / name / f"{which}.bpmn"
    diagram = read_processes(file.read_bytes(), file=file.name)
    return [each for p in diagram.processes.values() for each in refusals(p)]


@pytest.mark.parametrize("name", NAMES)
def test_the_wrong_example_is_refused_with_its_line(name: str) -> None:
    found = [each for each in refused(name, "wrong") if each.rule == name]

    assert found
    assert all(each.line for each in found)
    assert found[0].message.nl in (PAGES / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_right_example_can_be_played(name: str) -> None:
    assert refused(name, "right") == []
