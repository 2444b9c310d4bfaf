"""``+ - * / **`` over numbers, strings, dates and durations."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel import limits
from engine.feel.comparison import seconds_of_day, since_start
from engine.feel.numbers import CONTEXT, power
from engine.feel.values import YearsMonths

_MONTHS_LIMIT = 12 * 10**9


def add(left: Any, right: Any) -> Any:
    """Add; null for types that do not add up."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.add(left, right)
        except DecimalException:
            return None
    if type(left) is str and type(right) is str:
        return limits.check_string(left + right)
    return _moved(left, right) if _is_duration(right) else _moved(right, left)


def subtract(left: Any, right: Any) -> Any:
    """Subtract; null for types where that has no meaning."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.subtract(left, right)
        except DecimalException:
            return None
    if _is_duration(right):
        return _moved(left, negate(right))
    if isinstance(left, date) and isinstance(right, date):
        return _between(left, right)
    if type(left) is time and type(right) is time:
        mixed = (left.tzinfo is None) != (right.tzinfo is None)
        return None if mixed else seconds_of_day(left) - seconds_of_day(right)
    return None


def multiply(left: Any, right: Any) -> Any:
    """Multiply numbers, or a duration by a number."""
    if type(left) is Decimal and type(right) is Decimal:
        try:
            return CONTEXT.multiply(left, right)
        except DecimalException:
            return None
    if type(right) is Decimal and _is_duration(left):
        return _scaled(left, right)
    if type(left) is Decimal and _is_duration(right):
        return _scaled(right, left)
    return None


def divide(left: Any, right: Any) -> Any:
    """Divide numbers, a duration by a number, or by a duration of its kind."""
    try:
        if type(left) is Decimal and type(right) is Decimal:
            return CONTEXT.divide(left, right)
        if _is_duration(left) and type(left) is type(right):
            return CONTEXT.divide(_size(left), _size(right))
        if _is_duration(left) and type(right) is Decimal:
            return _of_size(type(left), CONTEXT.divide(_size(left), right))
    except DecimalException:
        return None
    return None


def raise_to(left: Any, right: Any) -> Any:
    """Raise a number to a power."""
    if type(left) is Decimal and type(right) is Decimal:
        return power(left, right)
    return None


def negate(value: Any) -> Any:
    """Change the sign of a number or a duration."""
    if type(value) is Decimal:
        return CONTEXT.minus(value)
    if type(value) is timedelta:
        return -value
    return YearsMonths(-value.months) if type(value) is YearsMonths else None


def _is_duration(value: Any) -> bool:
    return type(value) is timedelta or type(value) is YearsMonths


def _size(value: Any) -> Decimal:
    if type(value) is YearsMonths:
        return Decimal(value.months)
    return Decimal(value // timedelta(microseconds=1))


def _of_size(kind: type, size: Decimal) -> Any:
    if kind is YearsMonths:
        return None if abs(size) > _MONTHS_LIMIT else YearsMonths(int(size))
    try:
        return timedelta(microseconds=int(size)) if size.adjusted() < 40 else None  # noqa: PLR2004
    except OverflowError:
        return None


def _scaled(length: Any, factor: Decimal) -> Any:
    try:
        return _of_size(type(length), CONTEXT.multiply(_size(length), factor))
    except DecimalException:
        return None


def _moved(value: Any, length: Any) -> Any:
    """Move a date, time or duration by a duration."""
    try:
        if type(length) is YearsMonths:
            return _moved_by_months(value, length.months)
        if type(length) is not timedelta:
            return None
        return _moved_by_time(value, length)
    except (OverflowError, ValueError):
        return None


def _moved_by_time(value: Any, length: timedelta) -> Any:
    if type(value) is timedelta:
        return value + length
    if type(value) is datetime:
        return _shift(value, length)
    if type(value) is date:
        # A date counts as its midnight; what is left of a day does not show.
        return (datetime.combine(value, time()) + length).date()
    if type(value) is time:
        moved = datetime.combine(date(2000, 1, 1), value.replace(tzinfo=None)) + (
            length % timedelta(days=1)
        )
        return moved.time().replace(tzinfo=value.tzinfo)
    return None


def _shift(value: datetime, length: timedelta) -> datetime:
    """Move along the time line: a day across a change of the clock has 24 hours."""
    zone = value.tzinfo
    if zone is None:
        return value + length
    offset = value.utcoffset() or timedelta(0)
    moved = value.replace(tzinfo=None) - offset + length
    return moved.replace(tzinfo=UTC).astimezone(zone)


def _moved_by_months(value: Any, months: int) -> Any:
    if type(value) is YearsMonths:
        return YearsMonths(value.months + months)
    if not isinstance(value, date):
        return None
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    for day in range(value.day, 27, -1):
        try:
            return value.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return value.replace(year=year, month=month + 1)


def _between(left: date, right: date) -> timedelta | None:
    """Subtract dates; a date is midnight, in UTC where the other has a zone."""
    if type(left) is date and type(right) is date:
        return left - right
    end, start = _midnight(left, right), _midnight(right, left)
    if (start.tzinfo is None) != (end.tzinfo is None):
        return None
    return since_start(end) - since_start(start)


def _midnight(value: date, other: date) -> datetime:
    if isinstance(value, datetime):
        return value
    zone = UTC if isinstance(other, datetime) and other.tzinfo is not None else None
    return datetime.combine(value, time(), zone)
