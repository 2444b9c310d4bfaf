"""Reads who requires whom, and puts the elements in an order in which each can be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.decisions.findings import Findings
from engine.decisions.model import Requirements
from engine.decisions.reading import child, children
from engine.xml import Element

__all__ = ["MAX_CHAIN", "References", "in_order"]

#: How many decisions may require each other in a row.
MAX_CHAIN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """The elements of a file by id, to which its references point."""

    findings: Findings
    namespace: str
    inputs: Mapping[str, Element]
    decisions: Mapping[str, Element]
    #: Business knowledge models and decision services.
    knowledge: Mapping[str, Element]

    def requirements(self, element: Element) -> Requirements:
        """Read the requirements of a decision or business knowledge model."""
        inputs, decisions, knowledge = [], [], []
        for requirement in children(element, "informationRequirement"):
            if (needed := child(requirement, "requiredInput")) is not None:
                inputs += self.one(needed, self.inputs)
            if (needed := child(requirement, "requiredDecision")) is not None:
                decisions += self.one(needed, self.decisions)
        for requirement in children(element, "knowledgeRequirement"):
            if (needed := child(requirement, "requiredKnowledge")) is not None:
                knowledge += self.one(needed, self.knowledge)
        return Requirements(
            inputs=tuple(dict.fromkeys(inputs)),
            decisions=tuple(dict.fromkeys(decisions)),
            knowledge=tuple(dict.fromkeys(knowledge)),
        )

    def one(self, element: Element, among: Mapping[str, Element]) -> list[str]:
        """Give the id that a reference points to; none, and a finding, if it is wrong."""
        href = (element.get("href") or "").strip()
        space, _, target = href.rpartition("#")
        if space and space != self.namespace:
            self.findings.add(
                "decision-import",
                element,
                f"De verwijzing {href} wijst naar een ander bestand.",
                f"The reference {href} points to another file.",
            )
            return []
        if target not in among:
            self.findings.add(
                "decision-requirement",
                element,
                f"De verwijzing {href or '(leeg)'} wijst naar niets van de juiste soort.",
                f"The reference {href or '(empty)'} points to nothing of the right kind.",
            )
            return []
        return [target]


def in_order(
    needs: Mapping[str, Sequence[str]], elements: Mapping[str, Element], findings: Findings
) -> list[str]:
    """Give the ids so that each comes after those it needs.

    A circle, and a chain longer than `MAX_CHAIN`, become findings; ids in a circle, and
    those that need them, are left out.
    """
    waiting = {name: set(needed) for name, needed in needs.items()}
    ordered: dict[str, None] = {}
    for depth in range(len(waiting) + 1):
        ready = [name for name, needed in waiting.items() if needed <= ordered.keys()]
        if not ready:
            break
        if depth == MAX_CHAIN:
            findings.add(
                "decision-requirement",
                elements[ready[0]],
                f"Meer dan {MAX_CHAIN} elementen hangen achter elkaar van elkaar af.",
                f"More than {MAX_CHAIN} elements depend on each other in a row.",
            )
            return list(ordered)
        ordered |= dict.fromkeys(ready)
        for name in ready:
            del waiting[name]
    for name in _circles(waiting):
        findings.add(
            "decision-requirement",
            elements[name],
            f"{name} hangt in een kring van zichzelf af.",
            f"{name} depends on itself in a circle.",
        )
    return list(ordered)


def _circles(waiting: Mapping[str, set[str]]) -> list[str]:
    """Give those that reach themselves, without those that only need one of them."""
    left = dict(waiting)
    while True:
        needed = set().union(*left.values())
        outside = [name for name in left if name not in needed]
        if not outside:
            return list(left)
        for name in outside:
            del left[name]
