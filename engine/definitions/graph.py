"""Which nodes a token can come to, and from which ones it can come to an end."""

from collections.abc import Iterable, Iterator, Mapping

from engine.definitions.model import EventKind, Node, NodeKind, Process

CONTAINERS = frozenset(
    {
        NodeKind.SUB_PROCESS,
        NodeKind.EVENT_SUB_PROCESS,
        NodeKind.TRANSACTION,
        NodeKind.AD_HOC_SUB_PROCESS,
    }
)


def reachable(process: Process) -> set[str]:
    """Give the nodes that a token can come to from the starts of the process."""
    return _closure(entries(process, process.id), _successors(process))


def can_end(process: Process) -> set[str]:
    """Give the nodes from which some end of their own level can be come to."""
    throwers = {thrower.id for thrower, _ in links(process)}
    ends = [
        node.id
        for node in process.nodes.values()
        if not node.outgoing
        and node.kind is not NodeKind.BOUNDARY_EVENT
        and node.id not in throwers
    ]
    backwards: dict[str, list[str]] = {}
    for flow in process.flows.values():
        backwards.setdefault(flow.target, []).append(flow.source)
    for thrower, catcher in links(process):
        backwards.setdefault(catcher.id, []).append(thrower.id)
    for node in process.nodes.values():
        if node.kind is NodeKind.BOUNDARY_EVENT and node.attached_to:
            backwards.setdefault(node.id, []).append(node.attached_to)
    return _closure(ends, backwards)


def links(process: Process) -> Iterator[tuple[Node, Node]]:
    """Give each link that is thrown, with the link that catches it on the same level."""
    catching = {
        (node.parent, node.event.name): node
        for node in process.nodes.values()
        if is_link(node) and node.kind is NodeKind.CATCH_EVENT and node.event is not None
    }
    for node in process.nodes.values():
        if is_link(node) and node.kind is NodeKind.THROW_EVENT and node.event is not None:
            catcher = catching.get((node.parent, node.event.name))
            if catcher is not None:
                yield node, catcher


def is_link(node: Node) -> bool:
    """Tell whether a node is one end of a link: a flow drawn in two parts."""
    return node.event is not None and node.event.kind is EventKind.LINK


def entries(process: Process, parent: str) -> list[str]:
    """Give the starts of a process or sub-process, or what stands in for one."""
    inside = process.within(parent)
    starts = [node.id for node in inside if node.kind is NodeKind.START_EVENT]
    starts += [n.id for n in inside if n.kind is NodeKind.EVENT_GATEWAY and not n.incoming]
    handlers = [node.id for node in inside if node.kind is NodeKind.EVENT_SUB_PROCESS]
    return (starts or [node.id for node in inside if _may_start(node)]) + handlers


def _may_start(node: Node) -> bool:
    apart = {NodeKind.BOUNDARY_EVENT, NodeKind.EVENT_SUB_PROCESS}
    caught = is_link(node) and node.kind is NodeKind.CATCH_EVENT
    return not node.incoming and node.kind not in apart and not caught


def _successors(process: Process) -> Mapping[str, list[str]]:
    following: dict[str, list[str]] = {}
    for flow in process.flows.values():
        following.setdefault(flow.source, []).append(flow.target)
    for thrower, catcher in links(process):
        following.setdefault(thrower.id, []).append(catcher.id)
    for node in process.nodes.values():
        if node.attached_to:
            following.setdefault(node.attached_to, []).append(node.id)
        if node.kind in CONTAINERS:
            following.setdefault(node.id, []).extend(entries(process, node.id))
    return following


def _closure(starts: Iterable[str], following: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(following.get(node, ()))
    return found
