"""An event definition inside one event that another event uses too."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.tree import tag, text_of
from engine.errors import Finding
from engine.text import Text

NAME = "shared-event"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse references to definitions that stand inside an event (BPMN 10.5.1)."""
    for reference in diagram.tree.iter("eventDefinitionRef"):
        target = diagram.tree.find(text_of(reference))
        if target is None:
            continue
        parent = target.getparent()
        if parent is not None and tag(parent) != "definitions":
            yield diagram.tree.finding(
                NAME,
                reference,
                Text(
                    "De gebeurtenis gebruikt de definitie van een andere gebeurtenis.",
                    "The event uses the definition that stands inside another event.",
                ),
                Text("Geef ze een eigen definitie.", "Give it a definition of its own."),
            )
