"""Counts terms one day at a time, without the arithmetic of `engine.deadlines`.

Slow and plain on purpose: it walks the calendar as a person with a pencil does, and takes
the movable feasts from a table that was written down, not computed.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

#: Easter Sundays, as published.
EASTER = {
    2018: date(2018, 4, 1),
    2019: date(2019, 4, 21),
    2020: date(2020, 4, 12),
    2021: date(2021, 4, 4),
    2022: date(2022, 4, 17),
    2023: date(2023, 4, 9),
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
    2028: date(2028, 4, 16),
    2029: date(2029, 4, 1),
    2030: date(2030, 4, 21),
    2031: date(2031, 4, 13),
    2032: date(2032, 3, 28),
    2033: date(2033, 4, 17),
    2034: date(2034, 4, 9),
    2035: date(2035, 3, 25),
    2036: date(2036, 4, 13),
}
_FIXED = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
#: Easter, Easter Monday, Ascension, Whit Sunday, Whit Monday: days after Easter.
_MOVABLE = (0, 1, 39, 49, 50)
_DAY = timedelta(days=1)


def is_day_off(day: date) -> bool:
    """Whether it is a Saturday, a Sunday or a Belgian legal holiday."""
    after_easter = (day - EASTER[day.year]).days
    return (
        day.isoweekday() in {6, 7}
        or (day.month, day.day) in _FIXED
        or after_easter in _MOVABLE
    )


def days_after(day: date) -> Iterator[date]:
    """Give the days after a day, one by one."""
    while True:
        day += _DAY
        yield day


def last_calendar_day(
    start: date,
    *,
    months: int,
    days: int,
    start_day_counts: bool,
    month_end: str = "last_day",
) -> date:
    """Walk to the last day of a term in months and then days."""
    day = _months_on(start, months, start_day_counts, month_end)
    for _ in range(days):
        day += _DAY
    return day


def _months_on(start: date, months: int, start_day_counts: bool, month_end: str) -> date:
    """Walk to the last day of the months, the day before the start when there are none.

    A month ends the day before the same number comes round again when the start day is
    counted, and on that number when it is not. A month too short ends on its last day, or
    the first of the next month comes in the place of the number.
    """
    if months == 0:
        return start - _DAY if start_day_counts else start
    before = start
    for after in days_after(start):
        gone_by = (after.year - start.year) * 12 + after.month - start.month
        if gone_by == months and after.day == start.day:
            return after - _DAY if start_day_counts else after
        if gone_by > months:
            return before if start_day_counts or month_end == "last_day" else after
        before = after
    raise AssertionError("There is always a next day.")


def nth_working_day(
    start: date, count: int, *, start_day_counts: bool, closed: frozenset[date]
) -> date:
    """Walk to the n-th working day of a term."""
    first = start if start_day_counts else start + _DAY
    return _nth(first, count, lambda day: not is_day_off(day) and day not in closed)


def days_of(spans: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Write out the days from each first one up to the second, which is not among them."""
    return frozenset(day for first, until in spans for day in _up_to(first, until - _DAY))


def last_unsuspended_day(
    start: date, end: date, *, start_day_counts: bool, suspended: frozenset[date]
) -> date:
    """Walk as many days as a term to ``end`` has, leaving out the suspended ones."""
    first = start if start_day_counts else start + _DAY
    length = sum(1 for _ in _up_to(first, end))
    return _nth(first, length, lambda day: day not in suspended)


def nth_unsuspended_working_day(
    start: date,
    count: int,
    *,
    start_day_counts: bool,
    closed: frozenset[date],
    suspended: frozenset[date],
) -> date:
    """Walk to the n-th working day that is not suspended."""
    first = start if start_day_counts else start + _DAY
    none = closed | suspended
    return _nth(first, count, lambda day: not is_day_off(day) and day not in none)


def past_days_off(day: date, suspended: frozenset[date]) -> date:
    """Walk past days off and suspended days."""
    while is_day_off(day) or day in suspended:
        day += _DAY
    return day


def _nth(first: date, count: int, counts: Callable[[date], bool]) -> date:
    for day in days_after(first - _DAY):
        if counts(day):
            count -= 1
        if count == 0:
            return day
    raise AssertionError("There is always a next day.")


def _up_to(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY
