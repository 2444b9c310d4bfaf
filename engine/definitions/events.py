"""Event definitions: what an event waits for or throws."""

from engine.definitions.formulas import Formulas
from engine.definitions.model import Event, EventKind
from engine.definitions.timers import read_timer
from engine.definitions.tree import Tree, child, element_id, reference, tag
from engine.definitions.vendor import ZEEBE, extension
from engine.xml import Element

KINDS = {
    "timerEventDefinition": EventKind.TIMER,
    "messageEventDefinition": EventKind.MESSAGE,
    "signalEventDefinition": EventKind.SIGNAL,
    "errorEventDefinition": EventKind.ERROR,
    "escalationEventDefinition": EventKind.ESCALATION,
    "terminateEventDefinition": EventKind.TERMINATE,
    "conditionalEventDefinition": EventKind.CONDITIONAL,
    "linkEventDefinition": EventKind.LINK,
    "compensateEventDefinition": EventKind.COMPENSATION,
    "cancelEventDefinition": EventKind.CANCEL,
}
_REFERENCES = {
    EventKind.MESSAGE: ("messageRef", ("name", "id")),
    EventKind.SIGNAL: ("signalRef", ("name", "id")),
    EventKind.ERROR: ("errorRef", ("errorCode", "name", "id")),
    EventKind.ESCALATION: ("escalationRef", ("escalationCode", "name", "id")),
}


def definitions_of(element: Element, tree: Tree) -> list[Element]:
    """Give the event definitions of an event, own ones and those it refers to."""
    own = [each for each in element if tag(each) in KINDS]
    for each in element:
        if tag(each) == "eventDefinitionRef":
            target = tree.find((each.text or "").strip())
            if target is not None and tag(target) in KINDS:
                own.append(target)
    return own


def read_event(element: Element, formulas: Formulas) -> Event | None:
    """Read what an event element waits for or throws; None without a definition."""
    found = definitions_of(element, formulas.tree)
    if len(found) != 1:
        return Event(kind=EventKind.MULTIPLE) if found else None
    definition = found[0]
    kind = KINDS[tag(definition)]
    if kind is EventKind.TIMER:
        return Event(kind=kind, timer=read_timer(definition, formulas))
    if kind is EventKind.CONDITIONAL:
        condition = formulas.of(child(definition, "condition"))
        return Event(kind=kind, condition=condition)
    if kind is EventKind.LINK:
        return Event(kind=kind, name=(definition.get("name") or "").strip())
    return (
        _referring(kind, definition, formulas) if kind in _REFERENCES else Event(kind=kind)
    )


def read_task_event(element: Element, formulas: Formulas) -> Event:
    """Give the message of a receive or send task; a receive task may lend its own id."""
    message = formulas.tree.find(reference(element, "messageRef"))
    if message is None:
        own = element_id(element) if tag(element) == "receiveTask" else ""
        return Event(kind=EventKind.MESSAGE, name=own)
    return message_event(message, formulas)


def _referring(kind: EventKind, definition: Element, formulas: Formulas) -> Event:
    attribute, names = _REFERENCES.get(kind, ("", ()))
    written = reference(definition, attribute)
    target = formulas.tree.find(written)
    if target is None:
        # Camunda 7 takes what it cannot find for the error code itself.
        return Event(kind=kind, name=written if kind is EventKind.ERROR else "")
    name = next((target.get(each, "").strip() for each in names if target.get(each)), "")
    if kind is not EventKind.MESSAGE:
        return Event(kind=kind, name=name)
    return message_event(target, formulas)


def message_event(message: Element, formulas: Formulas) -> Event:
    """Read the event of a ``message`` element: its name and the key that narrows it."""
    name = (message.get("name") or message.get("id") or "").strip()
    subscription = extension(message, ZEEBE, "subscription")
    correlation = None
    if subscription is not None and subscription.get("correlationKey"):
        correlation = formulas.value(subscription.get("correlationKey", ""), subscription)
    return Event(kind=EventKind.MESSAGE, name=name, correlation=correlation)
