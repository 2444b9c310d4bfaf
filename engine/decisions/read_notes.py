"""Reads the text annotations that stand beside a decision in its diagram (DRD)."""

import re
from collections.abc import Iterator

from engine.decisions.reading import child, children, text_of
from engine.xml import Element

__all__ = ["intended_gap"]

_INTENDED = re.compile(
    r"\s*(?:opening bedoeld|intended gap)\s*:\s*(.*\S)", re.IGNORECASE | re.DOTALL
)


def intended_gap(root: Element, decision_id: str) -> str:
    """Give why a decision has no answer for some inputs, if an annotation says so.

    The text annotation is connected with the decision by an association, and begins with
    ``Opening bedoeld:`` or ``Intended gap:``; the reason follows. Empty without one.
    """
    for text in _annotations(root, decision_id):
        found = _INTENDED.match(text)
        if found:
            return found[1]
    return ""


def _annotations(root: Element, decision_id: str) -> Iterator[str]:
    texts = {
        each.get("id") or "": text_of(each) for each in children(root, "textAnnotation")
    }
    for association in children(root, "association"):
        ends = {_end(association, "sourceRef"), _end(association, "targetRef")}
        if decision_id in ends:
            yield from (texts[end] for end in ends if end in texts)


def _end(association: Element, name: str) -> str:
    reference = child(association, name)
    return (reference.get("href") or "").rpartition("#")[2] if reference is not None else ""
