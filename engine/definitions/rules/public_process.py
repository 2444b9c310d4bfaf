"""An executable process cannot be a public one (BPMN 2.0.2, table 10.1)."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.errors import Finding
from engine.text import Text

NAME = "public-process"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse ``processType="Public"`` on executable processes."""
    for element in diagram.tree.iter("process"):
        executable = element.get("isExecutable", "").strip() in {"true", "1"}
        if executable and element.get("processType") == "Public":
            yield diagram.tree.finding(
                NAME,
                element,
                Text(
                    "Een openbaar proces (processType Public) kan niet uitvoerbaar zijn.",
                    "A public process (processType Public) cannot be executable.",
                ),
                Text("Maak het Private of None.", "Make it Private or None."),
            )
