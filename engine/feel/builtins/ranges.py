"""Relations between points and ranges, after Allen's intervals (DMN 10.3.4.6)."""

import re
from collections.abc import Callable
from typing import Any

from engine.feel.comparison import equal, in_range, order
from engine.feel.errors import FeelSyntaxError
from engine.feel.nodes import Call, Constant, Name
from engine.feel.registry import builtin
from engine.feel.syntax import parse
from engine.feel.temporal import to_date, to_date_time, to_duration, to_time
from engine.feel.values import Range


class _IncomparableError(Exception):
    """Two ends cannot be put in order."""


def _cmp(left: Any, right: Any) -> int:
    found = order(left, right)
    if found is None:
        raise _IncomparableError
    return found


def _relation(
    signature: str,
) -> Callable[[Callable[[Any, Any], bool]], Callable[[Any, Any], bool | None]]:
    def register(relation: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
        def guarded(left: Any, right: Any) -> bool | None:
            if left is None or right is None:
                return None
            try:
                return relation(left, right)
            except _IncomparableError:
                return None

        builtin(signature)(guarded)
        return guarded

    return register


def _starts_first(left: Range, right: Range) -> int:
    """Order two ranges by where they start."""
    found = _cmp(left.start, right.start)
    if found or left.start_included == right.start_included:
        return found
    return -1 if left.start_included else 1


def _ends_first(left: Range, right: Range) -> int:
    """Order two ranges by where they end."""
    found = _cmp(left.end, right.end)
    if found or left.end_included == right.end_included:
        return found
    return 1 if left.end_included else -1


def _span(value: Any) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


@_relation("before(point1: any, point2: any)")
def _before(left: Any, right: Any) -> bool:
    first, second = _span(left), _span(right)
    found = _cmp(first.end, second.start)
    return found < 0 or (found == 0 and not (first.end_included and second.start_included))


@_relation("after(point1: any, point2: any)")
def _after(left: Any, right: Any) -> bool:
    return bool(_before(right, left))


@_relation("meets(range1: range, range2: range)")
def _meets(left: Range, right: Range) -> bool:
    return left.end_included and right.start_included and _cmp(left.end, right.start) == 0


@_relation("met by(range1: range, range2: range)")
def _met_by(left: Range, right: Range) -> bool:
    return bool(_meets(right, left))


@_relation("overlaps(range1: range, range2: range)")
def _overlaps(left: Range, right: Range) -> bool:
    return not _before(left, right) and not _before(right, left)


@_relation("overlaps before(range1: range, range2: range)")
def _overlaps_before(left: Range, right: Range) -> bool:
    return (
        _starts_first(left, right) < 0
        and not _before(left, right)
        and _ends_first(left, right) <= 0
    )


@_relation("overlaps after(range1: range, range2: range)")
def _overlaps_after(left: Range, right: Range) -> bool:
    return bool(_overlaps_before(right, left))


@_relation("finishes(point: any, range: range)")
def _finishes(left: Any, right: Range) -> bool:
    if not isinstance(left, Range):
        return right.end_included and _cmp(left, right.end) == 0
    return _ends_first(left, right) == 0 and _starts_first(left, right) >= 0


@_relation("finished by(range: range, point: any)")
def _finished_by(left: Range, right: Any) -> bool:
    return bool(_finishes(right, left))


@_relation("includes(range: range, point: any)")
def _includes(left: Range, right: Any) -> bool:
    if isinstance(right, Range):
        return _starts_first(left, right) <= 0 and _ends_first(left, right) >= 0
    found = in_range(right, left)
    if found is None:
        raise _IncomparableError
    return found


@_relation("during(point: any, range: range)")
def _during(left: Any, right: Range) -> bool:
    return bool(_includes(right, left))


@_relation("starts(point: any, range: range)")
def _starts(left: Any, right: Range) -> bool:
    if not isinstance(left, Range):
        return right.start_included and _cmp(left, right.start) == 0
    return _starts_first(left, right) == 0 and _ends_first(left, right) <= 0


@_relation("started by(range: range, point: any)")
def _started_by(left: Range, right: Any) -> bool:
    return bool(_starts(right, left))


@_relation("coincides(point1: any, point2: any)")
def _coincides(left: Any, right: Any) -> bool:
    found = equal(left, right)
    if found is None:
        raise _IncomparableError
    return found


@builtin("range(from: string)")
def _range(text: str) -> Range | None:
    """Read a range of literals; an end left out is open: ``[18..)``."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return None
    first, start_text, end_text, last = match.groups()
    start, end = _literal(start_text), _literal(end_text)
    if (start is None and (start_text or first == "[")) or (
        end is None and (end_text or last == "]")
    ):
        return None
    if start is None or end is None:
        return None if start is end else Range(start, end, first == "[", last == "]")
    found = order(start, end)
    return None if found in {None, 1} else Range(start, end, first == "[", last == "]")


def _literal(text: str) -> Any:
    """Give the value of a literal, or of a date, time or duration of one."""
    try:
        node = parse(text, unary=False, names=("date and time",)) if text else None
    except FeelSyntaxError:
        return None
    if isinstance(node, Constant):
        return node.value
    if not isinstance(node, Call) or len(node.arguments) != 1:
        return None
    argument = node.arguments[0]
    read = _READERS.get(node.function.name) if isinstance(node.function, Name) else None
    if read is None or not isinstance(argument, Constant):
        return None
    return read(argument.value) if isinstance(argument.value, str) else None


_RANGE = re.compile(r"([\[\](])\s*(.*?)\s*\.\.\s*(.*?)\s*([\])\[])", re.DOTALL)
_READERS: dict[str, Callable[[str], Any]] = {
    "date": to_date,
    "time": to_time,
    "date and time": to_date_time,
    "duration": to_duration,
}
