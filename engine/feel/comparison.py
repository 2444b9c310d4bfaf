"""Equality, order and being in: what FEEL compares, and null where it does not."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.scope import Run
from engine.feel.values import Range, YearsMonths

#: Types of which Python's own order and equality are those of FEEL.
PLAIN = frozenset({Decimal, str, date, timedelta, YearsMonths})
_DAY = date(1970, 1, 1)


def since_start(value: datetime) -> timedelta:
    """Give the time since the year 1 in UTC, or on the local clock without a zone.

    Python compares two of one zone by their clocks, and so takes the two passes of an
    hour in autumn for the same.
    """
    elapsed = value.replace(tzinfo=None) - datetime.min  # noqa: DTZ901
    return elapsed - (value.utcoffset() or timedelta(0))


def seconds_of_day(value: time) -> timedelta:
    """Give the time since midnight in UTC, or since local midnight without zone."""
    since = timedelta(
        hours=value.hour,
        minutes=value.minute,
        seconds=value.second,
        microseconds=value.microsecond,
    )
    return since - (offset_of(value) or timedelta(0))


def offset_of(value: time | datetime) -> timedelta | None:
    """Give the offset from UTC; that of a zone's time is taken in winter."""
    offset = value.utcoffset()
    if offset is None and value.tzinfo is not None:
        return value.tzinfo.utcoffset(datetime.combine(_DAY, time()))
    return offset


def order(left: Any, right: Any) -> int | None:
    """Give -1, 0 or 1 as left is before, with or after right; None for unlike types."""
    kind = type(left)
    if kind is not type(right):
        return None
    if kind in PLAIN:
        return int(left > right) - int(left < right)
    if kind is datetime:
        first, second = map(since_start, _comparable(left, right))
        return int(first > second) - int(first < second)
    if kind is time:
        first, second = map(seconds_of_day, _comparable(left, right))
        return int(first > second) - int(first < second)
    return None


def _comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Let one without a zone take that of the other, as the standard has it."""
    if (left.tzinfo is None) == (right.tzinfo is None):
        return left, right
    return left.replace(tzinfo=None), right.replace(tzinfo=None)


def equal(left: Any, right: Any, run: Run | None = None) -> bool | None:
    """Say whether two values are equal; None when their types differ.

    Raises:
        FeelLimitError: They have too many parts, or are nested too deep.
    """
    if type(left) in PLAIN and type(left) is type(right):
        return bool(left == right)
    try:
        return Equality(run).of(left, right)
    except RecursionError:
        raise limits.exceeded(
            "te diep geneste waarden.", "values that are nested too deep."
        ) from None


class Equality:
    """Compares two values; the parts that it looks at are taken off the budget."""

    def __init__(self, run: Run | None = None) -> None:
        self._run = run
        self._left = limits.VALUE_COUNT

    def of(self, left: Any, right: Any) -> bool | None:
        """Compare two values of any type.

        Raises:
            FeelLimitError: They have too many parts.
        """
        if left is None or right is None:
            return left is right
        kind = type(left)
        if kind is not type(right):
            return None
        compare = _BY_PARTS.get(kind)
        return bool(left == right) if compare is None else compare(self, left, right)

    def times(self, left: time, right: time) -> bool:
        """Compare times; one with and one without a zone differ."""
        if (left.tzinfo is None) != (right.tzinfo is None):
            return False
        return seconds_of_day(left) == seconds_of_day(right)

    def lists(self, left: list[Any], right: list[Any]) -> bool | None:
        """Compare lists, element by element."""
        self._count(len(left))
        if len(left) != len(right):
            return False
        return all(self.of(*pair) is True for pair in zip(left, right, strict=True))

    def contexts(self, left: Mapping[str, Any], right: Mapping[str, Any]) -> bool | None:
        """Compare contexts, whatever the order of their entries."""
        self._count(len(left))
        if left.keys() != right.keys():
            return False
        return all(self.of(value, right[key]) is True for key, value in left.items())

    def instants(self, left: datetime, right: datetime) -> bool:
        """Compare dates and times; one with and one without a zone differ."""
        if (left.tzinfo is None) != (right.tzinfo is None):
            return False
        return since_start(left) == since_start(right)

    def ranges(self, left: Range, right: Range) -> bool:
        """Compare ranges by their ends and brackets."""
        return (
            left.start_included == right.start_included
            and left.end_included == right.end_included
            and self.of(left.start, right.start) is True
            and self.of(left.end, right.end) is True
        )

    def _count(self, parts: int) -> None:
        if self._run is not None:
            self._run.spend(parts + 1)
        self._left -= parts + 1
        if self._left < 0:
            raise limits.exceeded(
                "het vergelijken van te grote lijsten.", "comparing lists that are too big."
            )


_BY_PARTS: dict[type, Callable[[Equality, Any, Any], bool | None]] = {
    list: Equality.lists,
    dict: Equality.contexts,
    time: Equality.times,
    datetime: Equality.instants,
    Range: Equality.ranges,
}


def in_range(value: Any, span: Range) -> bool | None:
    """Say whether a value lies in a range; None when they cannot be compared."""
    after = _beyond(value, span.start, included=span.start_included, sign=1)
    before = _beyond(value, span.end, included=span.end_included, sign=-1)
    if after is False or before is False:
        return False
    return True if after and before else None


def _beyond(value: Any, end: Any, *, included: bool, sign: int) -> bool | None:
    if end is None:
        return None if value is None else True
    if value is None:
        return None
    found = order(value, end)
    if found is None:
        return None
    return included if found == 0 else found == sign


def is_in(value: Any, test: Any, run: Run | None = None) -> bool | None:
    """Say whether a value passes a test: equal, in a range, in a list."""
    if type(test) is Range:
        return test == value if type(value) is Range else in_range(value, test)
    if type(test) is not list:
        return equal(value, test, run)
    if run is not None:
        run.spend(len(test))
    if type(value) is list and equal(value, test, run):
        return True
    results = [is_in(value, each, run) for each in test]
    return True in results
