"""A gateway that joins and splits at once is hard to read and easy to get wrong."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "mixed-gateway"

_GATEWAYS = {NodeKind.PARALLEL_GATEWAY, NodeKind.INCLUSIVE_GATEWAY}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Warn about parallel and inclusive gateways that do both."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            several = len(node.incoming) > 1 and len(node.outgoing) > 1
            if node.kind in _GATEWAYS and several:
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"Gateway '{shown(node)}' voegt samen en splitst tegelijk.",
                        f"Gateway '{shown(node)}' joins and splits at once.",
                    ),
                    Text(
                        "Teken twee gateways: een die samenvoegt en een die splitst.",
                        "Draw two gateways: one that joins and one that splits.",
                    ),
                    severity="warning",
                )
