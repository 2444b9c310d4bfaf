"""What an editor or engine added to the file and nothing here reads."""

from collections.abc import Iterable, Iterator

from lxml import etree

from engine.definitions.diagram import Diagram
from engine.definitions.tree import BPMN, tag
from engine.definitions.vendor import FAMILIES
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

NAME = "vendor-ignored"

_READ = {
    "camunda": frozenset(
        {"assignee", "candidateGroups", "dueDate", "followUpDate", "priority", "formKey"}
        | {
            "formRef",
            "topic",
            "type",
            "decisionRef",
            "decisionRefBinding",
            "resultVariable",
        }
        | {"calledElementBinding", "collection", "elementVariable"}
        | {
            "inputOutput",
            "inputParameter",
            "outputParameter",
            "in",
            "out",
            "script",
            "list",
        }
        | {"value", "map", "entry", "properties", "property", "historyTimeToLive"}
        | {"diagramRelationId", "asyncBefore", "asyncAfter", "async", "exclusive"}
        | {"isStartableInTasklist", "jobPriority"}
    ),
    "zeebe": frozenset(
        {"userTask", "formDefinition", "assignmentDefinition", "taskSchedule", "input"}
        | {"priorityDefinition", "taskDefinition", "calledDecision", "calledElement"}
        | {"script", "ioMapping", "output", "loopCharacteristics", "subscription"}
        | {"properties", "property", "modelerTemplate", "modelerTemplateVersion"}
        | {"modelerTemplateIcon", "userTaskForm", "versionTag"}
    ),
    "spiffworkflow": frozenset(
        {"calledDecisionId", "serviceTaskOperator", "parameters", "parameter", "preScript"}
        | {"postScript", "properties", "property"}
    ),
}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Warn once per element, with the names of all that is ignored on it."""
    for element in diagram.tree.elements:
        ignored = sorted(set(_ignored(element)))
        if not ignored:
            continue
        listed = ", ".join(ignored)
        yield diagram.tree.finding(
            NAME,
            element,
            Text(f"Niets hier leest {listed}.", f"Nothing here reads {listed}."),
            Text(
                "Verwijder het, of teken in BPMN en FEEL wat het deed.",
                "Remove it, or draw in BPMN and FEEL what it did.",
            ),
            severity="warning",
        )


def _ignored(element: Element) -> Iterator[str]:
    for name in element.attrib:
        yield from _name(str(name))
    if tag(element) != "extensionElements":
        return
    for each in element.iter():
        if each is not element:
            yield from _name(each.tag)


def _name(name: str) -> Iterator[str]:
    qualified = etree.QName(name)
    family = FAMILIES.get(qualified.namespace or "")
    if family is None or qualified.namespace == BPMN:
        return
    if qualified.localname not in _READ[family]:
        yield f"{family}:{qualified.localname}"
