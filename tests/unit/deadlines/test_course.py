"""Suspended and extended terms, against a walk of one day at a time."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from engine.deadlines import (
    Calendar,
    Course,
    DueDate,
    MonthEnd,
    Period,
    Suspension,
    Term,
    due,
    is_extension_allowed,
)
from engine.errors import InvalidDataError
from engine.text import Text
from tests.support import slow_days

BELGIUM = Calendar.belgian()
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
_MONTHS = [f"{date(2026, month, 1):%B}" for month in range(1, 13)]
_ENDS = re.compile(r"(?:up to| to) (\d+) (\w+) (\d{4})\.$")

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


def ends_in(counted: DueDate) -> date:
    """Read the last date to which the explanation counts."""
    said = [found for line in counted.explanation if (found := _ENDS.search(line.en))]
    day, month, year = said[-1].groups()
    return date(int(year), _MONTHS.index(month) + 1, int(day))


def check_against_the_walk(told: Told) -> None:
    """Compare the last day, and the one in the explanation, with the slow walk."""
    counted = told.counted()
    assert counted.due_on == told.walked()
    assert ends_in(counted) == counted.due_on


@given(told=stories())
def test_every_term_ends_where_walking_ends(told: Told) -> None:
    check_against_the_walk(told)


@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_terms_end_where_walking_ends(seed: int) -> None:
    choice = random.Random(seed).choice
    for _ in range(3000):
        check_against_the_walk(story(choice))


@pytest.mark.parametrize("month_end", ["last_day", "first_of_next"])
@pytest.mark.parametrize("start_day_counts", [True, False])
def test_every_day_of_four_years_ends_where_walking_ends(
    month_end: MonthEnd, *, start_day_counts: bool
) -> None:
    for number in range(4 * 365 + 1):
        start = date(2023, 3, 1) + timedelta(days=number)
        for months in (1, 3, 6):
            term = replace(
                TERM,
                length=Period(months=months),
                start_day_counts=start_day_counts,
                month_end=month_end,
            )
            assert due(term, start, BELGIUM).due_on == slow_days.last_calendar_day(
                start,
                months=months,
                days=0,
                start_day_counts=start_day_counts,
                month_end=month_end,
            )


@settings(max_examples=300)
@given(told=stories(), longer=st.integers(0, 60), which=st.integers(0, 4))
def test_a_longer_suspension_never_ends_a_term_earlier(
    told: Told, longer: int, which: int
) -> None:
    ended = [one for one in told.course.suspensions if one.until_on is not None]
    if not ended:
        return
    one = ended[which % len(ended)]
    assert one.until_on is not None
    stretched = replace(one, until_on=one.until_on + timedelta(days=longer))
    others = [other for other in told.course.suspensions if other is not one]
    course = replace(told.course, suspensions=(*others, stretched))
    assert told.counted(course).due_on >= told.counted().due_on
    if told.term.days == "calendar" and told.term.end_moves == "none":
        assert (told.counted(course).due_on - told.counted().due_on).days <= longer + sum(
            (other.until_on - other.from_on).days for other in ended if other.until_on
        )


@settings(max_examples=300)
@given(told=stories(), after=st.integers(-5, 120), reach=st.integers(0, 40))
def test_what_takes_no_day_out_changes_nothing(told: Told, after: int, reach: int) -> None:
    counted = told.counted()

    def with_one(one: Suspension) -> date:
        course = replace(told.course, suspensions=(*told.course.suspensions, one))
        return told.counted(course).due_on

    day = told.start + timedelta(days=after)
    late = counted.due_on + timedelta(days=1)
    first = told.start + timedelta(days=0 if told.term.start_day_counts else 1)
    assert with_one(Suspension(from_on=day, until_on=day)) == counted.due_on
    assert with_one(Suspension(from_on=day, until_on=None)) == counted.due_on
    assert (
        with_one(Suspension(from_on=late, until_on=late + timedelta(days=reach)))
        == counted.due_on
    )
    assert (
        with_one(Suspension(from_on=first - timedelta(days=reach), until_on=first))
        == counted.due_on
    )


@settings(max_examples=300)
@given(told=stories(), cut=st.integers(0, 60))
def test_a_suspension_cut_in_two_does_what_the_whole_did(told: Told, cut: int) -> None:
    parts: list[Suspension] = []
    for one in told.course.suspensions:
        if one.until_on is None:
            parts.append(one)
            continue
        middle = min(one.from_on + timedelta(days=cut), one.until_on)
        parts.append(replace(one, until_on=middle))
        parts.append(replace(one, from_on=middle))
    cut_up = told.counted(replace(told.course, suspensions=tuple(parts)))
    assert cut_up.due_on == told.counted().due_on
    assert cut_up.suspended_on == told.counted().suspended_on


@settings(max_examples=300)
@given(told=stories(), months=st.integers(0, 3), days=st.integers(0, 30))
def test_an_extension_never_ends_a_term_earlier(told: Told, months: int, days: int) -> None:
    more = Period(months=0 if told.term.days == "working" else months, days=days)
    extended = told.counted(told.course.extended(more))
    assert extended.due_on >= told.counted().due_on
    assert extended.length == told.term.length


class TestSuspended:
    ILL = Suspension(from_on=date(2026, 2, 3), until_on=date(2026, 2, 15), ground="ziekte")

    def counted(self, *suspensions: Suspension, term: Term = TERM) -> DueDate:
        return due(term, date(2026, 1, 5), BELGIUM, course=Course(suspensions=suspensions))

    def test_the_actual_days_are_added_and_told(self) -> None:
        counted = self.counted(self.ILL)
        assert counted.due_on == date(2026, 4, 17)
        assert [line.nl for line in counted.explanation] == [
            "Geteld vanaf de aangetekende brief van 5 januari 2026; die dag telt niet mee.",
            "3 kalendermaanden: tot en met 5 april 2026.",
            (
                "Geschorst van 3 tot en met 14 februari 2026 (ziekte): 12 dagen bijgeteld, "
                "tot en met 17 april 2026."
            ),
        ]
        assert [line.en for line in counted.explanation] == [
            (
                "Counted from the registered letter of 5 January 2026; "
                "that day does not count."
            ),
            "3 calendar months: up to 5 April 2026.",
            (
                "Suspended from 3 to 14 February 2026 (ziekte): 12 days added, "
                "up to 17 April 2026."
            ),
        ]

    def test_working_days_are_added_as_working_days(self) -> None:
        term = replace(TERM, length=Period(days=30), days="working")
        counted = self.counted(self.ILL, term=term)
        assert counted.due_on == date(2026, 2, 27)
        assert counted.explanation[2].en == (
            "Suspended from 3 to 14 February 2026 (ziekte): 9 working days added, "
            "up to 27 February 2026."
        )

    def test_days_that_two_suspensions_share_are_added_once(self) -> None:
        inside = Suspension(from_on=date(2026, 2, 4), until_on=date(2026, 2, 5))
        longer = Suspension(
            from_on=date(2026, 2, 10), until_on=date(2026, 3, 2), ground="verhuis"
        )
        counted = self.counted(longer, self.ILL, inside)
        assert counted.due_on == date(2026, 5, 2)
        assert [line.nl for line in counted.explanation[3:]] == [
            "Geschorst op 4 februari 2026: die dagen telden al niet mee.",
            (
                "Geschorst van 10 februari 2026 tot en met 1 maart 2026 (verhuis): "
                "15 dagen bijgeteld (de andere telden al niet mee), "
                "tot en met 2 mei 2026."
            ),
        ]

    def test_one_that_runs_on_is_told_and_not_counted_yet(self) -> None:
        open_one = Suspension(from_on=date(2026, 3, 1), until_on=None)
        counted = self.counted(open_one)
        assert counted.due_on == date(2026, 4, 5)
        assert counted.suspended_on == date(2026, 3, 1)
        assert counted.explanation[-1].en == (
            "Suspended from 1 March 2026: the days are added when the suspension ends."
        )
        assert counted.explanation[-1].nl == (
            "Geschorst vanaf 1 maart 2026: de dagen worden bijgeteld als zij eindigt."
        )

    def test_one_after_the_last_day_is_told_to_have_come_too_late(self) -> None:
        late = Suspension(from_on=date(2026, 4, 6), until_on=None, ground="x")
        counted = self.counted(late)
        assert (counted.due_on, counted.suspended_on) == (date(2026, 4, 5), None)
        assert counted.explanation[-1].nl == (
            "Geschorst vanaf 6 april 2026 (x): na de laatste dag, dus zonder gevolg."
        )

    def test_the_last_day_itself_can_be_suspended(self) -> None:
        one_day = Suspension(from_on=date(2026, 4, 5), until_on=date(2026, 4, 6))
        assert self.counted(one_day).due_on == date(2026, 4, 6)

    def test_an_end_moves_past_a_suspension_that_began_on_the_way(self) -> None:
        # 5 April 2026 is Easter; the Tuesday after it is suspended.
        term = replace(TERM, end_moves="next_working_day")
        tuesday = Suspension(from_on=date(2026, 4, 7), until_on=date(2026, 4, 8))
        counted = self.counted(tuesday, term=term)
        assert counted.due_on == date(2026, 4, 8)
        assert counted.explanation[-1].nl == (
            "Verschoven voorbij 5 april 2026 (Pasen), 6 april 2026 (Paasmaandag), "
            "7 april 2026 (geschorst) naar 8 april 2026."
        )

    def test_one_that_ends_before_it_begins_cannot_be_made(self) -> None:
        with pytest.raises(ValueError, match="before it begins"):
            Suspension(from_on=date(2026, 2, 3), until_on=date(2026, 2, 2))

    def test_one_without_end_in_sight_is_refused(self) -> None:
        with pytest.raises(InvalidDataError):
            self.counted(Suspension(from_on=date(2026, 2, 3), until_on=date.max))


class TestExtended:
    START = date(2026, 1, 31)
    MONTH = replace(TERM, length=Period(months=1), extension_at_most=Period(days=31))

    def test_an_extension_lengthens_the_term_itself(self) -> None:
        course = Course(extensions=(Period(months=1), Period(days=3)))
        counted = due(self.MONTH, self.START, BELGIUM, course=course)
        assert counted.due_on == date(2026, 4, 3)
        assert counted.length == Period(months=1)
        assert [line.nl for line in counted.explanation[1:]] == [
            "1 kalendermaand: tot en met 28 februari 2026.",
            "Februari 2026 heeft die dag niet: de laatste dag van de maand geldt.",
            "Verlengd met 1 kalendermaand: tot en met 31 maart 2026.",
            "Verlengd met 3 kalenderdagen: tot en met 3 april 2026.",
        ]
        assert counted.explanation[3].en == (
            "Extended by 1 calendar month: up to 31 March 2026."
        )

    @pytest.mark.parametrize(
        ("extensions", "expected"),
        [
            ((), True),
            ((Period(days=31),), True),
            ((Period(months=1),), True),
            ((Period(days=15), Period(days=16)), True),
            ((Period(days=32),), False),
            ((Period(months=1), Period(days=1)), False),
        ],
    )
    def test_extensions_lead_no_further_than_the_row_allows(
        self, extensions: tuple[Period, ...], *, expected: bool
    ) -> None:
        course = Course(extensions=extensions)
        assert (
            is_extension_allowed(self.MONTH, self.START, BELGIUM, course=course) == expected
        )

    def test_a_row_that_says_nothing_allows_none(self) -> None:
        course = Course(extensions=(Period(days=1),))
        assert not is_extension_allowed(TERM, self.START, BELGIUM, course=course)

    def test_working_days_are_not_extended_by_months(self) -> None:
        term = replace(TERM, length=Period(days=5), days="working")
        with pytest.raises(InvalidDataError) as wrong:
            due(term, self.START, BELGIUM, course=Course(extensions=(Period(months=1),)))
        assert "werkdagen" in wrong.value.text.nl

    def test_a_length_of_over_a_hundred_years_is_refused(self) -> None:
        course = Course(extensions=(Period(months=1200),))
        with pytest.raises(InvalidDataError):
            due(TERM, self.START, BELGIUM, course=course)


def test_the_first_of_the_next_month_takes_the_place_of_a_missing_day() -> None:
    term = replace(TERM, length=Period(months=1), month_end="first_of_next")
    counted = due(term, date(2026, 1, 31), BELGIUM)
    assert counted.due_on == date(2026, 3, 1)
    assert counted.explanation[-1].nl == (
        "Februari 2026 heeft die dag niet: de eerste van de volgende maand geldt."
    )


def test_a_term_under_a_new_law_says_since_when() -> None:
    term = replace(TERM, valid_from=date(2026, 3, 1), running_terms="recount")
    counted = due(term, date(2026, 1, 5), BELGIUM)
    assert counted.explanation[1] == Text(
        "Sinds 1 maart 2026 gelden nieuwe regels, ook voor lopende termijnen: art. 27.",
        "Since 1 March 2026 new rules hold, for running terms too: art. 27.",
    )
    assert len(due(term, date(2026, 3, 1), BELGIUM).explanation) == 2
