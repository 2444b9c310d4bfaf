"""When a timer fires: dates, civil and exact durations, cycles on their grid.

Years, months, weeks and days are civil time in Brussels: ``P1D`` after 09:00 is 09:00, also
over a change to summer time. Hours, minutes and seconds are exact. A civil time that the
change skips is taken as one hour later; one that comes twice is the first.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

from engine import feel
from engine.clock import BRUSSELS, start_of_day
from engine.runtime.failure import stop

_SPAN = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=.)(?:(?P<h>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?"
)
#: A literal in FEEL, which keeps apart P1D and PT24H where its value cannot.
_LITERAL = re.compile(r'(?:duration\s*\(\s*)?"(?P<text>-?P[^"]*)"\s*\)?')
_CYCLE = re.compile(r"R(?P<times>\d*)/(?:(?P<start>[^P/][^/]*)/)?(?P<span>P[^/]+)")


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; months and days are civil, the rest is exact."""

    months: int = 0
    days: int = 0
    exact: timedelta = timedelta()

    def times(self, number: int) -> "Span":
        """Give the span taken so many times."""
        return Span(self.months * number, self.days * number, self.exact * number)

    def after(self, instant: datetime) -> datetime:
        """Give the instant, in UTC, that lies this span after an aware instant."""
        if self.months or self.days:
            local = instant.astimezone(BRUSSELS)
            moved = _add_months(local, self.months) + timedelta(days=self.days)
            instant = moved.replace(fold=local.fold if moved == local else 0)
        return instant.astimezone(UTC) + self.exact

    @property
    def longest(self) -> timedelta:
        """The most that it can last, to step over missed firings without overshooting."""
        civil = timedelta(days=31 * self.months + self.days)
        return civil + self.exact + (timedelta(hours=1) if civil else timedelta())


@dataclass(frozen=True, slots=True)
class Cycle:
    """A repeated timer; ``number`` None repeats for ever."""

    number: int | None
    start: datetime | None
    span: Span

    def point(self, anchor: datetime, index: int) -> datetime:
        """Give the instant of a firing, counted from 1; the first may be the start."""
        steps = index - 1 if self.start is not None else index
        return self.span.times(steps).after(anchor)

    def next_after(self, anchor: datetime, index: int, now: datetime) -> int | None:
        """Give the first firing after ``index`` that lies after ``now``; None: no more.

        What was missed during an outage is not made up for: those points have passed.
        """
        index += 1
        point = self.point(anchor, index)
        while point <= now:
            index += max(1, int((now - point) / self.span.longest))
            point = self.point(anchor, index)
        return None if self.number is not None and index > self.number else index


def read_span(text: str) -> Span | None:
    """Read an ISO 8601 duration; None when it is none."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        return None
    sign = -1 if match["sign"] else 1
    parts = {name: int(match[name] or 0) for name in ("Y", "M", "W", "D", "h", "m")}
    exact = timedelta(hours=parts["h"], minutes=parts["m"], seconds=float(match["s"] or 0))
    return Span(
        sign * (parts["Y"] * 12 + parts["M"]),
        sign * (parts["W"] * 7 + parts["D"]),
        sign * exact,
    )


def literal_span(source: str) -> Span | None:
    """Read the duration that a FEEL source is, when it is a literal one."""
    match = _LITERAL.fullmatch(source.strip())
    return read_span(match["text"]) if match else None


def read_cycle(text: str) -> Cycle:
    """Read ``R3/P7D``, ``R/P1M`` or ``R3/2026-01-05T09:00/P1D``.

    Raises:
        StepFailedError: It is no such cycle.
    """
    match = _CYCLE.fullmatch(text.strip())
    span = read_span(match["span"]) if match else None
    if match is None or span is None or span.longest <= timedelta():
        stop(
            "De herhaling van de timer is niet geschreven zoals R3/P7D.",
            "The repetition of the timer is not written like R3/P7D.",
        )
    start = instant_of(match["start"], None) if match["start"] else None
    number = int(match["times"]) if match["times"] else None
    return Cycle(number, start, span)


def instant_of(value: Any, now: datetime | None) -> datetime:
    """Give the instant that a timer's value means; durations count from ``now``.

    Raises:
        StepFailedError: The value is no date, date and time, or duration.
    """
    match value:
        case datetime():
            aware = value if value.tzinfo is not None else value.replace(tzinfo=BRUSSELS)
            return aware.astimezone(UTC)
        case date():
            return start_of_day(value)
        case str():
            return _instant_of_text(value, now)
    span = _span_of(value)
    if span is None or now is None:
        _no_moment(value)
    return span.after(now)


def _span_of(value: Any) -> Span | None:
    if isinstance(value, timedelta):
        return Span(
            0, value.days, timedelta(seconds=value.seconds, microseconds=value.microseconds)
        )
    if isinstance(value, feel.YearsMonths):
        return Span(value.months)
    return None


def _instant_of_text(text: str, now: datetime | None) -> datetime:
    span = read_span(text)
    if span is not None and now is not None:
        return span.after(now)
    try:
        if len(text.strip()) == len("2026-01-31"):
            return start_of_day(date.fromisoformat(text.strip()))
        return instant_of(datetime.fromisoformat(text.strip()), None)
    except ValueError:
        _no_moment(text)


def _no_moment(value: Any) -> NoReturn:
    kind = feel.type_of(value)
    stop(
        f"De timer krijgt geen tijdstip of duur, maar een waarde van de soort {kind}.",
        f"The timer gets no moment or duration, but a value of the kind {kind}.",
    )


def _add_months(local: datetime, months: int) -> datetime:
    if not months:
        return local
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
