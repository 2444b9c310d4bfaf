"""Two sequence flows that connect the same two nodes."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.rules.reporting import about
from engine.errors import Finding
from engine.text import Text

NAME = "duplicate-flow"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Warn about a second flow: out of a task or split it would make a second token."""
    for process in diagram.runnable:
        seen: set[tuple[str, str]] = set()
        for flow in process.flows.values():
            if (flow.source, flow.target) in seen:
                yield about(
                    NAME,
                    process,
                    flow,
                    Text(
                        "Een andere stroom verbindt dezelfde elementen al.",
                        "Another flow connects the same elements already.",
                    ),
                    Text("Verwijder er een.", "Remove one of the two."),
                    severity="warning",
                )
            seen.add((flow.source, flow.target))
