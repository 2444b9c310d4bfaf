"""A condition where nothing is chosen: it would be passed over in silence."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import Flow, Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "condition-misplaced"

_EVENTS = {NodeKind.START_EVENT, NodeKind.CATCH_EVENT, NodeKind.THROW_EVENT}
_NEVER = _EVENTS | {NodeKind.BOUNDARY_EVENT, NodeKind.PARALLEL_GATEWAY}
_CHOICES = {
    NodeKind.EXCLUSIVE_GATEWAY,
    NodeKind.INCLUSIVE_GATEWAY,
    NodeKind.COMPLEX_GATEWAY,
}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse conditions on flows that are always taken, and defaults that cannot be."""
    for process in diagram.processes.values():
        for flow in process.flows.values():
            source = process.nodes.get(flow.source)
            if source is None or source.kind is NodeKind.EVENT_GATEWAY:
                continue
            message = _wrong(source, flow)
            if message is not None:
                yield about(NAME, process, flow, message, _REMEDY)
        for node in process.nodes.values():
            yield from _default(process, node)


_REMEDY = Text(
    "Zet de voorwaarde op een stroom uit een exclusieve of inclusieve gateway.",
    "Put the condition on a flow out of an exclusive or inclusive gateway.",
)


def _wrong(source: Node, flow: Flow) -> Text | None:
    if flow.condition is None:
        return None
    name = shown(source)
    if source.kind in _NEVER:
        return Text(
            f"Een stroom uit '{name}' wordt altijd genomen, maar heeft een voorwaarde.",
            f"A flow out of '{name}' is always taken, but has a condition.",
        )
    if source.kind not in _CHOICES and len(source.outgoing) == 1:
        return Text(
            f"De enige stroom uit '{name}' heeft een voorwaarde: anders stopt het dossier.",
            f"The only flow out of '{name}' has a condition: else the case stops.",
        )
    return None


def _default(process: Process, node: Node) -> Iterable[Finding]:
    elsewhere = set(process.flows) - set(node.outgoing)
    if node.default in elsewhere:
        yield about(
            NAME,
            process,
            node,
            Text(
                f"De standaardstroom van '{shown(node)}' begint elders.",
                f"The default flow of '{shown(node)}' starts elsewhere.",
            ),
            Text("Kies een stroom die hier uitgaat.", "Choose a flow that leaves here."),
        )
