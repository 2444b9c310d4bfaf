"""The parts of dates, durations, ranges and contexts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.comparison import offset_of
from engine.feel.values import Range, YearsMonths, normal


def _zone(value: time | datetime) -> str | None:
    zone = value.tzinfo
    if zone is None:
        return None
    name = getattr(zone, "key", None)
    return None if name is None else str(name)


def _seconds(value: time | datetime) -> Decimal:
    return value.second + Decimal(value.microsecond) / 1_000_000


def _of_size(
    unit: timedelta, within: timedelta | None = None
) -> Callable[[timedelta], Any]:
    def part(value: timedelta) -> Decimal:
        size = abs(value) if within is None else abs(value) % within
        count = Decimal(size // unit)
        return -count if value < timedelta(0) else count

    return part


def _part_seconds(value: timedelta) -> Decimal:
    size = abs(value) % timedelta(minutes=1)
    seconds = Decimal(size.seconds) + Decimal(size.microseconds) / 1_000_000
    return -seconds if value < timedelta(0) else seconds


def _years(value: YearsMonths) -> Decimal:
    years = Decimal(abs(value.months) // 12)
    return -years if value.months < 0 else years


def _months(value: YearsMonths) -> Decimal:
    months = Decimal(abs(value.months) % 12)
    return -months if value.months < 0 else months


_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda value: Decimal(value.year),
    "month": lambda value: Decimal(value.month),
    "day": lambda value: Decimal(value.day),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda value: Decimal(value.hour),
    "minute": lambda value: Decimal(value.minute),
    "second": _seconds,
    "time offset": offset_of,
    "timezone": _zone,
}
_PARTS: dict[type, dict[str, Callable[[Any], Any]]] = {
    date: _DATE,
    time: _TIME,
    datetime: _DATE | _TIME,
    timedelta: {
        "days": _of_size(timedelta(days=1)),
        "hours": _of_size(timedelta(hours=1), timedelta(days=1)),
        "minutes": _of_size(timedelta(minutes=1), timedelta(hours=1)),
        "seconds": _part_seconds,
    },
    YearsMonths: {"years": _years, "months": _months},
    Range: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_included,
        "end included": lambda value: value.end_included,
    },
}


def part_of(value: Any, name: str) -> Any:
    """Give a part of a value by its name; of a list, that of each element; else null."""
    if isinstance(value, Mapping):
        return normal(value.get(name))
    if type(value) is list:
        return [part_of(element, name) for element in value]
    parts = _PARTS.get(type(value))
    read = None if parts is None else parts.get(name)
    return None if read is None else read(value)
