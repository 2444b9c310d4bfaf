"""A multi-instance activity that does not say how often it is done."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "mi-without-count"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse multi-instance without a collection or a number."""
    unread = {finding.element for finding in diagram.findings}
    for process in diagram.runnable:
        for node in process.nodes.values():
            loop = node.multi_instance
            if loop is None or loop.collection or loop.cardinality or node.id in unread:
                continue
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"'{shown(node)}' zegt niet hoe vaak of waarvoor hij herhaald wordt.",
                    f"'{shown(node)}' does not say how often or for what it is repeated.",
                ),
                Text(
                    "Vul een verzameling (lijst) of een aantal in.",
                    "Fill in a collection (a list) or a number.",
                ),
            )
