"""Which flow nodes the runtime cannot play, each with its line and a remedy."""

from collections.abc import Iterator, Mapping

from engine.definitions.model import Event, EventKind, Node, NodeKind, Process
from engine.errors import Finding
from engine.runtime.reach import link_name
from engine.text import Text

_NONE = Event(kind=EventKind.NONE)
_AWAITED = {
    EventKind.TIMER,
    EventKind.MESSAGE,
    EventKind.SIGNAL,
    EventKind.CONDITIONAL,
}
_CAUGHT = _AWAITED | {EventKind.ERROR, EventKind.ESCALATION}
_THROWN = {EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION}
#: The event definitions that can be played, by kind of node.
_EVENTS: Mapping[NodeKind, set[EventKind]] = {
    NodeKind.CATCH_EVENT: _AWAITED | {EventKind.LINK},
    NodeKind.THROW_EVENT: _THROWN | {EventKind.LINK},
    NodeKind.BOUNDARY_EVENT: _CAUGHT | {EventKind.CANCEL},
    NodeKind.END_EVENT: _THROWN | {EventKind.ERROR, EventKind.TERMINATE, EventKind.CANCEL},
}
_BEHIND_EVENT_GATEWAY = (NodeKind.CATCH_EVENT, NodeKind.RECEIVE_TASK)
_PARTS = (NodeKind.CATCH_EVENT, NodeKind.THROW_EVENT)


def refused_elements(process: Process) -> Iterator[Finding]:
    """Find the nodes that cannot be played, one by one."""
    for node in process.nodes.values():
        for rule in (
            _kinds,
            _events,
            _timers,
            _exclusive,
            _event_gateway,
            _repeats,
            _links,
        ):
            yield from rule(process, node)


def refusal(
    process: Process, node: Node, rule: str, message: Text, remedy: Text
) -> Finding:
    """Refuse a node by the name of a rule."""
    return Finding(
        file=process.file,
        line=node.line,
        element=node.id,
        rule=rule,
        message=message,
        remedy=remedy,
    )


def _kinds(process: Process, node: Node) -> Iterator[Finding]:
    if node.kind is NodeKind.COMPLEX_GATEWAY:
        yield refusal(
            process,
            node,
            "runtime-complex-gateway",
            Text(
                "Een complexe gateway kan niet gespeeld worden.",
                "A complex gateway cannot be played.",
            ),
            Text("Gebruik een inclusieve gateway.", "Use an inclusive gateway."),
        )
    if node.kind is NodeKind.AD_HOC_SUB_PROCESS:
        yield refusal(
            process,
            node,
            "runtime-ad-hoc",
            Text(
                "Een ad-hoc deelproces kan niet gespeeld worden.",
                "An ad-hoc sub-process cannot be played.",
            ),
            Text("Teken de volgorde met pijlen.", "Draw the order with flows."),
        )


def _events(process: Process, node: Node) -> Iterator[Finding]:
    event = node.event or _NONE
    allowed = _EVENTS.get(node.kind)
    around = process.nodes.get(node.parent)
    if node.kind is NodeKind.START_EVENT and around is not None:
        handles = around.kind is NodeKind.EVENT_SUB_PROCESS
        allowed = _CAUGHT if handles else None
    if allowed is None or event.kind in allowed:
        return
    kind = event.kind.value
    yield refusal(
        process,
        node,
        f"runtime-{kind}-event" if kind != "none" else "runtime-event-without-definition",
        Text(
            f"De soort gebeurtenis '{kind}' kan hier niet gespeeld worden.",
            f"The kind of event '{kind}' cannot be played here.",
        ),
        Text(
            "Kies een tijd, bericht, signaal, fout of escalatie die hier past.",
            "Choose a timer, message, signal, error or escalation that fits here.",
        ),
    )


def _timers(process: Process, node: Node) -> Iterator[Finding]:
    event = node.event
    if event is None:
        return
    missing = (event.kind is EventKind.TIMER and event.timer is None) or (
        event.kind is EventKind.CONDITIONAL and event.condition is None
    )
    waits = node.kind is not NodeKind.START_EVENT or node.parent in process.nodes
    if missing and waits:
        yield refusal(
            process,
            node,
            "runtime-event-without-expression",
            Text(
                "De tijd of voorwaarde van de gebeurtenis ontbreekt.",
                "The time or condition of the event is missing.",
            ),
            Text(
                "Vul een duur, datum of voorwaarde in.",
                "Fill in a duration, date or condition.",
            ),
        )


def _exclusive(process: Process, node: Node) -> Iterator[Finding]:
    flows = [process.flows[flow] for flow in node.outgoing if flow in process.flows]
    if node.kind is NodeKind.EXCLUSIVE_GATEWAY and len(flows) > 1:
        open_flows = [f for f in flows if f.condition is None and f.id != node.default]
        if len(open_flows) > (0 if node.default else 1):
            listed = ", ".join(flow.id for flow in open_flows)
            yield refusal(
                process,
                node,
                "runtime-flow-without-condition",
                Text(
                    f"Paden zonder voorwaarde na een exclusieve gateway: {listed}.",
                    f"Flows without a condition after an exclusive gateway: {listed}.",
                ),
                Text(
                    "Geef elk pad een voorwaarde, of maak een ervan het standaardpad.",
                    "Give each flow a condition, or make one of them the default.",
                ),
            )


def _event_gateway(process: Process, node: Node) -> Iterator[Finding]:
    flows = [process.flows[flow] for flow in node.outgoing if flow in process.flows]
    if node.kind is NodeKind.EVENT_GATEWAY:
        for flow in flows:
            target = process.nodes.get(flow.target)
            if target is None or target.kind not in _BEHIND_EVENT_GATEWAY:
                yield refusal(
                    process,
                    node,
                    "runtime-event-gateway-target",
                    Text(
                        f"Na een gebeurtenisgateway volgt '{flow.target}', dat niet wacht.",
                        f"Behind an event gateway, '{flow.target}' does not wait.",
                    ),
                    Text(
                        "Zet er een wachtende gebeurtenis of ontvangsttaak achter.",
                        "Put a catch event or receive task behind it.",
                    ),
                )


def _repeats(process: Process, node: Node) -> Iterator[Finding]:
    many, loop = node.multi_instance, node.loop
    if many is not None and many.collection is None and many.cardinality is None:
        yield refusal(
            process,
            node,
            "runtime-rounds-without-number",
            Text(
                "De herhaling noemt geen lijst en geen aantal.",
                "The multi-instance names no list and no number.",
            ),
            Text("Noem de lijst of het aantal.", "Name the list or the number."),
        )
    if loop is not None and loop.condition is None and loop.maximum is None:
        yield refusal(
            process,
            node,
            "runtime-endless-loop",
            Text("De lus heeft geen einde.", "The loop has no end."),
            Text("Geef een voorwaarde of een maximum.", "Give a condition or a maximum."),
        )


def _links(process: Process, node: Node) -> Iterator[Finding]:
    name = link_name(node)
    if name is None or node.kind not in _PARTS:
        return
    others = [
        other
        for other in process.within(node.parent)
        if link_name(other) == name and other.kind is not node.kind
    ]
    if not others or (node.kind is NodeKind.THROW_EVENT and len(others) > 1):
        yield refusal(
            process,
            node,
            "runtime-link-without-end",
            Text(
                f"De koppeling '{name}' heeft niet precies een andere kant.",
                f"The link '{name}' has not exactly one other side.",
            ),
            Text("Geef beide kanten dezelfde naam.", "Give both sides the same name."),
        )
