"""An expression that is marked as one, but says nothing."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.tree import around, text_of
from engine.errors import Finding
from engine.text import Text

NAME = "expression-empty"

_EXPRESSIONS = ("conditionExpression", "completionCondition", "condition", "loopCondition")
_MORE = ("loopCardinality", "transformation", "from", "to", "messagePath", "dataPath")


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse empty expressions in executable processes (BPMN 2.0.2, 8.3.6)."""
    for element in diagram.tree.iter(*_EXPRESSIONS, *_MORE):
        process = around(element, "process")
        if process is None or process.get("isExecutable", "").strip() not in {"true", "1"}:
            continue
        if not text_of(element):
            yield diagram.tree.finding(
                NAME,
                element,
                Text("De uitdrukking is leeg.", "The expression is empty."),
                Text("Vul ze in of verwijder ze.", "Fill it in or remove it."),
            )
