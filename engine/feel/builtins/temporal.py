"""Functions about the calendar (DMN 10.3.4.8)."""

import calendar
from datetime import date
from decimal import Decimal

from engine.feel.registry import builtin

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("day of year(date: date|date and time)")
def _day_of_year(day: date) -> Decimal:
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week(date: date|date and time)")
def _day_of_week(day: date) -> str:
    return _DAYS[day.weekday()]


@builtin("month of year(date: date|date and time)")
def _month_of_year(day: date) -> str:
    return _MONTHS[day.month - 1]


@builtin("week of year(date: date|date and time)")
def _week_of_year(day: date) -> Decimal:
    return Decimal(day.isocalendar().week)


@builtin("last day of month(date: date|date and time)")
def _last_day_of_month(day: date) -> date:
    last = calendar.monthrange(day.year, day.month)[1]
    return date(day.year, day.month, last)
