"""The last day of a term, against a count of one day at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.deadlines import (
    Calendar,
    DueDate,
    Period,
    Terms,
    add_months,
    due,
    due_on_facts,
)
from engine.errors import InvalidDataError, NotFoundError
from engine.feel import YearsMonths
from engine.text import Text
from tests.support import slow_days
from tests.support.term_stories import TERM as REPORT

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BELGIUM = Calendar.belgian()

#: What it counts from is left unsaid.
TERM = replace(REPORT, counts_from=Text("de dag zelf", "the day itself"))

starts = st.one_of(
    st.dates(date(2019, 1, 1), date(2033, 12, 31)),
    # Where counting goes wrong: month ends, leap days, Easter, the turn of the year.
    st.sampled_from(
        [
            date(2020, 2, 29),
            date(2023, 2, 28),
            date(2024, 1, 31),
            date(2024, 2, 28),
            date(2024, 2, 29),
            date(2025, 12, 31),
            date(2026, 4, 3),
            date(2026, 8, 31),
            date(2026, 11, 10),
            date(2028, 2, 29),
        ]
    ),
)
closing_days = st.frozensets(st.dates(date(2019, 1, 1), date(2035, 12, 31)), max_size=30)


def test_three_months_after_a_letter_end_on_the_same_number() -> None:
    assert due(TERM, date(2026, 1, 5), BELGIUM).due_on == date(2026, 4, 5)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
    ],
)
def test_months_keep_the_number_or_take_the_last_day(
    start: date, months: int, expected: date
) -> None:
    assert add_months(start, months) == expected


@given(
    start=starts,
    months=st.integers(0, 30),
    days=st.integers(0, 60),
    start_day_counts=st.booleans(),
)
def test_calendar_terms_end_where_walking_ends(
    start: date, months: int, days: int, *, start_day_counts: bool
) -> None:
    if not months and not days:
        days = 1
    term = replace(
        TERM, length=Period(months=months, days=days), start_day_counts=start_day_counts
    )
    assert due(term, start, BELGIUM).due_on == slow_days.last_calendar_day(
        start, months=months, days=days, start_day_counts=start_day_counts
    )


@given(
    start=starts,
    count=st.integers(1, 60),
    start_day_counts=st.booleans(),
    closed=closing_days,
)
def test_working_terms_end_where_walking_ends(
    start: date, count: int, closed: frozenset[date], *, start_day_counts: bool
) -> None:
    term = replace(
        TERM, length=Period(days=count), days="working", start_day_counts=start_day_counts
    )
    calendar = Calendar.belgian({day: Text("dicht", "closed") for day in closed})
    assert due(term, start, calendar).due_on == slow_days.nth_working_day(
        start, count, start_day_counts=start_day_counts, closed=closed
    )


@given(start=starts, months=st.integers(1, 24), closed=closing_days)
def test_an_end_moves_past_weekends_and_holidays_but_not_past_closing_days(
    start: date, months: int, closed: frozenset[date]
) -> None:
    term = replace(TERM, length=Period(months=months), end_moves="next_working_day")
    calendar = Calendar.belgian({day: Text("dicht", "closed") for day in closed})
    expected = add_months(start, months)
    while slow_days.is_day_off(expected):
        expected += timedelta(days=1)
    assert due(term, start, calendar).due_on == expected


@given(start=starts, later=st.integers(1, 40), months=st.integers(0, 24))
def test_a_later_start_never_ends_earlier(start: date, later: int, months: int) -> None:
    term = replace(
        TERM, length=Period(months=months, days=10), end_moves="next_working_day"
    )
    first = due(term, start, BELGIUM)
    second = due(term, start + timedelta(days=later), BELGIUM)
    assert start < first.due_on <= second.due_on


class TestExplanation:
    def lines(self, counted: DueDate) -> list[str]:
        assert len(counted.explanation) == len({line.nl for line in counted.explanation})
        return [line.en for line in counted.explanation]

    def test_a_moved_end_names_every_day_it_moved_past(self) -> None:
        term = replace(TERM, end_moves="next_working_day")
        # 1 November 2026 is All Saints' Day and a Sunday.
        counted = due(term, date(2026, 7, 31), BELGIUM)
        assert counted.due_on == date(2026, 11, 2)
        assert self.lines(counted) == [
            "Counted from the day itself, 31 July 2026; that day does not count.",
            "3 calendar months: up to 31 October 2026.",
            (
                "Moved past 31 October 2026 (Saturday), 1 November 2026 "
                "(All Saints' Day) to 2 November 2026."
            ),
        ]
        assert counted.explanation[2].nl == (
            "Verschoven voorbij 31 oktober 2026 (zaterdag), 1 november 2026 "
            "(Allerheiligen) naar 2 november 2026."
        )

    def test_a_short_month_is_named(self) -> None:
        counted = due(replace(TERM, length=Period(months=1)), date(2026, 1, 31), BELGIUM)
        assert self.lines(counted)[2] == (
            "February 2026 has no such day: the last day of the month is taken."
        )

    def test_holidays_left_out_of_working_days_are_named(self) -> None:
        term = replace(TERM, length=Period(days=10), days="working", start_day_counts=True)
        calendar = Calendar.belgian({date(2026, 5, 15): Text("brugdag", "bridge day")})
        counted = due(term, date(2026, 5, 4), calendar)
        assert self.lines(counted) == [
            "Counted from the day itself, 4 May 2026; that day counts.",
            "10 working days: up to 19 May 2026.",
            (
                "Not counted: weekends and 14 May 2026 (Ascension Day), "
                "15 May 2026 (bridge day)."
            ),
        ]

    def test_many_holidays_are_counted_instead(self) -> None:
        term = replace(TERM, length=Period(days=300), days="working")
        lines = self.lines(due(term, date(2026, 1, 5), BELGIUM))
        assert lines[2] == "Not counted: weekends and 8 holidays and closing days."

    def test_an_unconfirmed_term_says_so(self) -> None:
        term = replace(TERM, to_be_confirmed=True, note="EA of HA?")
        counted = due(term, date(2026, 1, 5), BELGIUM)
        assert counted.to_be_confirmed
        assert counted.explanation[-1].nl == "Nog te bevestigen: EA of HA?"


class TestFacts:
    TERMS = Terms(
        rows={
            "report": (
                replace(TERM, length=Period(months=2), valid_until=date(2022, 2, 28)),
                replace(TERM, valid_from=date(2022, 3, 1)),
            )
        }
    )

    def counted(self, started: object, terms: Terms = TERMS) -> DueDate:
        facts = {"letter_sent_on": started, "long": YearsMonths(6), "zero": timedelta(0)}
        return due_on_facts(terms, "report", facts, now=NOW, calendar=BELGIUM)

    def test_the_start_day_chooses_the_row(self) -> None:
        assert self.counted(date(2022, 2, 28)).due_on == date(2022, 4, 28)
        later = self.counted(date(2022, 3, 1))
        assert later.due_on == date(2022, 6, 1)
        assert later.valid_from == date(2022, 3, 1)

    def test_an_instant_starts_on_its_day_in_brussels(self) -> None:
        assert self.counted(datetime(2026, 1, 4, 23, 30, tzinfo=UTC)).start_on == date(
            2026, 1, 5
        )

    def test_a_length_may_depend_on_the_case(self) -> None:
        term = replace(TERM, length=feel.compile("long"))
        found = self.counted(date(2026, 1, 5), Terms(rows={"report": (term,)}))
        assert found.due_on == date(2026, 7, 5)
        assert term.names == {"letter_sent_on", "long"}

    @pytest.mark.parametrize("started", [None, "2026-01-05", Decimal(3)])
    def test_a_start_that_is_no_date_is_named(self, started: object) -> None:
        with pytest.raises(InvalidDataError) as wrong:
            self.counted(started)
        assert "letter_sent_on" in wrong.value.text.nl
        assert list(wrong.value.fields) == ["letter_sent_on"]

    @pytest.mark.parametrize("source", ["zero", "nothing", '"P3M"', 'duration("-P1D")'])
    def test_a_length_that_is_no_duration_is_named(self, source: str) -> None:
        term = replace(TERM, length=feel.compile(source))
        with pytest.raises(InvalidDataError) as wrong:
            self.counted(date(2026, 1, 5), Terms(rows={"report": (term,)}))
        assert source in wrong.value.text.en

    def test_a_day_before_every_row_has_no_term(self) -> None:
        terms = Terms(rows={"report": (replace(TERM, valid_from=date(2022, 3, 1)),)})
        with pytest.raises(InvalidDataError) as wrong:
            self.counted(date(2020, 1, 1), terms)
        assert "2020-01-01" in wrong.value.text.nl

    def test_a_row_that_recounts_holds_for_who_began_before_it(self) -> None:
        old, new = self.TERMS.rows["report"]
        new = replace(new, running_terms="recount")
        terms = Terms(rows={"report": (old, new)})
        counted = self.counted(date(2022, 2, 28), terms)
        assert counted.due_on == date(2022, 5, 28)
        assert "lopende termijnen" in counted.explanation[1].nl
        before = due_on_facts(
            terms,
            "report",
            {"letter_sent_on": date(2022, 2, 28)},
            now=NOW,
            calendar=BELGIUM,
            on=date(2022, 2, 28),
        )
        assert before.due_on == date(2022, 4, 28)

    def test_it_says_from_which_facts_and_with_what_length_it_was_counted(self) -> None:
        long = replace(TERM, length=feel.compile("if case.x = 1 then null else long"))
        counted = self.counted(date(2026, 1, 5), Terms(rows={"report": (long,)}))
        assert counted.start_facts == ("letter_sent_on", "long")
        assert (counted.length, counted.days) == (Period(months=6), "calendar")

    def test_an_unknown_name_is_not_found(self) -> None:
        with pytest.raises(NotFoundError):
            due_on_facts(self.TERMS, "repport", {}, now=NOW, calendar=BELGIUM)

    @pytest.mark.parametrize(
        "started", [date(1, 1, 1), date(2099, 12, 1), date(9999, 12, 31)]
    )
    def test_a_day_beyond_the_known_holidays_is_refused(self, started: date) -> None:
        with pytest.raises(InvalidDataError):
            self.counted(started)
