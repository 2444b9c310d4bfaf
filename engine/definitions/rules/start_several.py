"""Several plain starts: nobody says with which one a case begins."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import CONTAINERS
from engine.definitions.model import EventKind, NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "start-several"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse a second none start, and a second start of an event sub-process."""
    for process in diagram.runnable:
        levels = {process.id: False} | {
            node.id: node.kind is NodeKind.EVENT_SUB_PROCESS
            for node in process.nodes.values()
            if node.kind in CONTAINERS
        }
        for level, any_kind in levels.items():
            starts = [
                node
                for node in process.within(level)
                if node.kind is NodeKind.START_EVENT
                and (any_kind or node.event_kind is EventKind.NONE)
            ]
            for node in starts[1:]:
                first = shown(starts[0])
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"Er is al een start: '{first}'; waarmee begint een dossier?",
                        f"There is a start already, '{first}': which one begins a case?",
                    ),
                    Text(
                        "Houd één start en kies daarna met een gateway.",
                        "Keep one start, and choose after it with a gateway.",
                    ),
                )
