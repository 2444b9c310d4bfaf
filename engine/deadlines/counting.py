"""Counts a term: from the facts of a case to the last day on which acting is in time."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from engine.clock import brussels_date
from engine.deadlines.calendar import Calendar
from engine.deadlines.course import Course
from engine.deadlines.due_date import DueDate
from engine.deadlines.explanation import explain
from engine.deadlines.period import Period
from engine.deadlines.reminder_plan import planned
from engine.deadlines.sending import Sending
from engine.deadlines.tally import Tally, tally
from engine.deadlines.term import Term, Terms
from engine.errors import EngineError, InvalidDataError, NotFoundError
from engine.feel import Expression, YearsMonths
from engine.text import Text

#: The years for which the legal holidays are known.
FIRST_YEAR, LAST_YEAR = 1950, 2099


#: Nothing happened to the term since it began.
_UNDISTURBED = Course()
_USUAL_HOURS = Sending()
#: What an expression may read beside the facts.
_NO_FACT = frozenset(["case"])


def due_on_facts(  # noqa: PLR0913  # what the law gives, then what happened
    terms: Terms,
    name: str,
    facts: Mapping[str, Any],
    *,
    now: datetime,
    calendar: Calendar,
    course: Course = _UNDISTURBED,
    on: date | None = None,
) -> DueDate:
    """Count the term of that name for a case.

    The start day, read from the facts, is the reference date that chooses the row, unless
    a later row in force today recounts running terms.

    Args:
        terms: The trajectory's own terms and those of the law.
        name: The name in ``deadline("...")``.
        facts: FEEL values of the case by name, ``case`` among them.
        now: For expressions that call ``now()`` or ``today()``; aware.
        calendar: The agency's working days.
        course: What happened to the term since it began.
        on: The day whose law decides which rows recount running terms; that of ``now``
            when it is not given.

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
    today = on or brussels_date(now)
    for term in reversed(terms.rows[name]):
        started = _start_day(term, facts, now)
        if term.holds_for(started, on=today):
            return due(
                term,
                started,
                calendar,
                length=_length(term, facts, now),
                course=course,
                sending=terms.sending,
            )
    raise InvalidDataError(
        Text(
            f"Voor de termijn '{name}' is er geen regel die gold op {started}.",
            f"The term '{name}' has no row that held on {started}.",
        )
    )


def due(  # what the law gives, then what happened
    term: Term,
    start_on: date,
    calendar: Calendar,
    *,
    length: Period | None = None,
    course: Course = _UNDISTURBED,
    sending: Sending = _USUAL_HOURS,
) -> DueDate:
    """Count one row of a term from its start day.

    Args:
        term: The row that counts it.
        start_on: The day of the event from which the term runs (Brussels).
        calendar: The agency's working days.
        length: The length when the row has a FEEL expression for it.
        course: What happened to the term since it began.
        sending: The hours in which reminders go out.

    Raises:
        InvalidDataError: No length is known, working days were extended by months, or the
            last day falls outside 1950 to 2099.
    """
    period = _known_length(term, length)
    counted = _counted(term, start_on, calendar, period, course)
    return DueDate(
        name=term.name,
        title=term.title,
        start_on=start_on,
        due_on=counted.due_on,
        legal_basis=term.legal_basis,
        source=term.source,
        start_facts=tuple(sorted(term.names - _NO_FACT)),
        length=period,
        days=term.days,
        suspended_on=course.suspended_on(counted.due_on),
        valid_from=term.valid_from,
        to_be_confirmed=term.to_be_confirmed,
        explanation=explain(term, calendar, counted, course),
        reminders=planned(term.reminders, start_on, counted.due_on, calendar, sending),
    )


def is_extension_allowed(
    term: Term,
    start_on: date,
    calendar: Calendar,
    *,
    length: Period | None = None,
    course: Course,
) -> bool:
    """Whether the extensions of a term lead no further than the row allows.

    Days against months are compared by the last day that they give for this term.

    Args:
        term: The row that counts it.
        start_on: The day of the event from which the term runs (Brussels).
        calendar: The agency's working days.
        length: The length when the row has a FEEL expression for it.
        course: With all extensions, also the one that is asked for.

    Raises:
        InvalidDataError: As `due` raises it.
    """
    if not course.extensions or term.extension_at_most is None:
        return not course.extensions
    period = _known_length(term, length)
    asked = Course(extensions=course.extensions)
    most = Course(extensions=(term.extension_at_most,))
    return (
        _counted(term, start_on, calendar, period, asked).counted_to
        <= _counted(term, start_on, calendar, period, most).counted_to
    )


def _known_length(term: Term, length: Period | None) -> Period:
    period = length or term.length
    if isinstance(period, Period):
        return period
    raise _invalid(
        term, "de lengte hangt af van het dossier", "the length depends on the case"
    )


def _counted(
    term: Term, start_on: date, calendar: Calendar, period: Period, course: Course
) -> Tally:
    if term.days == "working" and any(period.months for period in course.extensions):
        raise _invalid(
            term,
            "werkdagen worden niet met maanden verlengd",
            "working days are not extended by months",
        )
    ends = [one.until_on for one in course.suspensions if one.until_on is not None]
    if not FIRST_YEAR <= start_on.year <= max([start_on, *ends]).year <= LAST_YEAR:
        raise _outside(term)
    try:
        counted = tally(term, start_on, calendar, period, course)
    except (OverflowError, ValueError) as error:
        raise _outside(term) from error
    if counted.due_on.year > LAST_YEAR:
        raise _outside(term)
    return counted


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
