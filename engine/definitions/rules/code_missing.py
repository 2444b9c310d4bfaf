"""An error or escalation that is thrown without a code: nobody could tell it apart."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.events import definitions_of
from engine.definitions.model import EventKind, NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.definitions.tree import reference
from engine.errors import Finding
from engine.text import Text

NAME = "code-missing"

_THROWS = {NodeKind.THROW_EVENT, NodeKind.END_EVENT}
_CODES = {
    EventKind.ERROR: ("errorRef", "errorCode"),
    EventKind.ESCALATION: ("escalationRef", "escalationCode"),
}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse it where the letter counts (BPMN 2.0.2, 8.4.4); else its name is the code."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            if node.kind not in _THROWS or node.event_kind not in _CODES:
                continue
            if not _has_code(diagram, node.id, *_CODES[node.event_kind]):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"'{shown(node)}' heeft geen code.", f"'{shown(node)}' has no code."
                    ),
                    Text(
                        "Geef de fout of escalatie een code in de editor.",
                        "Give the error or escalation a code in the editor.",
                    ),
                    severity="error" if diagram.by_the_book else "warning",
                )


def _message(name: str) -> Text:
    return Text(f"'{name}' heeft geen code.", f"'{name}' has no code.")


def _has_code(diagram: Diagram, identifier: str, name: str, code: str) -> bool:
    element = diagram.tree.by_id[identifier]
    for definition in definitions_of(element, diagram.tree):
        target = diagram.tree.find(reference(definition, name))
        if target is not None and target.get(code):
            return True
        if target is None and reference(definition, name) and name == "errorRef":
            return True
    return False
