"""A step without a way on, in a diagram that draws its ends."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import is_link
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "dead-end"

_ENDS = {NodeKind.END_EVENT, NodeKind.EVENT_SUB_PROCESS, NodeKind.BOUNDARY_EVENT}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Warn where a branch just stops: was a flow forgotten, or is this an end?"""
    for process in diagram.runnable:
        for node in process.nodes.values():
            if node.outgoing or node.kind in _ENDS or not node.incoming:
                continue
            if _draws_ends(process, node) and not is_link(node):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"Na '{shown(node)}' houdt de weg op zonder eindgebeurtenis.",
                        f"After '{shown(node)}' the way stops without an end event.",
                    ),
                    Text("Teken de stroom naar een einde.", "Draw the flow to an end."),
                    severity="error" if diagram.by_the_book else "warning",
                )


def _draws_ends(process: Process, node: Node) -> bool:
    return any(each.kind is NodeKind.END_EVENT for each in process.within(node.parent))
