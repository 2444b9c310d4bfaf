"""A link that is thrown but not caught, or caught but never thrown."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.graph import is_link, links
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "link-unmatched"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse links whose other end is not on the same level under the same name."""
    for process in diagram.processes.values():
        matched = {end.id for pair in links(process) for end in pair}
        for node in process.nodes.values():
            if node.event is None or not is_link(node) or node.id in matched:
                continue
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"Link '{node.event.name or shown(node)}' heeft geen tegenhanger.",
                    f"Link '{node.event.name or shown(node)}' has no other end.",
                ),
                Text(
                    "Geef het begin en het einde van de link dezelfde naam, op één niveau.",
                    "Give both ends of the link the same name, on the same level.",
                ),
            )
