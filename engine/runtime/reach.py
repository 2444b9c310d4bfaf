"""From where a token can still come to a join, worked out once when compiling."""

from collections.abc import Mapping

from engine.definitions.model import EventKind, Flow, Node


def link_name(node: Node, kind: EventKind = EventKind.LINK) -> str | None:
    """Give the name of a link event, or None for another node."""
    event = node.event
    return event.name if event is not None and event.kind is kind else None


def predecessors(nodes: list[Node], flows: list[Flow]) -> dict[str, set[str]]:
    """Give the nodes of a level from which a token comes straight to each node.

    Beside the flows these are activities for their boundary events and throwing links.
    """
    before: dict[str, set[str]] = {node.id: set() for node in nodes}
    for flow in flows:
        before[flow.target].add(flow.source)
    for node in nodes:
        if node.attached_to in before:
            before[node.id].add(str(node.attached_to))
        name = link_name(node)
        if name is not None and not node.incoming:
            before[node.id] |= {
                other.id
                for other in nodes
                if other.id != node.id and link_name(other) == name and other.incoming
            }
    return before


def main_flow(
    nodes: list[Node], starts: list[Node], before: Mapping[str, set[str]]
) -> frozenset[str]:
    """Give the nodes of a level that a token reaches from where the level begins.

    What only a boundary event leads to that goes on beside its activity is left out.
    """
    beside = {
        node.id for node in nodes if not (node.attached_to is None or ends_activity(node))
    }
    found: set[str] = set()
    fresh = {node.id for node in starts}
    while fresh:
        found |= fresh
        fresh = {
            name
            for name, sources in before.items()
            if name not in beside and name not in found and sources & found
        }
    return frozenset(found)


def ends_activity(node: Node) -> bool:
    """Tell whether a boundary event ends its activity, or goes on beside it."""
    return node.interrupting or node.event_kind in (EventKind.ERROR, EventKind.CANCEL)


def upstream(flow: Flow, before: Mapping[str, set[str]]) -> frozenset[str]:
    """Give the nodes from which a token can come by a flow without passing its target."""
    found: set[str] = set()
    waiting = [flow.source]
    while waiting:
        node = waiting.pop()
        if node not in found and node != flow.target:
            found.add(node)
            waiting += before[node]
    return frozenset(found)
