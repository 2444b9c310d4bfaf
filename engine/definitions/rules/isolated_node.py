"""A node that no flow touches: it is drawn, but never done."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import CONTAINERS, is_link
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.definitions.tree import is_compensation
from engine.errors import Finding
from engine.text import Text

NAME = "isolated-node"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse nodes without any flow, where others beside them have flows."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            element = diagram.tree.by_id[node.id]
            if _is_isolated(process, node) and not is_compensation(element):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"'{shown(node)}' is met niets verbonden.",
                        f"'{shown(node)}' is connected to nothing.",
                    ),
                    Text("Verbind of verwijder het.", "Connect or remove it."),
                )


#: Where none of these is drawn, an activity without flows begins by itself.
_BOUNDS = {NodeKind.START_EVENT, NodeKind.END_EVENT}
_ACTIVITIES = CONTAINERS | {
    NodeKind.USER_TASK,
    NodeKind.MANUAL_TASK,
    NodeKind.SERVICE_TASK,
    NodeKind.SEND_TASK,
    NodeKind.RECEIVE_TASK,
    NodeKind.SCRIPT_TASK,
    NodeKind.BUSINESS_RULE_TASK,
    NodeKind.CALL_ACTIVITY,
}


def _is_isolated(process: Process, node: Node) -> bool:
    if node.incoming or node.outgoing or node.attached_to is not None or is_link(node):
        return False
    if node.kind in {NodeKind.EVENT_SUB_PROCESS, NodeKind.BOUNDARY_EVENT}:
        return False
    around = process.nodes.get(node.parent)
    if around is not None and around.kind is NodeKind.AD_HOC_SUB_PROCESS:
        return False
    drawn = {each.kind for each in process.within(node.parent)} & _BOUNDS
    return bool(drawn) or node.kind not in _ACTIVITIES
