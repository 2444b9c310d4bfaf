"""What the runtime cannot play, each with its line and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping

from engine.definitions.model import Event, EventKind, Node, NodeKind, Process
from engine.errors import Finding
from engine.runtime.build import CONTAINING, starting_nodes
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


def refusals(process: Process) -> list[Finding]:
    """Find all that the runtime cannot play in a process; empty when it can."""
    findings: list[Finding] = []
    levels = [process.id] + [n.id for n in process.nodes.values() if n.kind in CONTAINING]
    for parent in levels:
        nodes = process.within(parent)
        if not starting_nodes(nodes):
            findings.append(_no_start(process, parent))
    for node in process.nodes.values():
        for rule in (_kinds, _events, _timers, _gateways, _repeats, _links, _calls):
            findings += rule(process, node)
    findings += _flows(process)
    return findings


def missing_calls(
    processes: Iterable[Process], known: Mapping[str, Process]
) -> list[Finding]:
    """Find the call activities whose diagram is not there."""
    return [
        _finding(
            process,
            node,
            "runtime-called-process-missing",
            Text(
                f"Het opgeroepen proces '{node.work.called}' is er niet.",
                f"The called process '{node.work.called}' is not there.",
            ),
            Text(
                "Voeg het diagram toe of verbeter de naam.",
                "Add the diagram or correct the name.",
            ),
        )
        for process in processes
        for node in process.nodes.values()
        if node.work.called and node.work.called not in known
    ]


def lost_node(process: Process, node: Node) -> Finding:
    """Report a flow node that was not compiled."""
    return _finding(
        process,
        node,
        "runtime-lost-node",
        Text(
            f"'{node.id}' zou nooit gespeeld worden.",
            f"'{node.id}' would never be played.",
        ),
        Text("Verbind het met de rest van het diagram.", "Connect it with the diagram."),
    )


def _kinds(process: Process, node: Node) -> Iterator[Finding]:
    if node.kind is NodeKind.COMPLEX_GATEWAY:
        yield _finding(
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
        yield _finding(
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
    yield _finding(
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
        yield _finding(
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


def _gateways(process: Process, node: Node) -> Iterator[Finding]:
    flows = [process.flows[flow] for flow in node.outgoing if flow in process.flows]
    if node.kind is NodeKind.EXCLUSIVE_GATEWAY and len(flows) > 1:
        open_flows = [f for f in flows if f.condition is None and f.id != node.default]
        if len(open_flows) > (0 if node.default else 1):
            listed = ", ".join(flow.id for flow in open_flows)
            yield _finding(
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
    if node.kind is NodeKind.EVENT_GATEWAY:
        for flow in flows:
            target = process.nodes.get(flow.target)
            if target is None or target.kind not in _BEHIND_EVENT_GATEWAY:
                yield _finding(
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
        yield _finding(
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
        yield _finding(
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
        yield _finding(
            process,
            node,
            "runtime-link-without-end",
            Text(
                f"De koppeling '{name}' heeft niet precies een andere kant.",
                f"The link '{name}' has not exactly one other side.",
            ),
            Text("Geef beide kanten dezelfde naam.", "Give both sides the same name."),
        )


def _calls(process: Process, node: Node) -> Iterator[Finding]:
    if node.kind is NodeKind.CALL_ACTIVITY and not node.work.called:
        yield _finding(
            process,
            node,
            "runtime-call-without-process",
            Text("De oproep noemt geen proces.", "The call activity names no process."),
            Text("Noem het proces dat gespeeld wordt.", "Name the process to be played."),
        )
    host = process.nodes.get(node.attached_to or "")
    if node.kind is NodeKind.BOUNDARY_EVENT and (
        host is None or host.parent != node.parent
    ):
        yield _finding(
            process,
            node,
            "runtime-boundary-without-activity",
            Text(
                "De randgebeurtenis hangt aan geen activiteit op hetzelfde niveau.",
                "The boundary event hangs on no activity of the same level.",
            ),
            Text("Hang ze aan een activiteit.", "Attach it to an activity."),
        )


def _flows(process: Process) -> Iterator[Finding]:
    for flow in process.flows.values():
        source, target = process.nodes.get(flow.source), process.nodes.get(flow.target)
        if source is None or target is None or source.parent != target.parent:
            yield Finding(
                file=process.file,
                line=flow.line,
                element=flow.id,
                rule="runtime-flow-between-levels",
                message=Text(
                    "Het pad verbindt geen twee elementen van hetzelfde niveau.",
                    "The flow does not join two elements of the same level.",
                ),
                remedy=Text(
                    "Laat het begin en eindigen in hetzelfde proces of deelproces.",
                    "Let it begin and end in the same process or sub-process.",
                ),
            )


def _no_start(process: Process, parent: str) -> Finding:
    node = process.nodes.get(parent)
    return Finding(
        file=process.file,
        line=node.line if node is not None else process.line,
        element=parent,
        rule="runtime-no-start",
        message=Text("Er is geen plaats om te beginnen.", "There is no place to begin."),
        remedy=Text("Voeg een startgebeurtenis toe.", "Add a start event."),
    )


def _finding(
    process: Process, node: Node, rule: str, message: Text, remedy: Text
) -> Finding:
    return Finding(
        file=process.file,
        line=node.line,
        element=node.id,
        rule=rule,
        message=message,
        remedy=remedy,
    )
