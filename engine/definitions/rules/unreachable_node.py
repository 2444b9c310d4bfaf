"""A node that no token can come to from a start."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import reachable
from engine.definitions.model import NodeKind
from engine.definitions.rules import isolated_node
from engine.definitions.rules.reporting import about, shown
from engine.definitions.tree import is_compensation
from engine.errors import Finding
from engine.text import Text

NAME = "unreachable-node"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse nodes that are connected, but never come to."""
    isolated = {finding.element for finding in isolated_node.check(diagram)}
    for process in diagram.runnable:
        found = reachable(process)
        for node in process.nodes.values():
            element = diagram.tree.by_id[node.id]
            if node.id in found or node.id in isolated or is_compensation(element):
                continue
            if node.kind is NodeKind.BOUNDARY_EVENT and not node.outgoing:
                continue
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"Geen enkele weg vanaf een start komt bij '{shown(node)}'.",
                    f"No way from a start comes to '{shown(node)}'.",
                ),
                Text("Teken de stroom ernaartoe.", "Draw the flow that leads to it."),
            )
