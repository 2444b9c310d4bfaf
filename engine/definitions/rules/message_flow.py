"""A message flow goes between pools, from what sends to what receives."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.tree import around, child, element_id, tag
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "message-flow"

_REMEDY = Text(
    "Teken de berichtstroom van een verzender naar een ontvanger in een andere pool.",
    "Draw the message flow from a sender in one pool to a receiver in another.",
)


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse message flows that stay in their pool or have a wrong end."""
    for flow in diagram.tree.iter("messageFlow"):
        for message in _wrong(diagram, flow):
            yield diagram.tree.finding(NAME, flow, message, _REMEDY)


def _wrong(diagram: Diagram, flow: Element) -> Iterator[Text]:
    source = diagram.tree.find((flow.get("sourceRef") or "").strip())
    target = diagram.tree.find((flow.get("targetRef") or "").strip())
    if source is None or target is None:
        return
    if _pool(source) is not None and _pool(source) == _pool(target):
        yield Text("Begin en einde staan in dezelfde pool.", "Both ends are in one pool.")
    if tag(source) in {"startEvent", "intermediateCatchEvent"}:
        yield Text("Ze begint bij een ontvangst.", "It starts at something that receives.")
    if tag(target) in {"endEvent", "intermediateThrowEvent"}:
        yield Text("Ze gaat naar een verzending.", "It goes to something that sends.")
    if tag(source) == "endEvent" and not _has_message(source):
        yield Text(
            "Ze begint bij een einde zonder bericht.", "Its end event has no message."
        )
    if tag(target) == "startEvent" and not _has_message(target):
        yield Text(
            "Ze gaat naar een start zonder bericht.", "Its start event has no message."
        )


def _pool(element: Element) -> str | None:
    if tag(element) == "participant":
        return element.get("processRef") or element_id(element)
    process = around(element, "process")
    return None if process is None else element_id(process)


def _has_message(event: Element) -> bool:
    referred = child(event, "eventDefinitionRef")
    return child(event, "messageEventDefinition") is not None or referred is not None
