"""Data inputs and outputs that no set holds, or that stand where none may."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.tree import around, child, children, element_id, tag, text_of
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "data-sets"

_SETS = {
    "dataInput": ("inputSet", "dataInputRefs"),
    "dataOutput": ("outputSet", "dataOutputRefs"),
}
_CONTAINERS = {"subProcess", "transaction", "adHocSubProcess"}
_PARTS = {
    "inputSet": ("dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
    "outputSet": ("dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
}
_REMEDY = Text(
    "Verwijder de data-associaties en teken ze opnieuw in de editor.",
    "Remove the data associations and draw them again in the editor.",
)


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse specifications that contradict themselves (BPMN 2.0.2, 10.4.1)."""
    for element in diagram.tree.elements:
        for message in _wrong(element):
            yield diagram.tree.finding(NAME, element, message, _REMEDY)


def _wrong(element: Element) -> Iterator[Text]:
    name = tag(element)
    if name in _CONTAINERS and child(element, "ioSpecification") is not None:
        yield Text(
            "Een subproces heeft geen ioSpecification.",
            "A sub-process has no ioSpecification.",
        )
    if name in _SETS and not _is_in_a_set(element):
        yield Text(
            f"{name} '{element_id(element)}' staat in geen {_SETS[name][0]}.",
            f"{name} '{element_id(element)}' is in no {_SETS[name][0]}.",
        )
    if name in _PARTS:
        whole, parts = _PARTS[name]
        held = {text_of(each) for each in children(element, whole)}
        if any(text_of(each) not in held for each in children(element, *parts)):
            yield Text(
                f"Een deel van de {name} staat niet in {whole}.",
                f"A part of the {name} is not in {whole}.",
            )


def _is_in_a_set(data: Element) -> bool:
    """Look through the sets of the specification or event that the data stand in."""
    set_name, reference = _SETS[tag(data)]
    holder = data.getparent()
    if holder is None or around(data, "process", "globalTask") is None:
        return True
    sets = children(holder, set_name)
    return any(
        text_of(each) == element_id(data)
        for held in sets
        for each in children(held, reference)
    )
