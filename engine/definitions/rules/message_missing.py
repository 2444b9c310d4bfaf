"""A receive task or message event that does not say for which message it waits."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import EventKind, NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "message-missing"

_THROWS = {NodeKind.THROW_EVENT, NodeKind.END_EVENT, NodeKind.SEND_TASK}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse waiting for nothing in particular; a throw may name a topic instead."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            event = node.event
            if event is None or event.kind not in _WHAT:
                continue
            if event.name or (node.kind in _THROWS and node.work.topic):
                continue
            nl, en = _WHAT[event.kind]
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"'{shown(node)}' noemt geen {nl}.", f"'{shown(node)}' names no {en}."
                ),
                Text(f"Kies of maak het {nl} in de editor.", f"Choose or make the {en}."),
            )


_WHAT = {EventKind.MESSAGE: ("bericht", "message"), EventKind.SIGNAL: ("signaal", "signal")}
