"""A process or sub-process that never says where it begins."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import CONTAINERS
from engine.definitions.model import NodeKind, Process
from engine.definitions.rules.reporting import Severity, about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "start-missing"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse levels without a start event that are empty, or that draw their end.

    Without start and end, what has no incoming flow begins (BPMN 2.0.2, 13.2): a warning.
    """
    for process in diagram.runnable:
        if not _starts(process, process.id):
            what = Text("Het proces heeft", "The process has")
            severity = _severity(process, process.id)
            yield about(NAME, process, process, _message(what), _REMEDY, severity=severity)
        for node in process.nodes.values():
            if node.kind not in CONTAINERS or node.kind is NodeKind.AD_HOC_SUB_PROCESS:
                continue
            if not _starts(process, node.id):
                name = shown(node)
                what = Text(f"Subproces '{name}' heeft", f"Sub-process '{name}' has")
                severity = _severity(process, node.id)
                yield about(NAME, process, node, _message(what), _REMEDY, severity=severity)


_REMEDY = Text("Teken een startgebeurtenis.", "Draw a start event.")


def _message(what: Text) -> Text:
    return Text(f"{what.nl} geen startgebeurtenis.", f"{what.en} no start event.")


def _starts(process: Process, parent: str) -> bool:
    return any(
        node.kind is NodeKind.START_EVENT
        or (node.kind is NodeKind.EVENT_GATEWAY and not node.incoming)
        for node in process.within(parent)
    )


def _severity(process: Process, parent: str) -> Severity:
    inside = process.within(parent)
    around = process.nodes.get(parent)
    if around is not None and around.kind is NodeKind.EVENT_SUB_PROCESS:
        return "error"
    drawn = any(node.kind is NodeKind.END_EVENT for node in inside)
    begins = any(not node.incoming for node in inside)
    return "warning" if begins and not drawn else "error"
