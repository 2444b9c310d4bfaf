"""A call activity that names no process, or one that is not there."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import EventKind, Node, NodeKind
from engine.definitions.rules.reporting import Severity, about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "called-process"


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse calls to nowhere; warn where a lone file calls what may be in another."""
    unread = {finding.element for finding in definition.findings}
    for process in definition.processes.values():
        for node in process.nodes.values():
            if node.kind is not NodeKind.CALL_ACTIVITY or node.id in unread:
                continue
            if (wrong := _wrong(definition, node)) is not None:
                message, severity = wrong
                yield about(NAME, process, node, message, _REMEDY, severity=severity)


_REMEDY = Text(
    "Kies de id van een proces in een diagram van het traject, of van shared/.",
    "Choose the id of a process in a diagram of the trajectory, or of shared/.",
)


def _wrong(definition: Definition, node: Node) -> tuple[Text, Severity] | None:
    called = node.work.called
    if not called:
        text = Text(f"'{shown(node)}' roept niets op.", f"'{shown(node)}' calls nothing.")
        return text, "error"
    process = definition.processes.get(called)
    if process is None:
        text = Text(
            f"Het opgeroepen proces '{called}' is er niet.",
            f"The called process '{called}' is not here.",
        )
        return text, "error" if definition.is_trajectory else "warning"
    starts = [n for n in process.within(called) if n.kind is NodeKind.START_EVENT]
    if starts and not any(n.event_kind is EventKind.NONE for n in starts):
        text = Text(
            f"Het opgeroepen proces '{called}' heeft geen gewone start.",
            f"The called process '{called}' has no plain start.",
        )
        return text, "error"
    return None
