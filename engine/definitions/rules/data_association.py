"""A data association between things of different types, or from several at once."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.tree import Tree, child, children, tag, text_of
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "data-association"


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse what only a transformation could do (BPMN 2.0.2, 10.4.2)."""
    for element in diagram.tree.iter("dataInputAssociation", "dataOutputAssociation"):
        if child(element, "transformation") is not None:
            continue
        for message in _wrong(diagram.tree, element):
            yield diagram.tree.finding(
                NAME,
                element,
                message,
                Text(
                    "Verbind data van hetzelfde type, één op één.",
                    "Connect data of one type, one to one.",
                ),
            )


def _wrong(tree: Tree, association: Element) -> Iterator[Text]:
    sources = children(association, "sourceRef")
    if len(sources) > 1:
        yield Text("Er zijn meerdere bronnen.", "There are several sources.")
    target = child(association, "targetRef")
    types = {_type(tree, text_of(each)) for each in sources}
    types |= {_type(tree, text_of(target))}
    if len(types - {""}) > 1:
        yield Text(
            "Bron en doel hebben een verschillend type.",
            "Source and target have different types.",
        )


def _type(tree: Tree, reference: str) -> str:
    """Give the structure of the data that a reference means; empty where nobody says."""
    element = tree.find(reference) if reference else None
    if element is not None and tag(element) == "dataObjectReference":
        element = tree.find(element.get("dataObjectRef", ""))
    elif element is not None and tag(element) == "dataStoreReference":
        element = tree.find(element.get("dataStoreRef", ""))
    if element is None:
        return ""
    item = tree.find(element.get("itemSubjectRef", ""))
    return "" if item is None else item.get("structureRef", "")
