"""Which user tasks and sequence flows the scenarios of a trajectory fired."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.definitions.definition import Definition
from engine.definitions.model import NodeKind

_HUMAN = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What there is, and what was never fired; names are ``process:element``."""

    tasks: frozenset[str]
    flows: frozenset[str]
    missed_tasks: frozenset[str]
    missed_flows: frozenset[str]

    @property
    def is_complete(self) -> bool:
        """Whether every user task and sequence flow was fired."""
        return not (self.missed_tasks or self.missed_flows)


def coverage(definition: Definition, fired: Iterable[str]) -> Coverage:
    """Count coverage over every process that the trajectory runs."""
    done = {
        element if ":" in element else f"{definition.main}:{element}" for element in fired
    }
    tasks = set()
    flows = set()
    for process in definition.processes.values():
        if not process.executable:
            continue
        tasks |= {
            f"{process.id}:{node.id}"
            for node in process.nodes.values()
            if node.kind in _HUMAN
        }
        flows |= {f"{process.id}:{flow}" for flow in process.flows}
    return Coverage(
        tasks=frozenset(tasks),
        flows=frozenset(flows),
        missed_tasks=frozenset(tasks - done),
        missed_flows=frozenset(flows - done),
    )
