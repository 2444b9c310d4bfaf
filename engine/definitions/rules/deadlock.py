"""A join that waits for branches of which only one can ever come."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "deadlock"

_ONE_OF = {NodeKind.EXCLUSIVE_GATEWAY, NodeKind.EVENT_GATEWAY}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse a parallel join whose every way in comes straight from one choice.

    Only what is certain is told: each way from the choice to the join runs through nodes
    with one way in and one way out, so that exactly one token comes.
    """
    for process in diagram.runnable:
        for node in process.nodes.values():
            if node.kind is not NodeKind.PARALLEL_GATEWAY or len(node.incoming) < 2:  # noqa: PLR2004
                continue
            origins = [_origin(process, flow) for flow in node.incoming]
            for origin in origins:
                if origin is not None and origins.count(origin) > 1:
                    yield about(
                        NAME,
                        process,
                        node,
                        _message(node, process.nodes[origin]),
                        Text(
                            "Voeg samen met een exclusieve gateway.",
                            "Join with an exclusive gateway.",
                        ),
                    )
                    break


def _message(join: Node, choice: Node) -> Text:
    return Text(
        f"'{shown(join)}' wacht op alle ingangen, maar '{shown(choice)}' kiest er één.",
        f"'{shown(join)}' waits for all ways in, but '{shown(choice)}' chooses one.",
    )


def _origin(process: Process, flow: str) -> str | None:
    """Follow a way back to the choice it comes from; None when anything else meets it."""
    for _ in range(len(process.nodes)):
        node = process.nodes.get(process.flows[flow].source)
        if node is None:
            return None
        if node.kind in _ONE_OF and len(node.outgoing) > 1:
            return node.id
        bounded = any(each.attached_to == node.id for each in process.nodes.values())
        if len(node.incoming) != 1 or len(node.outgoing) != 1 or bounded:
            return None
        flow = node.incoming[0]
    return None
