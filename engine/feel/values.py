"""The values of FEEL that Python has no type for, and the name of each type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Time = time


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration; negative ones go back in time."""

    months: int

    def __str__(self) -> str:
        """Write the duration as in ISO 8601: ``P1Y2M``."""
        sign, months = ("-", -self.months) if self.months < 0 else ("", self.months)
        years, rest = divmod(months, 12)
        parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
        return f"{sign}P{parts or '0M'}"


@dataclass(frozen=True, slots=True)
class Range:
    """Values between two ends; an end that is None is open to that side."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value: written in FEEL, built in, or given by the caller.

    ``call`` gets one argument for each parameter, in their order.
    """

    parameters: tuple[str, ...]
    call: Callable[..., Any]
    name: str = ""


_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    int: "number",
    float: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    tuple: "list",
    dict: "context",
    Range: "range",
}


def type_of(value: Any) -> str:
    """Name the FEEL type of a value: ``string``, ``date and time``, ``null``, ..."""
    name = _TYPES.get(type(value))
    if name is not None:
        return name
    for kind, kind_name in _TYPES.items():
        if isinstance(value, kind):
            return kind_name
    return "function" if isinstance(value, Function) or callable(value) else "context"


def normal(value: Any) -> Any:
    """Turn what JSON and callers give (int, float, tuple) into a value of FEEL."""
    kind = type(value)
    if kind is int:
        return Decimal(value)
    if kind is float:
        number = Decimal(repr(value))
        return number if number.is_finite() else None
    if kind is tuple or (kind is not list and isinstance(value, Sequence)):
        return value if isinstance(value, str) else list(value)
    return value
