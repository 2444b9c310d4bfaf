"""A reference to something that is not there, or that is something else."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.tree import FLOW_NODES, children, element_id, tag, text_of
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "dangling-reference"

ACTIVITIES = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask"}
    | {"scriptTask", "businessRuleTask", "callActivity"}
    | {"subProcess", "transaction", "adHocSubProcess"}
)
_EVENTS = frozenset(
    f"{kind}EventDefinition"
    for kind in ("message", "timer", "escalation", "conditional", "link", "error")
) | {"cancelEventDefinition", "compensateEventDefinition", "signalEventDefinition"}
_DATA = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput"}
    | {"property", "dataStore"}
)
#: What a reference may point at, by its name; written as attribute or child element.
TARGETS: dict[str, frozenset[str]] = {
    "attachedToRef": ACTIVITIES,
    "default": frozenset({"sequenceFlow"}),
    "messageRef": frozenset({"message"}),
    "signalRef": frozenset({"signal"}),
    "errorRef": frozenset({"error"}),
    "escalationRef": frozenset({"escalation"}),
    "eventDefinitionRef": _EVENTS | {"terminateEventDefinition"},
    "operationRef": frozenset({"operation"}),
    "interfaceRef": frozenset({"interface"}),
    "inMessageRef": frozenset({"message"}),
    "outMessageRef": frozenset({"message"}),
    "processRef": frozenset({"process"}),
    "flowNodeRef": FLOW_NODES,
    "incoming": frozenset({"sequenceFlow", "messageFlow"}),
    "outgoing": frozenset({"sequenceFlow", "messageFlow"}),
    "dataObjectRef": frozenset({"dataObject"}),
    "dataStoreRef": frozenset({"dataStore"}),
    "itemSubjectRef": frozenset({"itemDefinition"}),
    "itemRef": frozenset({"itemDefinition"}),
    "dataInputRefs": frozenset({"dataInput"}),
    "dataOutputRefs": frozenset({"dataOutput"}),
    "loopDataInputRef": _DATA,
    "loopDataOutputRef": _DATA,
    "activityRef": ACTIVITIES,
    "categoryValueRef": frozenset({"categoryValue"}),
    "correlationPropertyRef": frozenset({"correlationProperty"}),
    "correlationKeyRef": frozenset({"correlationKey"}),
}
_ENDS = {
    "sequenceFlow": FLOW_NODES,
    "messageFlow": ACTIVITIES
    | frozenset({"participant", "startEvent", "endEvent", "boundaryEvent"})
    | frozenset({"intermediateCatchEvent", "intermediateThrowEvent"}),
    "dataInputAssociation": _DATA,
    "dataOutputAssociation": _DATA,
}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse every reference whose target is missing or of another kind."""
    for element in diagram.tree.elements:
        if tag(element) in {"incoming", "outgoing"} and not _is_listing(element):
            continue
        for name, target, allowed in _references(element):
            yield from _checked(diagram, element, name, target, allowed)


def _references(element: Element) -> Iterator[tuple[str, str, frozenset[str]]]:
    ends = _ENDS.get(tag(element))
    for name in ("sourceRef", "targetRef") if ends else ():
        written = [element.get(name)] if element.get(name) is not None else []
        written += [text_of(each) for each in children(element, name)]
        if not written and tag(element) in {"sequenceFlow", "messageFlow"}:
            written = [""]
        yield from ((name, (each or "").strip(), ends or frozenset()) for each in written)
    for written_name, value in element.attrib.items():
        attribute = str(written_name)
        if attribute in TARGETS:
            yield attribute, str(value).strip(), TARGETS[attribute]
    if tag(element) in TARGETS and not len(element):
        yield tag(element), text_of(element), TARGETS[tag(element)]


def _checked(
    diagram: Diagram, element: Element, name: str, target: str, allowed: frozenset[str]
) -> Iterator[Finding]:
    found = diagram.tree.find(target)
    if found is not None and tag(found) in allowed:
        return
    if found is None and diagram.tree.is_foreign(element, target):
        return
    if _is_spiff_data(diagram, name, target):
        return
    what = Text("bestaat niet", "does not exist")
    if found is not None:
        what = Text(f"is een <{tag(found)}>", f"is a <{tag(found)}>")
    yield diagram.tree.finding(
        NAME,
        element,
        Text(
            f"{name} verwijst naar '{target}': dat {what.nl}.",
            f"{name} refers to '{target}', which {what.en}.",
        ),
        Text(
            "Verbind het element opnieuw in de editor, of verwijder de verwijzing.",
            "Connect the element again in the editor, or remove the reference.",
        ),
        severity="warning" if _is_harmless(diagram, element, name, found) else "error",
    )


def _is_harmless(
    diagram: Diagram, element: Element, name: str, found: Element | None
) -> bool:
    """Tell what other engines and editors mean by such a reference.

    Camunda 7 takes an errorRef to nothing for the code itself; some editors associate data
    with a task instead of with its data input.
    """
    if found is not None:
        data = {"dataInputAssociation", "dataOutputAssociation"}
        return tag(element) in data and tag(found) in ACTIVITIES
    return name == "errorRef" and diagram.dialect == "camunda"


def _is_spiff_data(diagram: Diagram, name: str, target: str) -> bool:
    """SpiffWorkflow writes the bare name of a variable here."""
    loops = {"loopDataInputRef", "loopDataOutputRef"}
    return name in loops and diagram.dialect == "spiffworkflow" and bool(target)


def _is_listing(element: Element) -> bool:
    parent = element.getparent()
    return parent is not None and bool(element_id(parent)) and tag(parent) in FLOW_NODES
