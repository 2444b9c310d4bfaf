"""Processes that call each other round, without anything to wait for on the way."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "call-cycle"

_WAITS = {
    NodeKind.USER_TASK,
    NodeKind.MANUAL_TASK,
    NodeKind.RECEIVE_TASK,
    NodeKind.CATCH_EVENT,
    NodeKind.SERVICE_TASK,
    NodeKind.EVENT_GATEWAY,
}


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse a call that comes back to its own process without a wait before it."""
    calls = {
        process.id: [n for n in _before_a_wait(process) if n.kind is NodeKind.CALL_ACTIVITY]
        for process in definition.processes.values()
    }
    for process in definition.processes.values():
        for node in calls[process.id]:
            if _comes_back(node.work.called, process.id, calls):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"'{shown(node)}' roept zichzelf weer op zonder ergens te wachten.",
                        f"'{shown(node)}' calls itself again without waiting anywhere.",
                    ),
                    Text(
                        "Zet een taak of wachttijd in de kring, of verbreek ze.",
                        "Put a task or a waiting event into the circle, or break it.",
                    ),
                )


def _before_a_wait(process: Process) -> list[Node]:
    """Give the nodes that a token comes to before it first waits."""
    waiting = [n for n in process.nodes.values() if n.kind is NodeKind.START_EVENT]
    found: dict[str, Node] = {}
    while waiting:
        node = waiting.pop()
        if node.id in found:
            continue
        found[node.id] = node
        if node.kind in _WAITS:
            continue
        waiting += [
            process.nodes[process.flows[each].target]
            for each in node.outgoing
            if process.flows[each].target in process.nodes
        ]
    return list(found.values())


def _comes_back(called: str, home: str, calls: dict[str, list[Node]]) -> bool:
    seen: set[str] = set()
    waiting = [called]
    while waiting:
        process = waiting.pop()
        if process == home:
            return True
        if process not in seen:
            seen.add(process)
            waiting += [node.work.called for node in calls.get(process, [])]
    return False
