"""A choice without a default flow: when no condition holds, the case cannot go on."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "default-missing"

_CHOICES = {NodeKind.EXCLUSIVE_GATEWAY, NodeKind.INCLUSIVE_GATEWAY}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Warn unless the conditions plainly leave nothing out (``x`` beside ``not(x)``)."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            if node.kind not in _CHOICES or len(node.outgoing) <= 1 or node.default:
                continue
            if not _complete(process, node):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"'{shown(node)}' heeft geen standaardstroom.",
                        f"'{shown(node)}' has no default flow.",
                    ),
                    Text(
                        "Maak een van de stromen de standaard.",
                        "Make one of the flows the default.",
                    ),
                    severity="warning",
                )


def _complete(process: Process, node: Node) -> bool:
    conditions = [process.flows[each].condition for each in node.outgoing]
    sources = {each.source.replace(" ", "") for each in conditions if each is not None}
    return "true" in sources or any(
        f"not({each})" in sources or f"not({each}=true)" in sources for each in sources
    )
