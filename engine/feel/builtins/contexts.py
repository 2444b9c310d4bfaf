"""Context functions (DMN 10.3.4.10)."""

from typing import Any

from engine.feel import limits
from engine.feel.registry import builtin


@builtin("get value(m: context, key: string)")
def _get_value(context: dict[str, Any], key: str) -> Any:
    return context.get(key)


@builtin("get value(m: context, keys: list)")
def _get_value_at(context: dict[str, Any], keys: list[Any]) -> Any:
    value: Any = context
    for key in keys:
        if not isinstance(value, dict) or not isinstance(key, str):
            return None
        value = value.get(key)
    return value if keys else None


@builtin("get entries(m: context)")
def _get_entries(context: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def _context(entries: list[Any]) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in made:
            return None
        made[key] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)")
def _put(context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    return {**context, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def _put_at(context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    if not keys or len(keys) > limits.VALUE_DEPTH:
        return None
    return _nested(context, keys, value)


def _nested(context: Any, keys: list[Any], value: Any) -> dict[str, Any] | None:
    if not isinstance(context, dict) or not isinstance(keys[0], str):
        return None
    if len(keys) == 1:
        return {**context, keys[0]: value}
    put = _nested(context.get(keys[0]), keys[1:], value)
    return None if put is None else {**context, keys[0]: put}


@builtin("context merge(contexts: list)")
def _merge(contexts: list[Any]) -> dict[str, Any] | None:
    merged: dict[str, Any] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        merged |= context
    return merged


@builtin("is defined(value: any)")
def _is_defined(value: Any) -> bool:
    return value is not None


@builtin("get or else(value: any, default: any)")
def _get_or_else(value: Any, default: Any) -> Any:
    return default if value is None else value
