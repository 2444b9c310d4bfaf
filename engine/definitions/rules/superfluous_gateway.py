"""A gateway with one way in and one way out neither splits nor joins."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "superfluous-gateway"

_GATEWAYS = {
    NodeKind.EXCLUSIVE_GATEWAY,
    NodeKind.PARALLEL_GATEWAY,
    NodeKind.INCLUSIVE_GATEWAY,
    NodeKind.COMPLEX_GATEWAY,
}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Warn about gateways that do nothing: was a flow forgotten?"""
    for process in diagram.processes.values():
        for node in process.nodes.values():
            if node.kind not in _GATEWAYS or len(node.incoming) + len(node.outgoing) == 0:
                continue
            if len(node.incoming) <= 1 and len(node.outgoing) <= 1:
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"Gateway '{shown(node)}' splitst niet en voegt niet samen.",
                        f"Gateway '{shown(node)}' neither splits nor joins.",
                    ),
                    Text("Verwijder hem, of teken de vergeten stroom.", _REMEDY),
                    severity="error" if diagram.by_the_book else "warning",
                )


_REMEDY = "Remove it, or draw the flow that was forgotten."
