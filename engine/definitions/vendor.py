"""What editors add to BPMN, under whichever prefix and of whichever family.

``camunda:`` stands for Camunda 7 and the engines that share its attributes (Operaton,
Activiti, Flowable); ``zeebe:`` for Camunda 8; ``spiffworkflow:`` for SpiffWorkflow.
"""

from collections.abc import Iterator

from engine.definitions.tree import child
from engine.xml import Element, local_name

CAMUNDA = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://operaton.org/schema/1.0/bpmn",
    "http://flowable.org/bpmn",
    "http://activiti.org/bpmn",
    "http://www.activiti.org/bpmn",
    "http://www.camunda.com/fox",
)
ZEEBE = ("http://camunda.org/schema/zeebe/1.0",)
SPIFF = ("http://spiffworkflow.org/bpmn/schema/1.0/core",)
I18N = ("http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0",)
FAMILIES = {
    **dict.fromkeys(CAMUNDA, "camunda"),
    **dict.fromkeys(ZEEBE, "zeebe"),
    **dict.fromkeys(SPIFF, "spiffworkflow"),
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def camunda(element: Element, name: str) -> str:
    """Give an attribute of the Camunda 7 family, without blanks; empty without one."""
    for namespace in CAMUNDA:
        if (value := element.get(f"{{{namespace}}}{name}")) is not None:
            return value.strip()
    return ""


def extensions(element: Element, namespaces: tuple[str, ...], name: str) -> list[Element]:
    """Give the extension elements of a family with this local name, at the first level."""
    return [
        each
        for each in _extension_elements(element)
        if each.tag in {f"{{{namespace}}}{name}" for namespace in namespaces}
    ]


def extension(element: Element, namespaces: tuple[str, ...], name: str) -> Element | None:
    """Give the first extension element of a family with this local name."""
    return next(iter(extensions(element, namespaces, name)), None)


def inner(element: Element | None, name: str) -> list[Element]:
    """Give the children of an extension element by local name."""
    if element is None:
        return []
    return [each for each in element if local_name(each) == name]


def properties(element: Element) -> dict[str, str]:
    """Give the name/value properties that any of the editors keeps with an element."""
    found: dict[str, str] = {}
    for family in (CAMUNDA, ZEEBE, SPIFF):
        for holder in extensions(element, family, "properties"):
            for each in inner(holder, "property"):
                name = each.get("name") or each.get("id") or ""
                found[name] = each.get("value") or each.text or ""
    return found


def _extension_elements(element: Element) -> Iterator[Element]:
    holder = child(element, "extensionElements")
    if holder is not None:
        yield from holder
