"""Two elements with one id: whoever refers to it may get the other one."""

from collections.abc import Iterable
from dataclasses import replace

from engine.definitions.diagram import Diagram
from engine.definitions.tree import line_of
from engine.errors import Finding
from engine.text import Text

NAME = "duplicate-id"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse each id that an earlier element already has."""
    for element, identifier in diagram.tree.repeated:
        first = line_of(diagram.tree.by_id[identifier])
        found = diagram.tree.finding(
            NAME,
            element,
            Text(
                f"De id '{identifier}' staat ook op regel {first}.",
                f"The id '{identifier}' also stands on line {first}.",
            ),
            Text("Geef een van beide een andere id.", "Give one of the two another id."),
        )
        yield replace(found, element=identifier)
