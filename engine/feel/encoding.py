"""Values as text: exact, canonical JSON, for facts, drafts, state and history.

Equal values have equal texts: numbers lose needless zeros, the entries of a context are
sorted. What JSON has no type for is an object with one key that starts with ``$``.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import orjson

from engine.errors import EngineError
from engine.feel import limits, temporal
from engine.feel.numbers import to_number
from engine.feel.values import Range, YearsMonths, normal
from engine.text import Text

_SAFE_INTEGER = 2**53


class ValueTextError(EngineError):
    """A value cannot be written as text, or a text is not that of a value."""

    code = "value-text"


def dump(value: Any) -> str:
    """Write a value as text; `load` gives it back.

    Raises:
        ValueTextError: It holds a function, or is too large or too deep.
    """
    try:
        return orjson.dumps(_Writer().plain(value, 0), option=orjson.OPT_SORT_KEYS).decode()
    except (orjson.JSONEncodeError, UnicodeEncodeError):
        raise _unwritable() from None


def load(text: str) -> Any:
    """Read a value from the text that `dump` wrote.

    Raises:
        ValueTextError: It is no such text.
    """
    try:
        return _read(orjson.loads(text))
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError):
        raise ValueTextError(
            Text("Deze waarde is beschadigd.", "This value is damaged.")
        ) from None


class _Writer:
    def __init__(self) -> None:
        self._left = limits.VALUE_COUNT

    def plain(self, value: Any, depth: int) -> Any:
        kind = type(value)
        if kind is str or kind is bool or value is None:
            return value
        if kind is Decimal:
            return _number(value)
        if kind is dict or kind is list:
            return self._collection(value, depth)
        write = _WRITERS.get(kind)
        if write is not None:
            return write(value)
        if kind is Range:
            brackets = ("[" if value.start_included else "(") + (
                "]" if value.end_included else ")"
            )
            ends = [self.plain(value.start, depth + 1), self.plain(value.end, depth + 1)]
            return {"$range": [*ends, brackets]}
        known = normal(value)
        if known is value or known is None:
            raise _unwritable()
        return self.plain(known, depth)

    def _collection(self, value: Any, depth: int) -> Any:
        self._left -= len(value) + 1
        if self._left < 0 or depth > limits.VALUE_DEPTH:
            raise _unwritable()
        if type(value) is list:
            return [self.plain(element, depth + 1) for element in value]
        plain = {key: self.plain(each, depth + 1) for key, each in value.items()}
        if not all(type(key) is str for key in plain):
            raise _unwritable()
        if any(key.startswith("$") for key in plain):
            return {"$context": plain}
        return plain


def _number(value: Decimal) -> Any:
    if not value.is_finite():
        raise _unwritable()
    if value.adjusted() < 16 and value == value.to_integral_value():  # noqa: PLR2004
        whole = int(value)
        if abs(whole) < _SAFE_INTEGER:
            return whole
    digits = value.as_tuple()
    short = "".join(map(str, digits.digits)).rstrip("0")
    exponent = int(digits.exponent) + len(digits.digits) - len(short)
    return {"$number": f"{'-' if digits.sign else ''}{short}E{exponent}"}


def _date_time(value: datetime) -> dict[str, Any]:
    written: dict[str, Any] = {"$datetime": temporal.date_time_text(value)}
    if value.fold and value.utcoffset() != value.replace(fold=0).utcoffset():
        written["fold"] = 1
    return written


_WRITERS: dict[type, Callable[[Any], Any]] = {
    date: lambda value: {"$date": value.isoformat()},
    time: lambda value: {"$time": temporal.time_text(value)},
    datetime: _date_time,
    timedelta: lambda value: {"$duration": temporal.duration_text(value)},
    YearsMonths: lambda value: {"$months": value.months},
}


def _read(plain: Any) -> Any:
    kind = type(plain)
    if kind is int:
        return Decimal(plain)
    if kind is list:
        return [_read(element) for element in plain]
    if kind is dict:
        for key in plain:
            if key.startswith("$"):
                return _READERS[key](plain[key], plain)
            break
        return {key: _read(value) for key, value in plain.items()}
    if kind is float:
        raise TypeError
    return plain


def _some(value: Any) -> Any:
    if value is None:
        raise ValueError
    return value


def _range(parts: Any, _plain: Any) -> Range:
    start, end, brackets = parts
    return Range(_read(start), _read(end), brackets[0] == "[", brackets[1] == "]")


_READERS: dict[str, Callable[[Any, Any], Any]] = {
    "$number": lambda text, _plain: _some(to_number(text)),
    "$date": lambda text, _plain: _some(temporal.to_date(text)),
    "$time": lambda text, _plain: _some(temporal.to_time(text)),
    "$datetime": lambda text, plain: _some(temporal.to_date_time(text)).replace(
        fold=plain.get("fold", 0)
    ),
    "$duration": lambda text, _plain: _some(temporal.to_days_time(text)),
    "$months": lambda months, _plain: YearsMonths(int(months)),
    "$range": _range,
    "$context": lambda entries, _plain: {k: _read(v) for k, v in entries.items()},
}


def _unwritable() -> ValueTextError:
    return ValueTextError(
        Text(
            "Deze waarde kan niet bewaard worden: ze bevat een functie of is te groot.",
            "This value cannot be kept: it holds a function, or is too large.",
        )
    )
