"""After an event gateway only things to wait for may follow (BPMN 2.0.2, 10.6.6)."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.model import EventKind, Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "event-gateway"

_WAITS = {EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER, EventKind.CONDITIONAL}
_REMEDY = Text(
    "Laat elke stroom gaan naar één eigen ontvangst: bericht, signaal, tijd of voorwaarde.",
    "Let each flow lead to a catch event of its own: message, signal, time or condition.",
)

_STARTS = Text(
    "Een gateway die het proces start, heeft een ingang.",
    "A gateway that starts the process has a way in.",
)


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse event gateways whose branches cannot race each other."""
    for process in diagram.processes.values():
        for node in process.nodes.values():
            if node.kind is not NodeKind.EVENT_GATEWAY:
                continue
            for subject, message in _wrong(process, node):
                yield about(NAME, process, subject, message, _REMEDY)
            starts = diagram.tree.by_id[node.id].get("instantiate") in {"true", "1"}
            if starts and node.incoming:
                yield about(NAME, process, node, _STARTS, _REMEDY)


def _wrong(process: Process, gateway: Node) -> Iterator[tuple[Node, Text]]:
    if len(gateway.outgoing) < 2:  # noqa: PLR2004
        yield (
            gateway,
            Text("Minder dan twee stromen gaan uit.", "Fewer than two flows leave."),
        )
    flows = [process.flows[each] for each in gateway.outgoing]
    if any(flow.condition is not None for flow in flows):
        yield gateway, Text("Een stroom heeft een voorwaarde.", "A flow has a condition.")
    targets = [process.nodes[f.target] for f in flows if f.target in process.nodes]
    for target in targets:
        yield from _target(process, target)
    messages = {n.kind for n in targets if n.event and n.event.kind is EventKind.MESSAGE}
    if {NodeKind.RECEIVE_TASK, NodeKind.CATCH_EVENT} <= messages:
        yield (
            gateway,
            Text(
                "Ontvangsttaken en berichtgebeurtenissen staan door elkaar.",
                "Receive tasks and message events are mixed.",
            ),
        )


def _target(process: Process, target: Node) -> Iterator[tuple[Node, Text]]:
    name = shown(target)
    if not _waits(target):
        yield (
            target,
            Text(
                f"'{name}' volgt op een gebeurtenis-gateway, maar wacht op niets.",
                f"'{name}' follows an event gateway, but waits for nothing.",
            ),
        )
    if len(target.incoming) > 1:
        yield (
            target,
            Text(
                f"'{name}' volgt op een gebeurtenis-gateway en heeft nog een ingang.",
                f"'{name}' follows an event gateway and has another way in.",
            ),
        )
    if any(each.attached_to == target.id for each in process.nodes.values()):
        yield (
            target,
            Text(
                f"'{name}' volgt op een gebeurtenis-gateway en heeft een randgebeurtenis.",
                f"'{name}' follows an event gateway and has a boundary event.",
            ),
        )


def _waits(target: Node) -> bool:
    if target.kind is NodeKind.RECEIVE_TASK:
        return True
    return (
        target.kind is NodeKind.CATCH_EVENT
        and target.event is not None
        and target.event.kind in _WAITS | {EventKind.MULTIPLE}
    )
