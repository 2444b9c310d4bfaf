"""Starts without an end, or ends without a start, on one level of a diagram."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import CONTAINERS
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about
from engine.errors import Finding
from engine.text import Text

NAME = "end-missing"


def check(diagram: Diagram) -> Iterable[Finding]:
    """BPMN 10.5.3: where a start event is drawn, an end event is drawn too; warn."""
    for process in diagram.runnable:
        levels: list[Process | Node] = [process]
        levels += [node for node in process.nodes.values() if node.kind in CONTAINERS]
        for level in levels:
            kinds = {node.kind for node in process.within(level.id)}
            if NodeKind.START_EVENT in kinds and NodeKind.END_EVENT not in kinds:
                yield about(
                    NAME,
                    process,
                    level,
                    Text(
                        "Er is een start, maar geen eindgebeurtenis.",
                        "There is a start, but no end event.",
                    ),
                    Text("Teken het einde.", "Draw the end."),
                    severity="error" if diagram.by_the_book else "warning",
                )
