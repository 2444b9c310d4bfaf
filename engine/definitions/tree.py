"""The elements of a BPMN file, each with an id, whatever prefix or gaps the file has."""

from collections.abc import Iterator
from typing import Literal

from lxml import etree

from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text
from engine.xml import Element, local_name, parse_xml

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMN_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PREFIX = f"{{{BPMN}}}"


class Tree:
    """A parsed file: BPMN elements by tag and id; vendor elements stay where they are.

    Elements without an id get one in memory, so that everything can be named: a sequence
    flow ``flow_<source>_<target>``, another element ``<tag>_<number>``.
    """

    def __init__(self, root: Element, *, file: str) -> None:
        self.root = root
        self.file = file
        #: All elements of BPMN itself (no drawing, no extensions), in file order.
        self.elements: list[Element] = [e for e in root.iter() if is_bpmn(e)]
        #: The first element with each id.
        self.by_id: dict[str, Element] = {}
        #: Later elements with an id that was already there, and that id; in memory they
        #: get another one, so that none of them is lost.
        self.repeated: list[tuple[Element, str]] = []
        #: Ids that were made up here.
        self.made_ids: set[str] = set()
        self._collect_ids()

    def iter(self, *tags: str) -> Iterator[Element]:
        """Give the BPMN elements with one of these local names, in file order."""
        for element in self.elements:
            if tag(element) in tags:
                yield element

    def find(self, reference: str) -> Element | None:
        """Give the element that an id or a prefixed name (``tns:id``) points at."""
        found = self.by_id.get(reference)
        if found is None and ":" in reference:
            found = self.by_id.get(reference.rsplit(":", 1)[1])
        return found

    def is_foreign(self, element: Element, reference: str) -> bool:
        """Tell whether a prefixed name points outside this file (an import)."""
        if ":" not in reference:
            return False
        prefix = reference.split(":", 1)[0]
        namespace = element.nsmap.get(prefix)
        return namespace is not None and namespace != self.root.get("targetNamespace")

    def finding(
        self,
        rule: str,
        element: Element,
        message: Text,
        remedy: Text,
        *,
        severity: Literal["error", "warning"] = "error",
    ) -> Finding:
        """Make a finding about an element, with its line and the nearest id around it."""
        return Finding(
            file=self.file,
            line=line_of(element),
            element=self.nearest_id(element),
            rule=rule,
            message=message,
            remedy=remedy,
            severity=severity,
        )

    def nearest_id(self, element: Element) -> str:
        """Give the id of the nearest element that a designer sees; else its own id."""
        near: Element | None = element
        while near is not None:
            if tag(near) in _SHOWN and element_id(near):
                return element_id(near)
            near = near.getparent()
        return element_id(element)

    def _collect_ids(self) -> None:
        for element in self.elements:
            given = element_id(element)
            if given:
                self._note(given, element)
        for number, element in enumerate(self.elements, start=1):
            if not element_id(element) and tag(element) in _NAMED:
                self._make_id(element, number)

    def _note(self, given: str, element: Element) -> None:
        if given in self.by_id:
            self.repeated.append((element, given))
            given = self._free(f"{given}_again")
            self.made_ids.add(given)
        self.by_id[given] = element
        element.set("id", given)

    def _make_id(self, element: Element, number: int) -> None:
        made = f"{tag(element)}_{number}"
        if tag(element) == "sequenceFlow":
            made = f"flow_{element.get('sourceRef', '')}_{element.get('targetRef', '')}"
        made = self._free(made)
        element.set("id", made)
        self.by_id[made] = element
        self.made_ids.add(made)

    def _free(self, wanted: str) -> str:
        """Give the id, or one made of it, that no element has."""
        number, free = 1, wanted
        while free in self.by_id:
            number += 1
            free = f"{wanted}_{number}"
        return free


FLOW_NODES = frozenset(
    {"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"}
    | {"intermediateThrowEvent", "implicitThrowEvent"}
    | {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask"}
    | {"scriptTask", "businessRuleTask", "callActivity"}
    | {"subProcess", "transaction", "adHocSubProcess"}
    | {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"}
    | {"complexGateway", "choreographyTask", "subChoreography", "callChoreography"}
)
_SHOWN = FLOW_NODES | {
    "sequenceFlow",
    "messageFlow",
    "process",
    "lane",
    "participant",
    "message",
    "signal",
    "error",
    "escalation",
    "dataObject",
    "dataObjectReference",
    "itemDefinition",
    "operation",
    "globalTask",
}
_NAMED = FLOW_NODES | {"sequenceFlow", "process", "lane", "participant"}


def read_tree(raw: bytes, *, file: str) -> Tree:
    """Parse a BPMN file.

    Raises:
        InvalidDefinitionError: It is no XML that may be read (see `engine.xml`), or its
            root is not ``definitions`` of BPMN 2.0 (rule ``not-bpmn``).
    """
    root = parse_xml(raw, file=file)
    if root.tag != f"{_PREFIX}definitions":
        raise InvalidDefinitionError([_not_bpmn(root, file)])
    return Tree(root, file=file)


def _not_bpmn(root: Element, file: str) -> Finding:
    found = etree.QName(root)
    return Finding(
        file=file,
        line=line_of(root),
        element=root.get("id", ""),
        rule="not-bpmn",
        message=Text(
            f"Dit is geen BPMN 2.0-bestand: het begint met <{found.localname}> "
            f"uit '{found.namespace or ''}'.",
            f"This is no BPMN 2.0 file: it starts with <{found.localname}> "
            f"of '{found.namespace or ''}'.",
        ),
        remedy=Text(
            "Bewaar het diagram in de editor als BPMN 2.0 (bpmn:definitions).",
            "Save the diagram in the editor as BPMN 2.0 (bpmn:definitions).",
        ),
    )


def is_bpmn(element: Element) -> bool:
    """Tell whether an element belongs to BPMN itself."""
    return element.tag.startswith(_PREFIX)


def tag(element: Element) -> str:
    """Give the local name of a BPMN element; empty for any other element."""
    return local_name(element) if is_bpmn(element) else ""


def line_of(element: Element) -> int | None:
    """Give the line on which an element starts, counted from 1."""
    line: object = element.sourceline
    return line if isinstance(line, int) else None


def element_id(element: Element) -> str:
    """Give the id without the blanks that XML lets around it; empty without one."""
    return (element.get("id") or "").strip()


def children(element: Element, *tags: str) -> list[Element]:
    """Give the BPMN children with one of these local names."""
    return [child for child in element if tag(child) in tags]


def child(element: Element, name: str) -> Element | None:
    """Give the first BPMN child with this local name."""
    return next((each for each in element if tag(each) == name), None)


def text_of(element: Element | None) -> str:
    """Give all text inside an element, without the blanks around it."""
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def reference(element: Element, name: str) -> str:
    """Give what a reference says, written as an attribute or as a child element."""
    if (value := element.get(name)) is not None:
        return value.strip()
    return text_of(child(element, name))


def is_compensation(element: Element) -> bool:
    """Tell whether an activity undoes another one instead of being flown to."""
    return element.get("isForCompensation", "").strip() in {"true", "1"}


def around(element: Element, *tags: str) -> Element | None:
    """Give the nearest BPMN element around this one with one of these local names."""
    parent = element.getparent()
    while parent is not None and tag(parent) not in tags:
        parent = parent.getparent()
    return parent
