"""The days of a term, counted stage by stage: length, extensions, suspensions, end."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from engine.deadlines.calendar import Calendar
from engine.deadlines.course import Course, Suspension
from engine.deadlines.period import Period, last_day
from engine.deadlines.term import Term

_ONE_DAY = timedelta(days=1)


class Extended(NamedTuple):
    """A length, its own or with extensions, and the day to which it counts."""

    #: The part that was added last.
    part: Period
    #: All parts together.
    whole: Period
    counted_to: date


class Suspended(NamedTuple):
    """What one suspension did."""

    suspension: Suspension
    #: Days, calendar or working, that it took out and that were added at the end.
    added: int
    #: Whether some of its days did not count anyhow: before the term, or suspended.
    partly: bool
    counted_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How a term was counted; days are dates in Brussels."""

    start_on: date
    #: First day that was counted.
    first_on: date
    #: The length itself, then each extension.
    lengths: tuple[Extended, ...]
    #: In order of time; those that began after the last day are left out.
    suspensions: tuple[Suspended, ...]
    counted_to: date
    due_on: date


def tally(
    term: Term, start_on: date, calendar: Calendar, period: Period, course: Course
) -> Tally:
    """Count a term.

    A suspended day does not count: what a suspension took out is added to the day counted
    to so far, as long as it began no later. An end that moves passes suspended days too.

    Raises:
        OverflowError: A date would fall outside the years 1 to 9999.
        ValueError: The length is over a hundred years, or working days were extended by
            months.
    """
    lengths = _lengths(term, start_on, calendar, period, course)
    first_on = start_on + timedelta(days=0 if term.start_day_counts else 1)
    suspensions = []
    counted_to = lengths[-1].counted_to
    for one, from_on, until_on in course.pieces(first_on):
        if one.from_on <= counted_to:
            added = _days(term, calendar, from_on, until_on)
            counted_to = _days_on(term, calendar, counted_to, added)
            partly = from_on > one.from_on
            suspensions.append(Suspended(one, added, partly, counted_to))
    return Tally(
        start_on=start_on,
        first_on=first_on,
        lengths=lengths,
        suspensions=tuple(suspensions),
        counted_to=counted_to,
        due_on=_moved(term, calendar, course, counted_to),
    )


def _lengths(
    term: Term, start_on: date, calendar: Calendar, period: Period, course: Course
) -> tuple[Extended, ...]:
    found, whole = [], Period()
    for part in (period, *course.extensions):
        whole += part
        found.append(Extended(part, whole, counted_by(term, start_on, calendar, whole)))
    return tuple(found)


def counted_by(term: Term, start_on: date, calendar: Calendar, period: Period) -> date:
    """Give the last day of a length, before suspensions and before an end moves.

    Raises:
        OverflowError: The date would fall outside the years 1 to 9999.
        ValueError: Months are to be counted in working days.
    """
    if term.days == "calendar":
        return last_day(
            start_on,
            period,
            start_day_counts=term.start_day_counts,
            month_end=term.month_end,
        )
    if period.months:
        raise ValueError("Months cannot be counted in working days.")
    day_before = start_on - timedelta(days=1 if term.start_day_counts else 0)
    return calendar.add_working_days(day_before, period.days)


def _days(term: Term, calendar: Calendar, from_on: date, until_on: date) -> int:
    """Count the days of the term's kind from one up to another that is not counted."""
    if term.days == "calendar":
        return (until_on - from_on).days
    return calendar.working_days_between(from_on - _ONE_DAY, until_on - _ONE_DAY)


def _days_on(term: Term, calendar: Calendar, day: date, count: int) -> date:
    if term.days == "calendar":
        return day + timedelta(days=count)
    return calendar.add_working_days(day, count)


def _moved(term: Term, calendar: Calendar, course: Course, day: date) -> date:
    if term.end_moves == "next_working_day":
        while calendar.day_off(day) is not None or course.is_suspended(day):
            day += _ONE_DAY
    return day
