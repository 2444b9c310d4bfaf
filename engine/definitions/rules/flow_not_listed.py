"""A node that lists its flows, but not all or not only those that it has."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.tree import FLOW_NODES, children, element_id, tag, text_of
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "flow-not-listed"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Compare ``incoming``/``outgoing`` with the flows; a file without any may do so."""
    if not any(True for _ in diagram.tree.iter("incoming", "outgoing")):
        return
    ends = {"incoming": "targetRef", "outgoing": "sourceRef"}
    flows = list(diagram.tree.iter("sequenceFlow"))
    for element in diagram.tree.elements:
        if tag(element) not in FLOW_NODES:
            continue
        for name, end in ends.items():
            real = {
                element_id(flow)
                for flow in flows
                if (flow.get(end) or "").strip() == element_id(element)
            }
            yield from _compared(diagram, element, name, real - diagram.tree.made_ids)


def _compared(
    diagram: Diagram, element: Element, name: str, real: set[str]
) -> Iterable[Finding]:
    listed = {text_of(each).rsplit(":", 1)[-1] for each in children(element, name)}
    known = {each for each in listed if diagram.tree.find(each) is not None}
    for flow in sorted(known ^ real):
        is_listed = flow in listed
        nl = "noemt de stroom, die elders loopt" if is_listed else "noemt de stroom niet"
        en = (
            "lists the flow, which runs elsewhere"
            if is_listed
            else "does not list the flow"
        )
        yield diagram.tree.finding(
            NAME,
            element,
            Text(f"<{name}> {nl}: '{flow}'.", f"<{name}> {en}: '{flow}'."),
            Text(
                "Open het bestand in de editor en bewaar het opnieuw.",
                "Open the file in the editor and save it again.",
            ),
        )
