"""A task for people without a Dutch or an English name."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import NodeKind
from engine.definitions.rules.reporting import about
from engine.errors import Finding
from engine.text import Text

NAME = "label-missing"

_TASKS = {NodeKind.USER_TASK, NodeKind.MANUAL_TASK}


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse it in a trajectory; about a foreign file, warn when it has no name at all."""
    for process in definition.processes.values():
        for node in process.nodes.values():
            wanted = node.name.nl and (node.name.en or not definition.is_trajectory)
            if node.kind not in _TASKS or wanted:
                continue
            nl, en = (
                ("Nederlandse", "Dutch") if not node.name.nl else ("Engelse", "English")
            )
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"Taak '{node.id}' heeft geen {nl} naam.",
                    f"Task '{node.id}' has no {en} name.",
                ),
                Text(
                    "Schrijf de naam in de editor; de Engelse staat in i18n:translation.",
                    "Write the name in the editor; the English one is an i18n:translation.",
                ),
                severity="error" if definition.is_trajectory else "warning",
            )
