"""Terms with any course, by Hypothesis or at random, and how a slow walk counts them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

from hypothesis import strategies as st

from engine import feel
from engine.deadlines import Calendar, Course, DueDate, Period, Suspension, Term, due
from engine.text import Text
from tests.support import slow_days

TERM = Term(
    name="report",
    title=Text("Zich aanmelden", "Report"),
    starts=feel.compile("letter_sent_on"),
    counts_from=Text("de aangetekende brief", "the registered letter"),
    length=Period(months=3),
    days="calendar",
    start_day_counts=False,
    end_moves="none",
    legal_basis="art. 27",
    source="S6",
    valid_from=None,
    valid_until=None,
    to_be_confirmed=False,
    note="",
    reminders=(),
    file="deadlines.toml",
    line=1,
)

#: Where counting goes wrong: month ends, leap days, Easter, the days on which the clock
#: changes, the turn of the year.
AWKWARD = [
    date(2020, 2, 29),
    date(2023, 2, 28),
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2025, 3, 30),
    date(2025, 10, 26),
    date(2025, 12, 31),
    date(2026, 3, 29),
    date(2026, 4, 3),
    date(2026, 8, 31),
    date(2026, 10, 25),
    date(2026, 11, 10),
    date(2028, 2, 29),
]
ORDINARY = [date(2019, 1, 1) + timedelta(days=number) for number in range(12 * 365)]

_T = TypeVar("_T")


class Pick(Protocol):
    """Chooses one of several: by Hypothesis, or at random."""

    def __call__(self, options: Sequence[_T], /) -> _T:
        """Give one of the options."""
        ...


@dataclass(frozen=True, kw_only=True)
class Told:
    """A term as a story tells it, and how the slow walk counts it."""

    term: Term
    start: date
    closed: frozenset[date]
    course: Course

    @property
    def calendar(self) -> Calendar:
        """The calendar of the agency."""
        return Calendar.belgian({day: Text("dicht", "closed") for day in self.closed})

    def counted(self, course: Course | None = None) -> DueDate:
        """Count as the engine does."""
        return due(self.term, self.start, self.calendar, course=course or self.course)

    def walked(self) -> date:
        """Count as a person with a pencil does."""
        length = self.term.length
        assert isinstance(length, Period)
        months = length.months + sum(one.months for one in self.course.extensions)
        days = length.days + sum(one.days for one in self.course.extensions)
        counts = self.term.start_day_counts
        suspended = slow_days.days_of(
            (one.from_on, one.until_on) for one in self.course.suspensions if one.until_on
        )
        if self.term.days == "working":
            end = slow_days.nth_unsuspended_working_day(
                self.start,
                days,
                start_day_counts=counts,
                closed=self.closed,
                suspended=suspended,
            )
        else:
            end = slow_days.last_unsuspended_day(
                self.start,
                slow_days.last_calendar_day(
                    self.start,
                    months=months,
                    days=days,
                    start_day_counts=counts,
                    month_end=self.term.month_end,
                ),
                start_day_counts=counts,
                suspended=suspended,
            )
        if self.term.end_moves == "next_working_day":
            end = slow_days.past_days_off(end, suspended)
        return end


def suspensions(pick: Pick, start: date) -> tuple[Suspension, ...]:
    """Make some that lie apart, overlap, touch, lie in each other, are empty or open."""
    found: list[Suspension] = []
    edges = [start]
    for _ in range(pick(range(6))):
        from_on = pick(edges) + timedelta(days=pick(range(-5, 60)))
        length = pick([0, 1, 2, 3, 5, 12, 40, 90, None])
        until_on = None if length is None else from_on + timedelta(days=length)
        found.append(Suspension(from_on=from_on, until_on=until_on, ground="ziekte"))
        edges += [from_on, until_on or from_on]
    return tuple(found)


def story(pick: Pick) -> Told:
    """Make any term with any course."""
    start = pick(pick([AWKWARD, ORDINARY]))
    working = pick([False, True])
    months = [0] if working else range(15)
    length = Period(months=pick(months), days=pick(range(46)))
    extensions = [
        Period(months=pick(months[:4]), days=pick(range(1, 21)))
        for _ in range(pick([0, 0, 1, 2]))
    ]
    return Told(
        term=replace(
            TERM,
            length=length if length.months or length.days else Period(days=1),
            days="working" if working else "calendar",
            start_day_counts=pick([False, True]),
            end_moves=pick(["none", "next_working_day"]),
            month_end=pick(["last_day", "first_of_next"]),
        ),
        start=start,
        closed=frozenset(
            start + timedelta(days=pick(range(90))) for _ in range(pick([0, 0, 1, 5]))
        ),
        course=Course(suspensions=suspensions(pick, start), extensions=tuple(extensions)),
    )


@st.composite
def stories(draw: st.DrawFn) -> Told:
    """Let Hypothesis tell a story."""
    return story(lambda options: draw(st.sampled_from(options)))
