"""Builds the SpiffWorkflow specs of one process and its sub-processes."""

from collections.abc import Callable, Mapping

from engine.definitions.model import Flow, Node, NodeKind, Process
from engine.runtime.elements import activities, containers, events, gateways, rounds, waits
from engine.runtime.reach import link_name, main_flow, predecessors, upstream
from engine.runtime.tokens import Element, LevelSpec

_PLAIN: Mapping[NodeKind, Callable[[LevelSpec, Node], Element]] = {
    NodeKind.START_EVENT: events.StartEvent,
    NodeKind.END_EVENT: events.EndEvent,
    NodeKind.CATCH_EVENT: waits.CatchEvent,
    NodeKind.THROW_EVENT: events.ThrowEvent,
    NodeKind.BOUNDARY_EVENT: waits.BoundaryEvent,
    NodeKind.EXCLUSIVE_GATEWAY: gateways.ExclusiveGateway,
    NodeKind.PARALLEL_GATEWAY: gateways.ParallelGateway,
    NodeKind.INCLUSIVE_GATEWAY: gateways.InclusiveGateway,
    NodeKind.EVENT_GATEWAY: waits.EventGateway,
}
_ACTIVITIES: Mapping[NodeKind, type[activities.Activity]] = {
    NodeKind.USER_TASK: activities.PersonTask,
    NodeKind.MANUAL_TASK: activities.PersonTask,
    NodeKind.SERVICE_TASK: activities.ServiceTask,
    NodeKind.SEND_TASK: activities.SendTask,
    NodeKind.RECEIVE_TASK: activities.ReceiveTask,
    NodeKind.SCRIPT_TASK: activities.ScriptTask,
    NodeKind.BUSINESS_RULE_TASK: activities.BusinessRuleTask,
    NodeKind.CALL_ACTIVITY: containers.CallActivity,
    NodeKind.SUB_PROCESS: containers.Container,
    NodeKind.TRANSACTION: containers.Container,
}


class Builder:
    """Builds the levels of processes, one at a time, and joins them at the end."""

    def __init__(self, *, main: str, roles: Mapping[str, str]) -> None:
        self.levels: dict[str, LevelSpec] = {}
        self._main = main
        self._roles = roles
        self._opens: list[tuple[containers.Container, str]] = []

    def process(self, process: Process) -> None:
        """Build the levels of a process: its own and one for each sub-process."""
        self._level(process, process.id)
        for node in process.nodes.values():
            if node.kind in CONTAINING:
                self._level(process, node.id)

    def connect(self) -> None:
        """Tell each sub-process and call activity which level it opens."""
        for container, name in self._opens:
            container.inside = self.levels[name]

    def _level(self, process: Process, parent: str) -> None:
        name = level_name(process, parent)
        prefix = "" if process.id == self._main else f"{process.id}:"
        level = LevelSpec(name, index=len(self.levels), prefix=prefix)
        self.levels[name] = level
        nodes = process.within(parent)
        made = {node.id: self._element(level, process, node) for node in nodes}
        flows = [flow for flow in process.flows.values() if flow.source in made]
        for flow in flows:
            made[flow.source].outgoing.append((flow, made[flow.target]))
            made[flow.source].connect(made[flow.target])
            made[flow.target].incoming.append(flow.id)
        _attach(made)
        before = predecessors(nodes, flows)
        _look_upstream(made, flows, before)
        for name in main_flow(nodes, starting_nodes(nodes), before):
            made[name].is_beside = False
        _begin(level, nodes, made)

    def _element(self, level: LevelSpec, process: Process, node: Node) -> Element:
        if node.kind not in _ACTIVITIES:
            return self._plain(level, process, node)
        if node.multi_instance is not None:
            many = rounds.Rounds(level, node, node.multi_instance)
            return self._round(
                many, self._activity(level, process, node, " [round]"), own=True
            )
        if node.loop is not None:
            loop = rounds.Loop(level, node, node.loop)
            return self._round(loop, self._activity(level, process, node, " [round]"))
        return self._activity(level, process, node)

    def _plain(self, level: LevelSpec, process: Process, node: Node) -> Element:
        if node.kind is NodeKind.EVENT_SUB_PROCESS:
            starts = _starts(process.within(node.id))
            handler = containers.EventSubProcess(level, node, starts[0])
            self._opens.append((handler, level_name(process, node.id)))
            return handler
        if link_name(node) is not None:
            kind = NodeKind.THROW_EVENT
            return (events.LinkThrow if node.kind is kind else events.LinkCatch)(
                level, node
            )
        return _PLAIN[node.kind](level, node)

    def _activity(
        self, level: LevelSpec, process: Process, node: Node, suffix: str = ""
    ) -> activities.Activity:
        kind = _ACTIVITIES[node.kind]
        if kind is activities.BusinessRuleTask and not node.work.decision:
            kind = activities.ServiceTask
        made = kind(level, node, node.id + suffix)
        if isinstance(made, activities.PersonTask):
            made.role = self._role(process, node)
        if isinstance(made, containers.CallActivity):
            self._opens.append((made, node.work.called))
        elif isinstance(made, containers.Container):
            self._opens.append((made, level_name(process, node.id)))
        return made

    def _round(
        self, wrapper: rounds.Wrapper, inner: activities.Activity, *, own: bool = False
    ) -> Element:
        inner.is_round = True
        inner.own = own or inner.own
        wrapper.inner = inner
        return wrapper

    def _role(self, process: Process, node: Node) -> str:
        if node.work.roles:
            return node.work.roles[0]
        around: Node | None = node
        while around is not None:
            if around.lane is not None:
                return self._roles.get(around.lane, around.lane)
            around = process.nodes.get(around.parent)
        return ""


