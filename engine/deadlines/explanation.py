"""Says in sentences why a term ends on the day it does."""

from collections.abc import Iterator
from datetime import date, timedelta

from babel.dates import get_month_names

from engine.deadlines.calendar import SATURDAY, Calendar
from engine.deadlines.period import Period, add_months
from engine.deadlines.term import Term
from engine.text import Text

#: More days off than this are counted, not named.
_MOST_NAMED = 6
_MONTHS = tuple(
    Text(
        get_month_names("wide", locale="nl")[month],
        get_month_names("wide", locale="en")[month],
    )
    for month in range(1, 13)
)


def explain(
    term: Term, period: Period, calendar: Calendar, *, days: tuple[date, date, date]
) -> tuple[Text, ...]:
    """Give the steps of a counting, one sentence each.

    Args:
        term: The row that was used.
        period: Its length, as evaluated.
        calendar: The calendar that was used.
        days: The start day, the day that was counted to, and the last day of the term.
    """
    start_on, counted_to, due_on = days
    lines = [_start(term, start_on), _length(term, period, counted_to)]
    if term.days == "working":
        lines.extend(_left_out(calendar, start_on, counted_to))
    elif add_months(start_on, period.months).day < start_on.day:
        lines.append(_short_month(add_months(start_on, period.months)))
    if due_on != counted_to:
        lines.append(_moved(calendar, counted_to, due_on))
    if term.to_be_confirmed:
        lines.append(
            Text(f"Nog te bevestigen: {term.note}", f"To be confirmed: {term.note}")
        )
    return tuple(lines)


def _start(term: Term, start_on: date) -> Text:
    day = _written(start_on)
    if term.start_day_counts:
        return Text(
            f"Geteld vanaf {day.nl}; die dag telt mee.",
            f"Counted from {day.en}; that day is counted.",
        )
    return Text(
        f"Geteld vanaf {day.nl}; die dag zelf telt niet mee.",
        f"Counted from {day.en}; that day itself is not counted.",
    )


def _length(term: Term, period: Period, counted_to: date) -> Text:
    length, day = period.described(working=term.days == "working"), _written(counted_to)
    return Text(f"{length.nl}: tot en met {day.nl}.", f"{length.en}: up to {day.en}.")


def _short_month(day: date) -> Text:
    month = _MONTHS[day.month - 1]
    return Text(
        f"{month.nl} {day.year} heeft die dag niet: de laatste dag van de maand geldt.",
        f"{month.en} {day.year} has no such day: the last day of the month is taken.",
    )


def _left_out(calendar: Calendar, start_on: date, counted_to: date) -> Iterator[Text]:
    """Name the holidays and closing days, weekends apart, that were not counted."""
    length = (counted_to - start_on).days
    between = (start_on + timedelta(days=n) for n in range(1, length + 1))
    named = [
        (day, why)
        for day in between
        if day.weekday() < SATURDAY
        and (why := calendar.holiday(day) or calendar.closing_days.get(day)) is not None
    ]
    if len(named) > _MOST_NAMED:
        yield Text(
            f"Niet meegeteld: weekends en {len(named)} feest- en sluitingsdagen.",
            f"Not counted: weekends and {len(named)} holidays and closing days.",
        )
    elif named:
        dutch = ", ".join(f"{_written(day).nl} ({why.nl})" for day, why in named)
        english = ", ".join(f"{_written(day).en} ({why.en})" for day, why in named)
        yield Text(
            f"Niet meegeteld: weekends en {dutch}.",
            f"Not counted: weekends and {english}.",
        )


def _moved(calendar: Calendar, counted_to: date, due_on: date) -> Text:
    dutch, english = [], []
    day = counted_to
    while day < due_on:
        written = _written(day)
        why = calendar.day_off(day) or written
        dutch.append(f"{written.nl} ({why.nl})")
        english.append(f"{written.en} ({why.en})")
        day += timedelta(days=1)
    to = _written(due_on)
    return Text(
        f"Verschoven voorbij {', '.join(dutch)} naar {to.nl}.",
        f"Moved past {', '.join(english)} to {to.en}.",
    )


def _written(day: date) -> Text:
    month = _MONTHS[day.month - 1]
    return Text(f"{day.day} {month.nl} {day.year}", f"{day.day} {month.en} {day.year}")
