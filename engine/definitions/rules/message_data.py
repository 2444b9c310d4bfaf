"""Data of a task or event that do not fit the message it sends or receives."""

from collections.abc import Iterable, Iterator

from engine.definitions.diagram import Diagram
from engine.definitions.tree import Tree, child, children, reference, tag, text_of
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "message-data"

#: Where the data of an element stand, and which sets hold them.
_OUT = ("dataOutput", "outputSet")
_IN = ("dataInput", "inputSet")
_TASKS = {"receiveTask": _OUT, "sendTask": _IN}
_EVENTS = {
    "startEvent": "dataOutput",
    "intermediateCatchEvent": "dataOutput",
    "boundaryEvent": "dataOutput",
    "intermediateThrowEvent": "dataInput",
    "endEvent": "dataInput",
}
_CARRIERS = {"messageEventDefinition": "messageRef", "signalEventDefinition": "signalRef"}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse data that the message cannot fill (BPMN 2.0.2, 10.3.3, 10.4.1, 10.5.1)."""
    for element in diagram.tree.elements:
        for message in _wrong(diagram.tree, element):
            yield diagram.tree.finding(
                NAME,
                element,
                message,
                Text(
                    "Geef de taak of gebeurtenis precies de gegevens van het bericht.",
                    "Give the task or event exactly the data of the message.",
                ),
            )


def _wrong(tree: Tree, element: Element) -> Iterator[Text]:
    name = tag(element)
    if name in _TASKS:
        yield from _task(tree, element, *_TASKS[name])
    elif name == "serviceTask":
        yield from _service(tree, element)
    elif name in _EVENTS:
        yield from _event(tree, element, _EVENTS[name])


def _task(tree: Tree, task: Element, data: str, sets: str) -> Iterator[Text]:
    specification = child(task, "ioSpecification")
    message = tree.find(reference(task, "messageRef"))
    if specification is not None:
        yield from _compared(tree, specification, data, sets, message)


def _service(tree: Tree, task: Element) -> Iterator[Text]:
    specification = child(task, "ioSpecification")
    operation = tree.find(reference(task, "operationRef"))
    if specification is None or operation is None:
        return
    for name, (data, sets) in (("inMessageRef", _IN), ("outMessageRef", _OUT)):
        message = tree.find(reference(operation, name))
        if message is not None:
            yield from _compared(tree, specification, data, sets, message)


def _compared(
    tree: Tree, holder: Element, data: str, sets: str, message: Element | None
) -> Iterator[Text]:
    found = children(holder, data)
    if len(children(holder, sets)) > 1:
        yield Text(f"Er is meer dan één {sets}.", f"There is more than one {sets}.")
    if len(found) > 1:
        yield Text(f"Er is meer dan één {data}.", f"There is more than one {data}.")
    item = message.get("itemRef", "") if message is not None else ""
    if (
        item
        and len(found) == 1
        and not _same(tree, found[0].get("itemSubjectRef", ""), item)
    ):
        yield Text(
            "Het type van de gegevens is niet dat van het bericht.",
            "The type of the data is not that of the message.",
        )


def _event(tree: Tree, event: Element, data: str) -> Iterator[Text]:
    found = children(event, data)
    if not found:
        return
    carried = [item for each in event if (item := _item(tree, each)) is not None]
    if len(found) != len(carried):
        yield Text(
            f"Er zijn {len(found)} {data} voor {len(carried)} berichten of signalen.",
            f"There are {len(found)} {data} for {len(carried)} messages or signals.",
        )
        return
    for each, item in zip(found, carried, strict=True):
        if item and not _same(tree, each.get("itemSubjectRef", ""), item):
            yield Text(
                "Het type van de gegevens is niet dat van het bericht.",
                "The type of the data is not that of the message.",
            )


def _item(tree: Tree, definition: Element) -> str | None:
    """Give the item that an event definition carries; None when it carries nothing."""
    if tag(definition) == "eventDefinitionRef":
        target = tree.find(text_of(definition))
        return None if target is None else _item(tree, target)
    attribute = _CARRIERS.get(tag(definition))
    if attribute is None:
        return None
    carrier = tree.find(reference(definition, attribute))
    if carrier is None:
        return ""
    return carrier.get("itemRef", carrier.get("structureRef", ""))


def _same(tree: Tree, one: str, other: str) -> bool:
    return one == other or tree.find(one) is tree.find(other) is not None
