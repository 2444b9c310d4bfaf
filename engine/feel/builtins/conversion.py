"""Conversion functions, and ``not`` (DMN 10.3.4.1, 10.3.4.2)."""

from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from engine.feel import temporal
from engine.feel.numbers import CONTEXT, to_int, to_number
from engine.feel.registry import builtin
from engine.feel.scope import Run
from engine.feel.values import YearsMonths
from engine.feel.writing import string_of

_SEPARATORS = frozenset({" ", ",", "."})


@builtin("date(from: string)")
def _date_of_text(text: str) -> date | None:
    return temporal.to_date(text)


@builtin("date(from: date|date and time)")
def _date_of_date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


@builtin("date(year: number, month: number, day: number)")
def _date_of_parts(year: Decimal, month: Decimal, day: Decimal) -> date | None:
    parts = [to_int(part) for part in (year, month, day)]
    try:
        return date(*parts)  # type: ignore[arg-type]  # None is caught
    except (TypeError, ValueError, OverflowError):
        return None


@builtin("date and time(from: string)")
def _date_time_of_text(text: str) -> datetime | None:
    return temporal.to_date_time(text)


@builtin("date and time(from: date and time)")
def _date_time_of_date_time(value: datetime) -> datetime:
    return value


@builtin("date and time(date: date|date and time, time: time)")
def _date_time_of_parts(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


@builtin("date and time(date: date and time, timezone: string)")
def _in_zone(value: datetime, zone_name: str) -> datetime | None:
    zone = temporal.to_zone(f"@{zone_name}")
    if zone is None:
        return None
    if value.tzinfo is None:
        return value.replace(tzinfo=zone)
    try:
        return value.astimezone(zone)
    except OverflowError:
        return None


@builtin("time(from: string)")
def _time_of_text(text: str) -> time | None:
    return temporal.to_time(text)


@builtin("time(from: time)")
def _time_of_time(value: time) -> time:
    return value


@builtin("time(from: date and time)")
def _time_of_date_time(value: datetime) -> time:
    return value.timetz()


@builtin("time(from: date)")
def _time_of_date(_value: date) -> time:
    return time(tzinfo=temporal.to_zone("Z"))


@builtin("time(hour: number, minute: number, second: number, offset?: days|null)")
def _time_of_parts(
    hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None
) -> time | None:
    whole, minutes = to_int(hour), to_int(minute)
    if whole is None or minutes is None or not 0 <= second < 60:  # noqa: PLR2004
        return None
    seconds, micros = divmod(int(second * 1_000_000), 1_000_000)
    try:
        zone = None if offset is None else timezone(offset)
        return time(whole, minutes, seconds, micros, zone)
    except (ValueError, OverflowError):
        return None


@builtin(
    "number(from: string, grouping separator?: string|null, "
    "decimal separator?: string|null)"
)
def _number(text: str, grouping: str | None, point: str | None) -> Decimal | None:
    if grouping is not None and (grouping not in _SEPARATORS or grouping == point):
        return None
    if point is not None and point not in {",", "."}:
        return None
    if grouping is not None:
        text = text.replace(grouping, "")
    if point == ",":
        text = "" if "." in text else text.replace(",", ".")
    return to_number(text)


@builtin("number(from: number)")
def _number_of_number(value: Decimal) -> Decimal:
    return CONTEXT.plus(value)


@builtin("string(from: any)")
def _string(value: Any) -> str | None:
    return None if value is None else string_of(value)


@builtin("duration(from: string)")
def _duration(text: str) -> YearsMonths | timedelta | None:
    return temporal.to_duration(text)


@builtin("duration(from: days|months)")
def _duration_of_duration(value: YearsMonths | timedelta) -> YearsMonths | timedelta:
    return value


@builtin("years and months duration(from: date|date and time, to: date|date and time)")
def _years_months(start: date, end: date) -> YearsMonths:
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


@builtin("not(negand: any)")
def _not(value: Any) -> bool | None:
    if type(value) is list and len(value) == 1:
        value = value[0]
    return not value if type(value) is bool else None


@builtin("is(value1: any, value2: any)")
def _is(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        return False
    if isinstance(left, datetime | time):
        return string_of(left) == string_of(right)
    return bool(left == right)


@builtin("now()", run=True)
def _now(run: Run) -> datetime:
    return run.local_now()


@builtin("today()", run=True)
def _today(run: Run) -> date:
    return run.local_now().date()
