"""Counts a term: from the facts of a case to the last day on which acting is in time."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.clock import BRUSSELS, brussels_date
from engine.deadlines import explanation
from engine.deadlines.calendar import Calendar
from engine.deadlines.due_date import DueDate, Reminder
from engine.deadlines.period import Period, add_months, last_day
from engine.deadlines.term import ReminderRule, Term, Terms
from engine.errors import EngineError, InvalidDataError, NotFoundError
from engine.feel import Expression, YearsMonths
from engine.text import Text

#: Reminders go out at this time of day in Brussels: read on the day itself.
REMINDED_AT = time(8)
#: The years for which the legal holidays are known.
FIRST_YEAR, LAST_YEAR = 1950, 2099


def due_on_facts(
    terms: Terms,
    name: str,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    calendar: Calendar,
) -> DueDate:
    """Count the term of that name for a case.

    The start day, read from the facts, is the reference date that chooses the row.

    Args:
        terms: The trajectory's own terms and those of the law.
        name: The name in ``deadline("...")``.
        facts: FEEL values of the case by name, ``case`` among them.
        now: For expressions that call ``now()`` or ``today()``; aware.
        calendar: The agency's working days.

    Raises:
        NotFoundError: There is no term of that name.
        InvalidDataError: The start day or the length is missing or is no date or duration,
            no row holds on the start day, or the last day cannot be reckoned.
    """
    if name not in terms:
        raise NotFoundError(
            Text(f"Er is geen termijn '{name}'.", f"There is no term '{name}'.")
        )
    started = None
    for term in reversed(terms.rows[name]):
        started = _start_day(term, facts, now)
        if term.holds_on(started):
            return due(term, started, calendar, length=_length(term, facts, now))
    raise InvalidDataError(
        Text(
            f"Voor de termijn '{name}' is er geen regel die gold op {started}.",
            f"The term '{name}' has no row that held on {started}.",
        )
    )


def due(
    term: Term, start_on: date, calendar: Calendar, *, length: Period | None = None
) -> DueDate:
    """Count one row of a term from its start day.

    Args:
        term: The row that holds on the start day.
        start_on: The day of the event from which the term runs (Brussels).
        calendar: The agency's working days.
        length: The length when the row has a FEEL expression for it.

    Raises:
        InvalidDataError: No length is known, or the last day falls outside 1950 to 2099.
    """
    period = length or term.length
    if not isinstance(period, Period):
        raise _invalid(
            term, "de lengte hangt af van het dossier", "the length depends on the case"
        )
    if not FIRST_YEAR <= start_on.year <= LAST_YEAR:
        raise _outside(term)
    counted_to = _counted_to(term, start_on, calendar, period)
    if term.end_moves == "next_working_day":
        due_on = calendar.move_past_days_off(counted_to)
    else:
        due_on = counted_to
    if due_on.year > LAST_YEAR:
        raise _outside(term)
    return DueDate(
        name=term.name,
        title=term.title,
        start_on=start_on,
        due_on=due_on,
        legal_basis=term.legal_basis,
        source=term.source,
        valid_from=term.valid_from,
        to_be_confirmed=term.to_be_confirmed,
        explanation=explanation.explain(
            term, period, calendar, days=(start_on, counted_to, due_on)
        ),
        reminders=_planned(term.reminders, start_on, due_on),
    )


def _counted_to(term: Term, start_on: date, calendar: Calendar, period: Period) -> date:
    if term.days == "calendar":
        return last_day(start_on, period, start_day_counts=term.start_day_counts)
    day_before = start_on - timedelta(days=1 if term.start_day_counts else 0)
    return calendar.add_working_days(day_before, period.days)


def _planned(
    rules: tuple[ReminderRule, ...], start_on: date, due_on: date
) -> tuple[Reminder, ...]:
    """Date the reminders; one that would not come after the start day is left out."""
    planned = []
    for rule in rules:
        earlier = add_months(due_on, -rule.before.months)
        remind_on = earlier - timedelta(days=rule.before.days)
        if remind_on > start_on:
            remind_at = datetime.combine(remind_on, REMINDED_AT, BRUSSELS).astimezone(UTC)
            planned.append(Reminder(remind_on=remind_on, remind_at=remind_at, to=rule.to))
    return tuple(sorted(planned, key=lambda reminder: reminder.remind_at))


def _start_day(term: Term, facts: Mapping[str, Any], now: datetime) -> date:
    value = _evaluated(term, term.starts, facts, now)
    if isinstance(value, datetime):
        return value.date() if value.tzinfo is None else brussels_date(value)
    if isinstance(value, date):
        return value
    raise _invalid(
        term,
        f"'{term.starts.source}' geeft geen datum",
        f"'{term.starts.source}' gives no date",
        fields=term.starts.names,
    )


def _length(term: Term, facts: Mapping[str, Any], now: datetime) -> Period | None:
    if isinstance(term.length, Period):
        return None
    value = _evaluated(term, term.length, facts, now)
    months = value.months if isinstance(value, YearsMonths) else 0
    days = value.days if isinstance(value, timedelta) else 0
    try:
        period = Period(months=months, days=days)
    except ValueError:
        period = Period()
    if period.months or period.days:
        return period
    raise _invalid(
        term,
        f"'{term.length.source}' geeft geen duur van een dag tot honderd jaar",
        f"'{term.length.source}' gives no duration of one day to a hundred years",
        fields=term.length.names,
    )


def _evaluated(
    term: Term, expression: Expression, facts: Mapping[str, Any], now: datetime
) -> Any:
    try:
        return expression.evaluate(facts, now=now)
    except EngineError as error:
        raise _invalid(term, error.text.nl, error.text.en) from error


def _outside(term: Term) -> InvalidDataError:
    years = f"{FIRST_YEAR}-{LAST_YEAR}"
    return _invalid(
        term,
        f"de termijn valt buiten de jaren {years}",
        f"the term falls outside the years {years}",
    )


def _invalid(
    term: Term, dutch: str, english: str, fields: Iterable[str] = ()
) -> InvalidDataError:
    text = Text(
        f"De termijn '{term.name}' kan niet berekend worden: {dutch}.",
        f"The term '{term.name}' cannot be counted: {english}.",
    )
    return InvalidDataError(text, {name: [text] for name in sorted(fields)})
