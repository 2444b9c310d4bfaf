"""Splits the values of an input into regions that the cells of a table treat alike.

Between two values of one region no cell tells a difference, so one value of each stands
for all: the boundaries that cells name, what lies between, before and after them, whatever
is none of them, and null.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from functools import cmp_to_key
from typing import Any

from engine.decisions.types import ANY, MOMENT
from engine.feel import Compared, YearsMonths, equal, order, type_of

__all__ = ["Region", "regions"]

_EXACT = Context(prec=80)
_LARGE = Decimal("1E30")
_STEPS = (Decimal("0.1"), Decimal("0.01"))
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Region:
    """Values that are treated alike, with one that stands for them."""

    value: Any
    #: Whether it is just none of the values that cells name.
    is_other: bool = False


def regions(compared: Compared, feel_type: str) -> tuple[Region, ...] | None:
    """Give the regions of all values of a type; null comes last.

    Args:
        compared: The constants that cells, and the declarations of the input, compare with.
        feel_type: The FEEL type of the input; where it is ``Any``, the input is taken to
            hold values of the types that it is compared with.

    Returns:
        None where values cannot be told apart by the constants: times of several zones.
    """
    found: list[Region] = []
    for kind in _kinds(compared, feel_type):
        constants = _of_kind((*compared.values, *compared.bounds), kind)
        if kind in _LINES:
            line: list[Region] | None = _LINES[kind](constants)
        elif kind == "string" and _of_kind(compared.bounds, kind):
            line = _line(constants, _strings)
        else:
            line = _points(constants, kind)
        if line is None:
            return None
        found += line
    return (*found, Region(None))


def _kinds(compared: Compared, feel_type: str) -> list[str]:
    constants = (*compared.values, *compared.bounds)
    seen = list(dict.fromkeys(type_of(each) for each in constants if each is not None))
    if feel_type == ANY:
        return seen or ["other"]
    if feel_type == MOMENT:
        return [kind for kind in ("date", "date and time") if kind in seen] or ["date"]
    return [feel_type]


def _of_kind(constants: Iterable[Any], kind: str) -> list[Any]:
    """Give the different constants of a type, in their order where they have one."""
    seen = [constant for constant in constants if type_of(constant) == kind]
    ordered = sorted(seen, key=cmp_to_key(lambda left, right: order(left, right) or 0))
    found: list[Any] = []
    for constant in ordered:
        # Equal ones stand side by side, but for lists and the like, which have no order.
        nearby = found[-1:] if order(constant, constant) == 0 else found
        if not any(equal(constant, one) for one in nearby):
            found.append(constant)
    return found


def _points(constants: list[Any], kind: str) -> list[Region]:
    """Give the constants of a type without order, and something else."""
    if kind == "boolean":
        return [Region(value=True), Region(value=False)]
    points = [Region(constant) for constant in constants]
    other: Any = "…"
    while kind == "string" and other in constants:
        other += "…"
    if kind == "list":
        other = []
        while any(equal(constant, other) for constant in constants):
            other = [*other, None]
    elif kind == "context":
        other = {other: other}
    return [*points, Region(other, is_other=True)]


def _line(
    constants: list[Any], between: Callable[[Any | None, Any | None], Any]
) -> list[Region]:
    """Give the constants in their order with what lies before, between and after them.

    ``between`` gives a value between two others, either of which may be missing, or None
    where there is none.
    """
    if not constants:
        return [Region(between(None, None), is_other=True)]
    found: list[Region] = []
    before = None
    for constant in constants:
        gap = between(before, constant)
        found += [Region(gap)] if gap is not None else []
        found.append(Region(constant))
        before = constant
    last = between(before, None)
    return [*found, Region(last)] if last is not None else found


def _numbers(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    if low is None and high is None:
        return Decimal(0)
    if low is None or high is None:
        end = low if high is None else high
        step = Decimal(1) if high is None else Decimal(-1)
        size = abs(end) if end is not None else step
        far = [_EXACT.add(end or Decimal(0), each) for each in (step, step * size)]
        return next((each for each in far if _lies(low, each, high)), None)
    middle = _EXACT.divide(_EXACT.add(low, high), Decimal(2))
    short = [middle.to_integral_value(context=_EXACT), middle]
    if abs(middle) < _LARGE:
        short[1:1] = [middle.quantize(step, context=_EXACT) for step in _STEPS]
    return next((each for each in short if _lies(low, each, high)), None)


def _lies(low: Any | None, value: Any, high: Any | None) -> bool:
    return (low is None or low < value) and (high is None or value < high)


def _strings(low: str | None, high: str | None) -> str | None:
    if low is None:
        return "" if high is None or high > "" else None
    ends = ("a", " ", "\x01", "\x00")
    return next((low + end for end in ends if high is None or low + end < high), None)


def _days(low: date | None, high: date | None) -> date | None:
    if low is None:
        if high is None:
            return date(2000, 1, 1)
        return high - _DAY if high > date.min else None
    if low == date.max:
        return None
    found = low + _DAY
    return found if high is None or found < high else None


def _durations(low: timedelta | None, high: timedelta | None) -> timedelta | None:
    try:
        if low is None:
            return timedelta() if high is None else high - _DAY
        if high is None:
            return low + _DAY
        short = [timedelta(days=(low + _DAY).days), low + (high - low) / 2]
    except OverflowError:
        return None
    return next((each for each in short if low < each < high), None)


def _months(low: YearsMonths | None, high: YearsMonths | None) -> YearsMonths | None:
    if low is None:
        return YearsMonths(0 if high is None else high.months - 1)
    found = YearsMonths(low.months + 1)
    return found if high is None or found < high else None


def _moments(low: datetime | None, high: datetime | None) -> datetime | None:
    """Give a moment between two of the local clock, or two of UTC."""
    if low is None:
        if high is None:
            return datetime(2000, 1, 1)  # noqa: DTZ001
        return high - _DAY if high.replace(tzinfo=None) > _FIRST_DAY else None
    if high is None:
        return low + _DAY if low.replace(tzinfo=None) < _LAST_DAY else None
    found = low + (high - low) / 2
    return found if low < found < high else None


_FIRST_DAY = datetime.min + timedelta(days=2)  # noqa: DTZ901
_LAST_DAY = datetime.max - timedelta(days=2)  # noqa: DTZ901


def _date_times(constants: list[datetime]) -> list[Region] | None:
    """Give moments with and without a zone; the two are put in order by their clocks."""
    zoned = [each for each in constants if each.tzinfo is not None]
    if zoned and len(zoned) < len(constants):
        return None
    if zoned:
        instants = _line([each.astimezone(UTC) for each in zoned], _moments)
        clocks = sorted({each.replace(tzinfo=None) for each in zoned})
        return instants + _line(clocks, _moments)
    return [*_zoned_too(_line(constants, _moments))]


def _zoned_too(line: list[Region]) -> Iterator[Region]:
    yield from line
    for region in line:
        yield Region(region.value.replace(tzinfo=UTC), region.is_other)


def _times(constants: list[time]) -> list[Region] | None:
    if any(each.tzinfo is not None for each in constants):
        return None
    moments = [datetime.combine(_NOON, each) for each in constants]
    line = [
        Region(region.value.time(), region.is_other)
        for region in _line(moments, _moments)
        if region.value.date() == _NOON or not moments
    ]
    first, last = time.min, time.max
    edges = [
        Region(edge)
        for edge in (first, last)
        if constants and all(edge != each for each in constants)
    ]
    return [*_zoned_too([*line, *edges])]


_NOON = date(2000, 1, 2)

_LINES: dict[str, Callable[[list[Any]], list[Region] | None]] = {
    "number": lambda constants: _line(constants, _numbers),
    "date": lambda constants: _line(constants, _days),
    "time": _times,
    "date and time": _date_times,
    "days and time duration": lambda constants: _line(constants, _durations),
    "years and months duration": lambda constants: _line(constants, _months),
}
