"""Reads the item definitions of a model."""

from dataclasses import replace
from typing import Any

from engine.decisions.reading import Reading, child, children, text_of
from engine.decisions.types import ANY, ItemType, Types
from engine.feel import Expression, FeelEvaluationError, FeelSyntaxError, Range
from engine.feel import compile as compile_feel
from engine.xml import Element

__all__ = ["plain_values", "read_types"]

#: How many types may be defined by each other in a row.
MAX_BASES = 40


def read_types(reading: Reading, definitions: Element) -> Types:
    """Read all item definitions; those of components get the name ``outer.inner``.

    A type that is defined by itself, or twice, becomes a finding.
    """
    declared: dict[str, ItemType] = {}
    for element in children(definitions, "itemDefinition"):
        name = (element.get("name") or "").strip()
        if name in declared or not name:
            reading.findings.add(
                "decision-type",
                element,
                f"De itemDefinition {name!r} heeft geen eigen naam.",
                f"The itemDefinition {name!r} has no name of its own.",
            )
            continue
        _declare(reading, declared, element, name)
    _refuse_circles(reading, declared, definitions)
    return Types(declared)


def plain_values(text: str) -> tuple[Any, ...]:
    """Give the values that unary tests list; empty where they test anything else."""
    try:
        listed = compile_feel(f"[{text}]").evaluate({})
    except (FeelSyntaxError, FeelEvaluationError):
        return ()
    if not isinstance(listed, list) or any(_is_test(value) for value in listed):
        return ()
    return tuple(listed)


def _declare(
    reading: Reading, declared: dict[str, ItemType], element: Element, name: str
) -> None:
    components: dict[str, str] = {}
    for component in children(element, "itemComponent"):
        inner = component.get("name") or ""
        components[inner] = f"{name}.{inner}"
        _declare(reading, declared, component, components[inner])
    base = reading.type(element, text_of(element, "typeRef"))
    if child(element, "functionItem") is not None:
        base = "function"
    allowed = child(element, "allowedValues")
    declared[name] = ItemType(
        name=name,
        base=base,
        is_collection=element.get("isCollection") == "true",
        components=components,
        allowed=_tests(reading, allowed),
        values=plain_values(text_of(allowed)),
        constraint=_tests(reading, child(element, "typeConstraint")),
    )


def _tests(reading: Reading, element: Element | None) -> Expression | None:
    if element is None or text_of(element) in {"", "-"}:
        return None
    return reading.feel(element, frozenset(), unary=True)


def _is_test(value: Any) -> bool:
    return value is None or isinstance(value, (Range, list, dict))


def _refuse_circles(
    reading: Reading, declared: dict[str, ItemType], definitions: Element
) -> None:
    for name, item_type in list(declared.items()):
        bases = _bases(declared, name)
        if name not in bases and len(bases) <= MAX_BASES:
            continue
        declared[name] = replace(item_type, base=ANY)
        reading.findings.add(
            "decision-type",
            definitions,
            f"Het type {name} is door zichzelf of te veel andere bepaald.",
            f"The type {name} is defined by itself, or by too many others.",
        )


def _bases(declared: dict[str, ItemType], name: str) -> list[str]:
    seen: list[str] = []
    while name in declared and not declared[name].components:
        name = declared[name].base
        if name in seen or len(seen) > MAX_BASES:
            break
        seen.append(name)
    return seen