CONTAINING = (NodeKind.SUB_PROCESS, NodeKind.TRANSACTION, NodeKind.EVENT_SUB_PROCESS)


def level_name(process: Process, parent: str) -> str:
    """Name the level of a process or of a sub-process in it."""
    return process.id if parent == process.id else f"{process.id}/{parent}"


def starting_nodes(nodes: list[Node]) -> list[Node]:
    """Give where a level begins: its plain start event, else what nothing leads to.

    Of several start events the plain one counts, else the first: opening a case is the
    event that the others would wait for. Without any, every node that no flow leads to
    gets a token (BPMN 2.0.2, 13.2).
    """
    starts = _starts(nodes)
    plain = [node for node in starts if node.event is None]
    if starts:
        return (plain or starts)[:1]
    return [
        node
        for node in nodes
        if not node.incoming
        and node.attached_to is None
        and node.kind is not NodeKind.EVENT_SUB_PROCESS
        and link_name(node) is None
    ]


def _starts(nodes: list[Node]) -> list[Node]:
    return [node for node in nodes if node.kind is NodeKind.START_EVENT]


def _attach(made: Mapping[str, Element]) -> None:
    for element in made.values():
        host = made.get(element.node.attached_to or "")
        if isinstance(host, activities.Activity) and isinstance(
            element, waits.BoundaryEvent
        ):
            host.boundaries.append(element)
        if isinstance(element, events.LinkThrow):
            name = link_name(element.node)
            element.target = next(
                other
                for other in made.values()
                if isinstance(other, events.LinkCatch) and link_name(other.node) == name
            )


def _look_upstream(
    made: Mapping[str, Element], flows: list[Flow], before: Mapping[str, set[str]]
) -> None:
    for flow in flows:
        join = made[flow.target]
        if isinstance(join, gateways.InclusiveGateway):
            join.upstream[flow.id] = upstream(flow, before)


def _begin(level: LevelSpec, nodes: list[Node], made: Mapping[str, Element]) -> None:
    level.starts = [made[node.id] for node in starting_nodes(nodes)]
    for element in made.values():
        if isinstance(element, containers.EventSubProcess):
            armed = element.event.kind in waits.ARMED
            (level.listeners if armed else level.handlers).append(element)
