"""Numbers that make no sense: fewer than none, or a maximum under the minimum."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "quantity"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse such participant multiplicities, loop maxima and token quantities."""
    for element in diagram.tree.elements:
        if _is_wrong(element):
            yield diagram.tree.finding(
                NAME,
                element,
                Text("Het aantal kan niet.", "The quantity makes no sense."),
                Text(
                    "Schrijf een maximum van minstens 1 en minstens het minimum.",
                    "Write a maximum of at least 1 and at least the minimum.",
                ),
            )


def _is_wrong(element: Element) -> bool:
    for name in ("startQuantity", "completionQuantity", "loopMaximum"):
        if (value := _number(element, name)) is not None and value < 1:
            return True
    minimum, maximum = _number(element, "minimum"), _number(element, "maximum")
    if minimum is not None and minimum < 0:
        return True
    return maximum is not None and (maximum < 1 or maximum < (minimum or 0))


def _number(element: Element, name: str) -> int | None:
    try:
        return int(element.get(name, ""))
    except ValueError:
        return None
