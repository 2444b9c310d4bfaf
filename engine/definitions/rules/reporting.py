"""Findings about the values of a diagram."""

from typing import Literal

from engine.definitions.model import Flow, Node, Process
from engine.errors import Finding
from engine.text import Text

Severity = Literal["error", "warning"]


def about(
    rule: str,
    process: Process,
    element: Node | Flow | Process,
    message: Text,
    remedy: Text,
    *,
    severity: Severity = "error",
) -> Finding:
    """Make a finding about a node, a flow or the process itself."""
    return Finding(
        file=process.file,
        line=element.line,
        element=element.id,
        rule=rule,
        message=message,
        remedy=remedy,
        severity=severity,
    )


def shown(element: Node | Flow) -> str:
    """Give the name of an element, or its id when it has none."""
    return element.name.nl or element.id
