"""Says whether a value is of a type as FEEL writes it (DMN 10.3.2.9)."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.feel.nodes import Type
from engine.feel.values import Function, Range, type_of

_SIMPLE = frozenset(
    {
        "string",
        "number",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)
_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}


def conforms(
    value: Any, wanted: Type, types: Mapping[str, Callable[[Any], bool]]
) -> bool | None:
    """Say whether a value is of a type; null when nobody knows the type.

    Args:
        value: The value.
        wanted: The type as written.
        types: Tests of the types that the caller defines, by name.
    """
    name = _ALIASES.get(wanted.name, wanted.name)
    if name in types:
        return value is not None and types[name](value)
    if name == "Any":
        return value is not None
    if name == "Null":
        return value is None
    if name in _SIMPLE:
        return type_of(value) == name
    check = _STRUCTURES.get(name)
    if check is None or not wanted.arguments:
        return None
    return check(value, wanted, types)


def _is_list(value: Any, wanted: Type, types: Mapping[str, Any]) -> bool:
    if not isinstance(value, list):
        return False
    inner = wanted.arguments[0]
    return all(_fits(element, inner, types) for element in value)


def _fits(value: Any, wanted: Type, types: Mapping[str, Any]) -> bool:
    return value is None or conforms(value, wanted, types) is True


def _is_context(value: Any, wanted: Type, types: Mapping[str, Any]) -> bool:
    if not isinstance(value, dict):
        return False
    return all(
        name in value and _fits(value[name], inner, types)
        for name, inner in zip(wanted.names, wanted.arguments, strict=False)
    )


def _is_range(value: Any, wanted: Type, types: Mapping[str, Any]) -> bool:
    if not isinstance(value, Range):
        return False
    return all(
        _fits(end, inner, types)
        for inner in wanted.arguments
        for end in (value.start, value.end)
    )


def _is_function(value: Any, wanted: Type, _types: Mapping[str, Any]) -> bool:
    if isinstance(value, Function):
        return len(value.parameters) == len(wanted.arguments) - 1
    return callable(value)


_STRUCTURES: dict[str, Callable[[Any, Type, Mapping[str, Any]], bool]] = {
    "list": _is_list,
    "context": _is_context,
    "range": _is_range,
    "function": _is_function,
}
