"""A gateway that says converging or diverging, and is drawn otherwise."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.tree import element_id
from engine.errors import Finding
from engine.text import Text

NAME = "gateway-direction"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Compare ``gatewayDirection`` with the flows (BPMN 2.0.2, table 8.46)."""
    flows = list(diagram.tree.iter("sequenceFlow"))
    for element in diagram.tree.elements:
        direction = element.get("gatewayDirection")
        if direction is None:
            continue
        identifier = element_id(element)
        entering = sum(
            (flow.get("targetRef") or "").strip() == identifier for flow in flows
        )
        leaving = sum((flow.get("sourceRef") or "").strip() == identifier for flow in flows)
        if _fits(direction, entering, leaving):
            continue
        yield diagram.tree.finding(
            NAME,
            element,
            Text(
                f"De gateway zegt '{direction}', maar heeft {entering} ingangen "
                f"en {leaving} uitgangen.",
                f"The gateway says '{direction}', but has {entering} ways in "
                f"and {leaving} ways out.",
            ),
            Text(
                "Verwijder gatewayDirection, of splits de gateway in twee.",
                "Remove gatewayDirection, or split the gateway in two.",
            ),
        )


def _fits(direction: str, entering: int, leaving: int) -> bool:
    if direction == "Converging":
        return leaving <= 1
    if direction == "Diverging":
        return entering <= 1
    return direction != "Mixed" or (entering > 1 and leaving > 1)
