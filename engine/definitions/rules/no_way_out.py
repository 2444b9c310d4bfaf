"""A node from which no end can be come to: the case would go round for ever."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import can_end
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "no-way-out"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse nodes whose every way leads back to themselves."""
    for process in diagram.runnable:
        found = can_end(process)
        for node in process.nodes.values():
            if node.id not in found and node.outgoing:
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"Vanaf '{shown(node)}' is geen einde te bereiken.",
                        f"From '{shown(node)}' no end can be reached.",
                    ),
                    Text(
                        "Teken een weg uit de lus naar een einde.",
                        "Draw a way out of the loop to an end.",
                    ),
                )
