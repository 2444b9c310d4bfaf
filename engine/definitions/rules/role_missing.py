"""A task for people that no role does: nobody would find it in an inbox."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "role-missing"

_TASKS = {NodeKind.USER_TASK, NodeKind.MANUAL_TASK}


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse it in a trajectory; warn about a foreign file."""
    for process in definition.processes.values():
        for node in process.nodes.values():
            if node.kind not in _TASKS or node.work.roles or node.work.assignee:
                continue
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"Taak '{shown(node)}' ligt in geen lane en noemt geen rol.",
                    f"Task '{shown(node)}' is in no lane and names no role.",
                ),
                Text(
                    "Leg de taak in de lane van de rol die ze doet.",
                    "Put the task into the lane of the role that does it.",
                ),
                severity="error" if definition.is_trajectory else "warning",
            )
