"""Checks a file as a whole: its elements known, its ids unique, its size bounded."""

from typing import Final

from engine.decisions.findings import Findings
from engine.xml import Element, local_name

__all__ = ["MAX_EXPRESSIONS", "check_vocabulary"]

#: How many expressions (cells included) a file may have.
MAX_EXPRESSIONS: Final = 20_000

#: Elements of DMN 1.1 to 1.6; those that nothing is evaluated by are only let be.
_KNOWN: Final = frozenset(
    {"definitions", "description", "extensionElements", "import", "text", "typeRef"}
    | {"itemDefinition", "itemComponent", "allowedValues", "typeConstraint", "functionItem"}
    | {"parameters", "inputData", "variable", "decision", "question", "allowedAnswers"}
    | {"informationRequirement", "requiredDecision", "requiredInput"}
    | {"knowledgeRequirement", "requiredKnowledge", "authorityRequirement"}
    | {"requiredAuthority", "supportedObjective", "impactedPerformanceIndicator"}
    | {"decisionMaker", "decisionOwner", "usingProcess", "usingTask", "knowledgeSource"}
    | {"type", "owner", "performanceIndicator", "impactingDecision", "organizationUnit"}
    | {"decisionMade", "decisionOwned", "businessContextElement", "elementCollection"}
    | {"drgElement", "artifact", "textAnnotation", "association", "sourceRef", "targetRef"}
    | {"group", "businessKnowledgeModel", "encapsulatedLogic", "formalParameter"}
    | {"decisionService", "outputDecision", "encapsulatedDecision", "inputDecision"}
    | {"decisionTable", "input", "inputExpression", "inputValues", "output", "outputValues"}
    | {"defaultOutputEntry", "annotation", "rule", "inputEntry", "outputEntry"}
    | {"annotationEntry", "literalExpression", "importedValues", "importedElement"}
    | {"context", "contextEntry", "invocation", "binding", "parameter", "list", "relation"}
    | {"column", "row", "functionDefinition", "conditional", "if", "then", "else", "for"}
    | {"in", "return", "some", "every", "satisfies", "filter", "match"}
)
#: Vendors whose attributes change what is evaluated, and those of them that do not,
#: or that are understood.
_VENDORS: Final = ("camunda", "operaton", "zeebe")
_VENDOR_ATTRIBUTES: Final = frozenset(
    {"diagramRelationId", "historyTimeToLive", "inputVariable", "versionTag"}
    | {"executionPlatform", "executionPlatformVersion"}
)


def check_vocabulary(root: Element, findings: Findings) -> None:
    """Note elements nobody knows, ids that are used twice, and too many expressions."""
    space = str(root.tag).rpartition("}")[0]
    ids: set[str] = set()
    expressions = 0
    for element in root.iter("*"):
        if str(element.tag).rpartition("}")[0] != space:
            continue
        expressions += local_name(element) == "text"
        _check_element(element, findings)
        # The id of the file itself is nowhere referred to.
        element_id = element.get("id") if element is not root else None
        if element_id in ids:
            findings.add(
                "decision-id",
                element,
                f"Het id {element_id} komt al eerder voor.",
                f"The id {element_id} is used before.",
            )
        if element_id:
            ids.add(element_id)
    if expressions > MAX_EXPRESSIONS:
        findings.add(
            "decision-size",
            root,
            f"Het bestand heeft {expressions} uitdrukkingen, meer dan {MAX_EXPRESSIONS}.",
            f"The file has {expressions} expressions, more than {MAX_EXPRESSIONS}.",
        )


def _check_element(element: Element, findings: Findings) -> None:
    name = local_name(element)
    if name not in _KNOWN:
        findings.add(
            "decision-element",
            element,
            f"Het element {name} bestaat niet in DMN.",
            f"The element {name} does not exist in DMN.",
        )
    for key in element.attrib:
        space, _, attribute = str(key).rpartition("}")
        is_vendor = any(vendor in space for vendor in _VENDORS)
        if is_vendor and attribute not in _VENDOR_ATTRIBUTES:
            findings.add(
                "decision-element",
                element,
                f"Het attribuut {attribute} van {space[1:]} wordt niet begrepen.",
                f"The attribute {attribute} of {space[1:]} is not understood.",
            )
