"""A business rule task that names no decision, or one that is not there."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import Node, NodeKind
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "decision-missing"


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse decisions that neither the trajectory nor the law has."""
    known = {*definition.decisions, *definition.law.decisions}
    unread = {finding.element for finding in definition.findings}
    for process in definition.processes.values():
        for node in process.nodes.values():
            if node.kind is not NodeKind.BUSINESS_RULE_TASK or node.id in unread:
                continue
            if node.work.decision in known:
                continue
            if node.work.decision and not definition.is_trajectory:
                continue
            yield about(NAME, process, node, _message(node), _REMEDY)


_REMEDY = Text(
    "Kies de id van een beslissing uit een .dmn-bestand van het traject of de wet.",
    "Choose the id of a decision in a .dmn file of the trajectory or the law.",
)


def _message(node: Node) -> Text:
    if not node.work.decision:
        return Text(
            f"'{shown(node)}' noemt geen beslissing.", f"'{shown(node)}' names no decision."
        )
    return Text(
        f"Beslissing '{node.work.decision}' bestaat niet.",
        f"There is no decision '{node.work.decision}'.",
    )
