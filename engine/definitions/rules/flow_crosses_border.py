"""A sequence flow may not leave its pool or sub-process."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.tree import FLOW_NODES, tag
from engine.errors import Finding
from engine.text import Text

NAME = "flow-crosses-border"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse sequence flows between nodes of different processes or sub-processes."""
    for flow in diagram.tree.iter("sequenceFlow"):
        source = diagram.tree.find((flow.get("sourceRef") or "").strip())
        target = diagram.tree.find((flow.get("targetRef") or "").strip())
        if source is None or target is None:
            continue
        if tag(source) not in FLOW_NODES or tag(target) not in FLOW_NODES:
            continue
        if source.getparent() is not target.getparent():
            yield diagram.tree.finding(
                NAME,
                flow,
                Text(
                    "De stroom gaat over de rand van een pool of subproces.",
                    "The flow crosses the border of a pool or sub-process.",
                ),
                Text(
                    "Laat ze binnen blijven; gebruik tussen pools een bericht.",
                    "Keep it inside; between pools, use a message.",
                ),
            )
