"""Which sequence flows a finished token takes, judged by their conditions."""

from collections.abc import Sequence

from engine import feel
from engine.definitions.model import Flow
from engine.runtime.failure import stop
from engine.runtime.play import MISSING
from engine.runtime.tokens import Element, Token

Way = tuple[Flow, Element]


def holds(token: Token, flow: Flow) -> bool:
    """Judge the condition of a flow; null is not true, as in FEEL's ``if``."""
    if flow.condition is None:
        return True
    value = token.play.evaluate(flow.condition, token.scope)
    if value is not None and not isinstance(value, bool):
        kind = feel.type_of(value)
        stop(
            f"De voorwaarde '{flow.condition.source}' van pad '{flow.id}' geeft geen ja "
            f"of nee ({kind}).",
            f"The condition '{flow.condition.source}' of flow '{flow.id}' gives no true "
            f"or false ({kind}).",
        )
    return bool(value)


def first_true(element: Element, token: Token) -> Sequence[Way]:
    """Choose one way: the first whose condition is true, else the default."""
    conditional, default = _sorted(element)
    if len(conditional) + len(default) <= 1:
        return conditional or default
    for way in conditional:
        if holds(token, way[0]):
            return [way]
    return default[:1] or _none_true(element, token)


def all_true(element: Element, token: Token) -> Sequence[Way]:
    """Choose every way whose condition is true or that has none, else the default."""
    if all(flow.condition is None for flow, _ in element.outgoing):
        return [way for way in element.outgoing if way[0].id != element.node.default] or (
            element.outgoing
        )
    ways = [
        way
        for way in element.outgoing
        if way[0].id != element.node.default and holds(token, way[0])
    ]
    return ways or _default(element) or _none_true(element, token)


def _default(element: Element) -> list[Way]:
    return [way for way in element.outgoing if way[0].id == element.node.default]


def _sorted(element: Element) -> tuple[list[Way], list[Way]]:
    # A single flow without a condition beside conditional ones is meant as the default.
    default = _default(element) or [
        way for way in element.outgoing if way[0].condition is None
    ]
    return [way for way in element.outgoing if way not in default], default


def _none_true(element: Element, token: Token) -> Sequence[Way]:
    conditions = []
    for flow, _ in element.outgoing:
        if flow.condition is not None:
            names = sorted(flow.condition.expression.names)
            read = ", ".join(f"{name}: {_kind(token, name)}" for name in names)
            conditions.append(f"{flow.condition.source} ({read})")
    listed = "; ".join(conditions)
    title = element.node.name
    stop(
        f"Bij '{title.nl or element.node.id}' is geen enkele voorwaarde waar en er is geen "
        f"standaardpad: {listed}.",
        f"At '{title.en or title.nl or element.node.id}' no condition is true and there is "
        f"no default flow: {listed}.",
    )


def _kind(token: Token, name: str) -> str:
    # Only the kind of the value: the words go to logs, and the fact may be sensitive.
    value = token.play.read(name, token.scope, {})
    return "?" if value is MISSING else feel.type_of(value)
