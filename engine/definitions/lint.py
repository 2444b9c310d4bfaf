"""The well-kept bpmnlint rules about how a diagram is drawn, as ported to Python.

Only the rules that those of `engine.definitions.rules` do not already cover are run, and
all of them are warnings: they are about reading the diagram, not about running it.
"""

from copy import deepcopy
from functools import cache
from typing import Any

from lxml import etree

from engine.definitions.diagram import Diagram
from engine.definitions.tree import BPMN, FLOW_NODES, children, element_id, line_of, tag
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

_TEXTS = {
    "fake-join": Text(
        "Hier komen stromen samen zonder gateway.", "Flows meet here without a gateway."
    ),
    "label-required": Text("Dit element heeft geen naam.", "This element has no name."),
    "no-implicit-split": Text(
        "De weg splitst hier zonder gateway.", "The way splits here without a gateway."
    ),
    "no-overlapping-elements": Text(
        "Dit element ligt op een ander.", "This element lies on top of another."
    ),
    "superfluous-termination": Text(
        "Dit termineren is overbodig: er is geen andere tak.",
        "This termination is needless: there is no other branch.",
    ),
}
_REMEDY = Text(
    "Maak de tekening duidelijker in de editor.", "Make the drawing clearer in the editor."
)


def lint(diagram: Diagram) -> list[Finding]:
    """Give what the linter says, as warnings with the rule ``lint-<its rule>``."""
    from bpmn_io.moddle_xml.read import ParseError

    if not any(True for _ in diagram.tree.iter(*FLOW_NODES)):
        return []

    xml = etree.tostring(_listed(diagram.tree.root), encoding="unicode")
    try:
        root = _model().from_xml(xml, "bpmn:Definitions").root_element
        reports = _linter().lint(root)
    except (ParseError, AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return [_not_linted(diagram)]
    return [
        _finding(diagram, name, report)
        for name, found in reports.items()
        for report in found
        if name in _TEXTS
    ]


def _finding(diagram: Diagram, name: str, report: dict[str, Any]) -> Finding:
    identifier = str(report.get("id") or "")
    element = diagram.tree.find(identifier)
    return Finding(
        file=diagram.file,
        line=1 if element is None else line_of(element),
        element=identifier,
        rule=f"lint-{name}",
        message=_TEXTS[name],
        remedy=_REMEDY,
        severity="warning",
    )


def _not_linted(diagram: Diagram) -> Finding:
    return Finding(
        file=diagram.file,
        line=1,
        element="",
        rule="lint-unreadable",
        message=Text(
            "De tekenregels konden dit bestand niet lezen.",
            "The drawing rules could not read this file.",
        ),
        remedy=_REMEDY,
        severity="warning",
    )


def _listed(root: Element) -> Element:
    """Copy the tree with ``incoming`` and ``outgoing`` in every node, as the rules need."""
    copy = deepcopy(root)
    nodes = {element_id(each): each for each in copy.iter() if tag(each) in FLOW_NODES}
    for node in nodes.values():
        for each in children(node, "incoming", "outgoing"):
            node.remove(each)
    for flow in copy.iter(f"{{{BPMN}}}sequenceFlow"):
        for end, name in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            at = nodes.get((flow.get(end) or "").strip())
            if at is not None:
                listed = etree.SubElement(at, f"{{{BPMN}}}{name}")
                listed.text = element_id(flow)
    return copy


@cache
def _model() -> Any:
    from bpmn_io import create_moddle

    return create_moddle()


@cache
def _linter() -> Any:
    from bpmn_io.lint import Linter
    from bpmn_io.lint.resolver import NodeResolver

    resolver: Any = NodeResolver()
    return Linter(config={"rules": dict.fromkeys(_TEXTS, "warn")}, resolver=resolver)
