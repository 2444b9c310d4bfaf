"""Flows where BPMN allows none: into a start, out of an end, into a boundary event."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import is_link
from engine.definitions.model import EventKind, Node, NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "misplaced-flow"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse flows that a token could never take as drawn."""
    for process in diagram.processes.values():
        for node in process.nodes.values():
            if (wrong := _wrong(node)) is not None:
                yield about(NAME, process, node, wrong, _REMEDY)


_REMEDY = Text(
    "Verwijder de stroom of verbind ze met een ander element.",
    "Remove the flow, or connect it to another element.",
)


def _wrong(node: Node) -> Text | None:
    name = shown(node)
    if node.kind is NodeKind.EVENT_SUB_PROCESS and (node.incoming or node.outgoing):
        return Text(
            f"Gebeurtenis-subproces '{name}' heeft een stroom.",
            f"Event sub-process '{name}' has a flow.",
        )
    if node.incoming and node.kind in {NodeKind.START_EVENT, NodeKind.BOUNDARY_EVENT}:
        return Text(
            f"In '{name}' komt een stroom aan; alleen de gebeurtenis kan er komen.",
            f"A flow enters '{name}', which only its event can reach.",
        )
    if is_link(node) and node.incoming and node.outgoing:
        return Text(
            f"Link '{name}' is begin en einde tegelijk.",
            f"Link '{name}' is both ends at once.",
        )
    if node.outgoing and node.kind is NodeKind.END_EVENT:
        return Text(f"Uit einde '{name}' gaat een stroom.", f"A flow leaves end '{name}'.")
    compensation = node.event is not None and node.event.kind is EventKind.COMPENSATION
    if node.kind is NodeKind.BOUNDARY_EVENT and bool(node.outgoing) is compensation:
        return _boundary(name, compensation=compensation)
    return None


def _boundary(name: str, *, compensation: bool) -> Text:
    if compensation:
        return Text(
            f"Uit compensatie '{name}' gaat een stroom; er hoort een associatie.",
            f"A flow leaves compensation '{name}', where an association belongs.",
        )
    return Text(
        f"Uit randgebeurtenis '{name}' gaat geen stroom.",
        f"No flow leaves boundary event '{name}'.",
    )
