"""A repeating timer where only one firing is possible."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "timer-cycle"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse a cycle on an event that waits once, or that ends what it sits on."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            timer = node.event.timer if node.event is not None else None
            if timer is None or timer.kind != "cycle" or _may_repeat(process, node):
                continue
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"'{shown(node)}' herhaalt, maar kan maar één keer afgaan.",
                    f"'{shown(node)}' repeats, but can fire only once.",
                ),
                Text(
                    "Gebruik een duur (P7D), of maak de gebeurtenis niet-onderbrekend.",
                    "Use a duration (P7D), or make the event non-interrupting.",
                ),
            )


def _may_repeat(process: Process, node: Node) -> bool:
    if node.kind is NodeKind.BOUNDARY_EVENT:
        return not node.interrupting
    if node.kind is not NodeKind.START_EVENT:
        return False
    return node.parent == process.id or not node.interrupting
