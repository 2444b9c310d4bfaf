"""Reads one process: flow nodes of all depths, flows, lanes."""

from dataclasses import replace

from engine.definitions.events import read_event, read_task_event
from engine.definitions.formulas import Formulas
from engine.definitions.labels import label
from engine.definitions.model import (
    Event,
    Flow,
    Lane,
    Node,
    NodeKind,
    Process,
)
from engine.definitions.repetition import read_multi_instance, read_standard_loop
from engine.definitions.tree import (
    FLOW_NODES,
    child,
    children,
    element_id,
    line_of,
    tag,
    text_of,
)
from engine.definitions.work import is_outside_work, read_work
from engine.xml import Element

_KINDS = {
    "startEvent": NodeKind.START_EVENT,
    "endEvent": NodeKind.END_EVENT,
    "intermediateCatchEvent": NodeKind.CATCH_EVENT,
    "intermediateThrowEvent": NodeKind.THROW_EVENT,
    "implicitThrowEvent": NodeKind.THROW_EVENT,
    "boundaryEvent": NodeKind.BOUNDARY_EVENT,
    "task": NodeKind.MANUAL_TASK,
    "manualTask": NodeKind.MANUAL_TASK,
    "userTask": NodeKind.USER_TASK,
    "serviceTask": NodeKind.SERVICE_TASK,
    "sendTask": NodeKind.SEND_TASK,
    "receiveTask": NodeKind.RECEIVE_TASK,
    "scriptTask": NodeKind.SCRIPT_TASK,
    "businessRuleTask": NodeKind.BUSINESS_RULE_TASK,
    "callActivity": NodeKind.CALL_ACTIVITY,
    "subProcess": NodeKind.SUB_PROCESS,
    "transaction": NodeKind.TRANSACTION,
    "adHocSubProcess": NodeKind.AD_HOC_SUB_PROCESS,
    "exclusiveGateway": NodeKind.EXCLUSIVE_GATEWAY,
    "parallelGateway": NodeKind.PARALLEL_GATEWAY,
    "inclusiveGateway": NodeKind.INCLUSIVE_GATEWAY,
    "eventBasedGateway": NodeKind.EVENT_GATEWAY,
    "complexGateway": NodeKind.COMPLEX_GATEWAY,
    # Steps of a choreography: shown as tasks, refused by the rule unsupported-element.
    "choreographyTask": NodeKind.MANUAL_TASK,
    "subChoreography": NodeKind.SUB_PROCESS,
    "callChoreography": NodeKind.CALL_ACTIVITY,
}
_EVENTS = {
    NodeKind.START_EVENT,
    NodeKind.END_EVENT,
    NodeKind.CATCH_EVENT,
    NodeKind.THROW_EVENT,
    NodeKind.BOUNDARY_EVENT,
}


def read_process(element: Element, formulas: Formulas) -> Process:
    """Read a ``process`` element with everything inside it."""
    reader = _ProcessReader(formulas)
    reader.inside(element)
    identifier = element_id(element)
    lanes = reader.lanes_of(element)
    return Process(
        id=identifier,
        name=label(element),
        line=line_of(element),
        file=formulas.tree.file,
        executable=element.get("isExecutable", "").strip() in {"true", "1"},
        nodes=_connected(reader.nodes, reader.flows, reader.lane_of, identifier),
        flows=reader.flows,
        lanes=lanes,
    )


class _ProcessReader:
    def __init__(self, formulas: Formulas) -> None:
        self._formulas = formulas
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        #: Innermost lane of each node that a lane names.
        self.lane_of: dict[str, str] = {}

    def inside(self, container: Element) -> None:
        """Read the flow elements of a process or sub-process, and of those inside it."""
        parent = element_id(container)
        for element in container:
            name = tag(element)
            if name == "sequenceFlow":
                self._flow(element)
            elif name in FLOW_NODES:
                self._node(element, parent)
                self.inside(element)

    def lanes_of(self, container: Element) -> dict[str, Lane]:
        """Read lanes, outer ones first, so that an inner lane has the last word."""
        lanes: dict[str, Lane] = {}
        for lane_set in children(container, "laneSet", "childLaneSet"):
            for element in children(lane_set, "lane"):
                identifier = element_id(element)
                lanes[identifier] = Lane(
                    id=identifier, name=label(element), line=line_of(element)
                )
                for each in children(element, "flowNodeRef"):
                    self.lane_of[text_of(each)] = identifier
                lanes |= self.lanes_of(element)
        return lanes

    def _flow(self, element: Element) -> None:
        identifier = element_id(element)
        if identifier in self.flows:
            return
        self.flows[identifier] = Flow(
            id=identifier,
            source=element.get("sourceRef", "").strip(),
            target=element.get("targetRef", "").strip(),
            name=label(element),
            line=line_of(element),
            condition=self._formulas.of(child(element, "conditionExpression")),
        )

    def _node(self, element: Element, parent: str) -> None:
        identifier, kind = element_id(element), _kind(element)
        if identifier in self.nodes:
            return
        self.nodes[identifier] = Node(
            id=identifier,
            kind=kind,
            name=label(element),
            line=line_of(element),
            parent=parent,
            default=element.get("default", "").strip() or None,
            event=self._event(element, kind),
            attached_to=element.get("attachedToRef", "").strip() or None,
            interrupting=_interrupts(element),
            work=read_work(element, kind, self._formulas),
            multi_instance=read_multi_instance(element, self._formulas),
            loop=read_standard_loop(element, self._formulas),
        )

    def _event(self, element: Element, kind: NodeKind) -> Event | None:
        if kind in _EVENTS:
            return read_event(element, self._formulas)
        if kind not in {NodeKind.RECEIVE_TASK, NodeKind.SEND_TASK}:
            return None
        return read_task_event(element, self._formulas)


def _kind(element: Element) -> NodeKind:
    kind = _KINDS[tag(element)]
    if kind is NodeKind.SUB_PROCESS and element.get("triggeredByEvent") in {"true", "1"}:
        return NodeKind.EVENT_SUB_PROCESS
    if kind in {NodeKind.BUSINESS_RULE_TASK, NodeKind.SCRIPT_TASK}:
        return NodeKind.SERVICE_TASK if is_outside_work(element) else kind
    return kind


def _interrupts(element: Element) -> bool:
    name = "cancelActivity" if tag(element) == "boundaryEvent" else "isInterrupting"
    return element.get(name, "true").strip() not in {"false", "0"}


def _connected(
    nodes: dict[str, Node], flows: dict[str, Flow], lane_of: dict[str, str], process: str
) -> dict[str, Node]:
    """Give each node its flows and lane; what is inside a sub-process inherits the lane."""
    incoming: dict[str, list[str]] = {}
    outgoing: dict[str, list[str]] = {}
    for flow in flows.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    connected: dict[str, Node] = {}
    for node in nodes.values():
        around = connected.get(node.parent) if node.parent != process else None
        attached = connected.get(node.attached_to or "")
        inherited = (around and around.lane) or (attached and attached.lane) or None
        connected[node.id] = replace(
            node,
            incoming=tuple(incoming.get(node.id, ())),
            outgoing=tuple(outgoing.get(node.id, ())),
            lane=lane_of.get(node.id, inherited),
        )
    return connected
