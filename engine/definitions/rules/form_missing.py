"""A user task whose form is not there, or that has none."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "form-missing"


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse it in a trajectory; warn about a foreign file."""
    for process in definition.processes.values():
        for node in process.nodes.values():
            if node.kind is not NodeKind.USER_TASK or node.work.form in definition.forms:
                continue
            wanted = node.work.form or node.id
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"Taak '{shown(node)}' heeft geen formulier forms/{wanted}.json.",
                    f"Task '{shown(node)}' has no form forms/{wanted}.json.",
                ),
                Text(
                    f"Maak forms/{wanted}.json in de formuliereditor.",
                    f"Make forms/{wanted}.json in the form editor.",
                ),
                severity="error" if definition.is_trajectory else "warning",
            )
