"""Says in sentences why a term ends on the day it does."""

from collections.abc import Iterator
from datetime import date, timedelta

from engine.deadlines.calendar import SATURDAY, Calendar
from engine.deadlines.course import Course, Suspension
from engine.deadlines.period import lacks_day
from engine.deadlines.tally import Suspended, Tally
from engine.deadlines.term import THE_DAY_ITSELF, Term
from engine.deadlines.wording import written, written_count, written_days, written_month
from engine.text import Text

#: More days off than this are counted, not named.
_MOST_NAMED = 6
_ONE_DAY = timedelta(days=1)
_SUSPENDED = Text("opgeschort", "suspended")


def explain(
    term: Term, calendar: Calendar, counted: Tally, course: Course
) -> tuple[Text, ...]:
    """Give the steps of a counting, one sentence each.

    Args:
        term: The row that was used.
        calendar: The calendar that was used.
        counted: The counting itself.
        course: What happened to the term since it began.
    """
    lines = [
        _start(term, counted.start_on),
        *_law_changed(term, counted.start_on),
        *_lengths(term, counted),
    ]
    for suspended in counted.suspensions:
        lines.extend(_suspended(term, suspended))
    if term.days == "working":
        lines.extend(_left_out(calendar, counted, course))
    if counted.due_on != counted.counted_to:
        lines.append(_moved(calendar, counted, course))
    lines.extend(_not_counted(course, counted.due_on))
    if term.to_be_confirmed:
        lines.append(
            Text(f"Nog te bevestigen: {term.note}", f"To be confirmed: {term.note}")
        )
    # Of what happened twice in the same way, once is enough.
    return tuple(dict.fromkeys(lines))


def _start(term: Term, start_on: date) -> Text:
    day, event = written(start_on), term.counts_from
    if event == THE_DAY_ITSELF:
        start = Text(f"{event.nl}, {day.nl}", f"{event.en}, {day.en}")
    else:
        start = Text(f"{event.nl} van {day.nl}", f"{event.en} of {day.en}")
    if term.start_day_counts:
        return Text(
            f"Geteld vanaf {start.nl}; die dag telt mee.",
            f"Counted from {start.en}; that day counts.",
        )
    return Text(
        f"Geteld vanaf {start.nl}; die dag telt niet mee.",
        f"Counted from {start.en}; that day does not count.",
    )


def _law_changed(term: Term, start_on: date) -> Iterator[Text]:
    """Say that the row is of after the start day."""
    if term.valid_from is not None and start_on < term.valid_from:
        since = written(term.valid_from)
        yield Text(
            f"Sinds {since.nl} gelden nieuwe regels, ook voor lopende termijnen: "
            f"{term.legal_basis}.",
            f"Since {since.en} new rules hold, for running terms too: {term.legal_basis}.",
        )


def _lengths(term: Term, counted: Tally) -> Iterator[Text]:
    for number, (part, whole, counted_to) in enumerate(counted.lengths):
        length = part.described(working=term.days == "working")
        day = written(counted_to)
        if number:
            yield Text(
                f"Verlengd met {length.nl}: tot en met {day.nl}.",
                f"Extended by {length.en}: up to {day.en}.",
            )
        else:
            yield Text(
                f"{length.nl}: tot en met {day.nl}.", f"{length.en}: up to {day.en}."
            )
        lacking = lacks_day(counted.start_on, whole.months)
        if lacking is not None:
            yield _short_month(term, lacking)


def _short_month(term: Term, day: date) -> Text:
    month = written_month(day)
    if term.month_end == "first_of_next":
        return Text(
            f"{month.nl} heeft die dag niet: de eerste van de volgende maand geldt.",
            f"{month.en} has no such day: the first of the next month is taken.",
        )
    return Text(
        f"{month.nl} heeft die dag niet: de laatste dag van de maand geldt.",
        f"{month.en} has no such day: the last day of the month is taken.",
    )


def _suspended(term: Term, suspended: Suspended) -> Iterator[Text]:
    one = suspended.suspension
    if one.until_on is None or one.until_on == one.from_on:
        return
    days = written_days(one.from_on, one.until_on - _ONE_DAY)
    start = Text(
        f"Opgeschort {days.nl}{_ground(one)}", f"Suspended {days.en}{_ground(one)}"
    )
    if not suspended.added:
        yield Text(
            f"{start.nl}: die dagen telden al niet mee.",
            f"{start.en}: those days did not count already.",
        )
        return
    added, day = written_count(suspended.added, term.days), written(suspended.counted_to)
    others = Text("", "")
    if suspended.partly:
        others = Text(
            " (de andere telden al niet mee)", " (the others did not count already)"
        )
    yield Text(
        f"{start.nl}: {added.nl} bijgeteld{others.nl}, tot en met {day.nl}.",
        f"{start.en}: {added.en} added{others.en}, up to {day.en}.",
    )


def _left_out(calendar: Calendar, counted: Tally, course: Course) -> Iterator[Text]:
    """Name the holidays and closing days, weekends apart, that were not counted."""
    length = (counted.counted_to - counted.first_on).days
    between = (counted.first_on + timedelta(days=n) for n in range(length))
    named = [
        (written(day), why)
        for day in between
        if day.weekday() < SATURDAY
        and not course.is_suspended(day)
        and (why := calendar.holiday(day) or calendar.closing_days.get(day)) is not None
    ]
    if len(named) > _MOST_NAMED:
        yield Text(
            f"Niet meegeteld: weekends en {len(named)} feest- en sluitingsdagen.",
            f"Not counted: weekends and {len(named)} holidays and closing days.",
        )
    elif named:
        dutch = ", ".join(f"{day.nl} ({why.nl})" for day, why in named)
        english = ", ".join(f"{day.en} ({why.en})" for day, why in named)
        yield Text(
            f"Niet meegeteld: weekends en {dutch}.",
            f"Not counted: weekends and {english}.",
        )


def _moved(calendar: Calendar, counted: Tally, course: Course) -> Text:
    dutch, english = [], []
    day = counted.counted_to
    while day < counted.due_on:
        why = _SUSPENDED if course.is_suspended(day) else calendar.day_off(day)
        passed = written(day)
        if why is not None:
            dutch.append(f"{passed.nl} ({why.nl})")
            english.append(f"{passed.en} ({why.en})")
        day += _ONE_DAY
    to = written(counted.due_on)
    return Text(
        f"Verschoven voorbij {', '.join(dutch)} naar {to.nl}.",
        f"Moved past {', '.join(english)} to {to.en}.",
    )


def _not_counted(course: Course, due_on: date) -> Iterator[Text]:
    """Tell of the suspensions that changed nothing, or nothing yet."""
    for one in sorted(course.suspensions, key=lambda one: one.from_on):
        day = written(one.from_on)
        start = Text(f"vanaf {day.nl}{_ground(one)}", f"from {day.en}{_ground(one)}")
        if one.from_on > due_on and one.until_on != one.from_on:
            yield Text(
                f"Opgeschort {start.nl}: na de laatste dag, dus zonder gevolg.",
                f"Suspended {start.en}: after the last day, so to no effect.",
            )
        elif one.until_on is None:
            yield Text(
                f"Opgeschort {start.nl}: de dagen worden bijgeteld als zij eindigt.",
                f"Suspended {start.en}: the days are added when the suspension ends.",
            )


def _ground(one: Suspension) -> str:
    ground = one.ground.strip().rstrip(".")
    return f" ({ground})" if ground else ""
