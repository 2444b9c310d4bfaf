"""A choice whose ways do not all say when they are taken."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "condition-missing"

_CHOICES = {NodeKind.EXCLUSIVE_GATEWAY, NodeKind.INCLUSIVE_GATEWAY}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse flows out of a choice without condition; one alone is the default: warn."""
    unread = {finding.element for finding in diagram.findings}
    for process in diagram.runnable:
        for node in process.nodes.values():
            if node.kind not in _CHOICES or len(node.outgoing) <= 1:
                continue
            yield from _flows(process, node, unread)


def _flows(process: Process, node: Node, unread: set[str]) -> Iterable[Finding]:
    open_flows = [
        flow
        for flow in (process.flows[each] for each in node.outgoing)
        if flow.condition is None and flow.id not in {node.default, *unread}
    ]
    implied = len(open_flows) == 1 and node.default is None
    for flow in open_flows:
        yield about(
            NAME,
            process,
            flow,
            Text(
                f"De stroom uit '{shown(node)}' heeft geen voorwaarde.",
                f"The flow out of '{shown(node)}' has no condition.",
            ),
            Text(
                "Geef ze een voorwaarde in FEEL, of maak ze de standaardstroom.",
                "Give it a condition in FEEL, or make it the default flow.",
            ),
            severity="warning" if implied else "error",
        )
