"""Elements that the file uses and nothing here runs: told by name, never passed over."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.tree import child, is_compensation, tag
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "unsupported-element"

_CHOREOGRAPHY = {"choreographyTask", "subChoreography", "callChoreography"}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse choreographies, compensation handlers and quantities of tokens."""
    for element in diagram.tree.elements:
        for nl, en in _unsupported(element):
            yield diagram.tree.finding(
                NAME,
                element,
                Text(f"{nl} wordt niet uitgevoerd.", f"{en} is not executed."),
                Text(
                    "Teken het met taken, gateways en gebeurtenissen.",
                    "Draw it with tasks, gateways and events.",
                ),
            )


def _unsupported(element: Element) -> Iterator[tuple[str, str]]:
    name = tag(element)
    if name in _CHOREOGRAPHY:
        yield "Een choreografie in een proces", "A choreography inside a process"
    if is_compensation(element):
        yield "Een compensatietaak", "A compensation activity"
    for quantity in ("startQuantity", "completionQuantity"):
        if element.get(quantity, "1").strip() != "1":
            yield f"{quantity} anders dan 1", f"{quantity} other than 1"
    if name == "complexBehaviorDefinition":
        yield "Complex gedrag van een meervoudige taak", "Complex multi-instance behaviour"
    if name == "sequenceFlow" and element.get("isImmediate", "").strip() in {"false", "0"}:
        yield "Een stroom met isImmediate='false'", "A flow with isImmediate='false'"
    parallel = element.get("parallelMultiple", "").strip() in {"true", "1"}
    if parallel and child(element, "outputSet") is None:
        yield "Een gebeurtenis die op alles tegelijk wacht", "A parallel multiple event"
