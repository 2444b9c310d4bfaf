"""An executable process whose expression is written as plain text for people."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.tree import XSI_TYPE, around, text_of
from engine.errors import Finding
from engine.text import Text

NAME = "natural-language"

_EXPRESSIONS = (
    "conditionExpression",
    "completionCondition",
    "condition",
    "loopCondition",
    "loopCardinality",
    "timeDate",
    "timeDuration",
    "timeCycle",
)


def check(diagram: Diagram) -> Iterable[Finding]:
    """Tell where xsi:type="tFormalExpression" lacks (BPMN 2.0.2, 8.3.6).

    An error in a file that is held to the letter; others leave it out by habit: a warning.
    """
    for element in diagram.tree.iter(*_EXPRESSIONS):
        process = around(element, "process")
        if process is None or process.get("isExecutable", "").strip() not in {"true", "1"}:
            continue
        if element.get(XSI_TYPE) is None and text_of(element):
            yield diagram.tree.finding(
                NAME,
                element,
                Text(
                    "De uitdrukking is niet formeel; ze wordt als FEEL gelezen.",
                    "The expression is not marked as formal; it is read as FEEL.",
                ),
                Text(
                    'Zet er xsi:type="bpmn:tFormalExpression" bij.',
                    'Add xsi:type="bpmn:tFormalExpression".',
                ),
                severity="error" if diagram.by_the_book else "warning",
            )
