"""Writes values as FEEL does: ``string(...)`` and ``string join``."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.numbers import number_text
from engine.feel.temporal import date_time_text, duration_text, time_text
from engine.feel.values import Function, Range


def string_of(value: Any) -> str:
    """Write a value as a string; a string as it is.

    Raises:
        FeelLimitError: It would be too long.
    """
    if isinstance(value, str):
        return value
    written, length = [], 0
    for piece in _pieces(value, 0):
        written.append(piece)
        length += len(piece)
        if length > limits.STRING_LENGTH:
            limits.check_string("".join(written))
    return "".join(written)


def _pieces(value: Any, depth: int) -> Iterator[str]:
    if depth > limits.VALUE_DEPTH:
        raise limits.exceeded("een te diep geneste waarde.", "a value nested too deep.")
    if isinstance(value, list):
        yield "["
        for place, element in enumerate(value):
            yield ", " if place else ""
            yield from _pieces(element, depth + 1)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for place, (key, element) in enumerate(value.items()):
            yield (", " if place else "") + _key(key) + ": "
            yield from _pieces(element, depth + 1)
        yield "}"
    elif isinstance(value, Range):
        yield "[" if value.start_included else "("
        yield from _pieces(value.start, depth + 1)
        yield ".."
        yield from _pieces(value.end, depth + 1)
        yield "]" if value.end_included else ")"
    else:
        yield _quoted(value) if isinstance(value, str) and depth else _plain(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _key(key: str) -> str:
    return key if key.replace(" ", "_").isidentifier() else _quoted(key)


def _plain(value: Any) -> str:
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    return "function" if callable(value) or isinstance(value, Function) else str(value)


_WRITERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _value: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: number_text,
    datetime: date_time_text,
    time: time_text,
    timedelta: duration_text,
    date: date.isoformat,
}
