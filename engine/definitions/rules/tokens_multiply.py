"""A parallel split in a loop that starts its other branches anew at every round."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "tokens-multiply"

_JOINS = {NodeKind.PARALLEL_GATEWAY, NodeKind.INCLUSIVE_GATEWAY, NodeKind.COMPLEX_GATEWAY}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse splits that a branch of theirs comes back to without any join on the way."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            if node.kind is not NodeKind.PARALLEL_GATEWAY or len(node.incoming) > 1:
                continue
            if len(node.outgoing) > 1 and _comes_back(process, node.id):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"Een tak van '{shown(node)}' komt terug zonder samenvoeging: "
                        "elke ronde begint de andere takken opnieuw.",
                        f"A branch of '{shown(node)}' comes back without a join: "
                        "every round starts the other branches anew.",
                    ),
                    Text(
                        "Voeg de takken samen voor de weg teruggaat.",
                        "Join the branches before the way goes back.",
                    ),
                )


def _comes_back(process: Process, split: str) -> bool:
    waiting = [process.flows[each].target for each in process.nodes[split].outgoing]
    seen: set[str] = set()
    while waiting:
        identifier = waiting.pop()
        node = process.nodes.get(identifier)
        if identifier == split:
            return True
        if node is None or identifier in seen:
            continue
        seen.add(identifier)
        if node.kind in _JOINS and len(node.incoming) > 1:
            continue
        waiting += [process.flows[each].target for each in node.outgoing]
    return False
