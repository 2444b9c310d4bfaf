"""An import: other files are not followed, so what they define is missing."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.errors import Finding
from engine.text import Text

NAME = "import-unread"

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse imports of diagrams; warn about types and services, which nothing reads."""
    for element in diagram.tree.iter("import"):
        location = element.get("location", "")
        yield diagram.tree.finding(
            NAME,
            element,
            Text(f"'{location}' wordt niet ingelezen.", f"'{location}' is not read."),
            Text(
                "Zet alles in één map; processen vinden elkaar aan hun id.",
                "Put everything into one folder; processes find each other by id.",
            ),
            severity="error" if element.get("importType") == _BPMN else "warning",
        )
