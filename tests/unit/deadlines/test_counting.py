"""The last day of a term, against a count of one day at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.clock import BRUSSELS
from engine.deadlines import (
    Calendar,
    DueDate,
    Period,
    ReminderRule,
    Term,
    Terms,
    add_months,
    due,
    due_on_facts,
)
from engine.errors import InvalidDataError, NotFoundError
from engine.feel import YearsMonths
from engine.text import Text
from tests.support import slow_days

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BELGIUM = Calendar.belgian()

TERM = Term(
    name="report",
    title=Text("Zich aanmelden", "Report"),
    starts=feel.compile("letter_sent_on"),
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


@given(start=starts, before=st.integers(1, 60), months=st.integers(0, 3))
def test_reminders_go_out_at_eight_in_brussels_between_start_and_end(
    start: date, before: int, months: int
) -> None:
    rule = ReminderRule(
        offset=Period(months=months, days=before),
        moment="before",
        to=("assignee", "team"),
    )
    counted = due(replace(TERM, reminders=(rule,)), start, BELGIUM)
    expected = add_months(counted.due_on, -months) - timedelta(days=before)
    while slow_days.is_day_off(expected):
        expected -= timedelta(days=1)
    if expected <= start:
        assert counted.reminders == ()
        return
    (reminder,) = counted.reminders
    local = reminder.remind_at.astimezone(BRUSSELS)
    assert reminder.remind_on == local.date() == expected
    assert (local.hour, local.minute) == (8, 0)
    assert reminder.remind_at.utcoffset() == timedelta(0)
    assert reminder.to == ("assignee", "team")
    assert start < reminder.remind_on < counted.due_on


def test_reminders_stand_in_order_of_time() -> None:
    rules = tuple(
        ReminderRule(offset=Period(days=n), moment="before", to=("team",))
        for n in (7, 30, 14)
    )
    planned = due(replace(TERM, reminders=rules), date(2026, 1, 8), BELGIUM).reminders
    assert [reminder.remind_on for reminder in planned] == [
        date(2026, 3, 9),
        date(2026, 3, 25),
        date(2026, 4, 1),
    ]
    # The clock went forward on 29 March: eight o'clock is another instant.
    assert [reminder.remind_at.hour for reminder in planned] == [7, 7, 6]


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

    def test_an_unknown_name_is_not_found(self) -> None:
        with pytest.raises(NotFoundError):
            due_on_facts(self.TERMS, "repport", {}, now=NOW, calendar=BELGIUM)

    @pytest.mark.parametrize(
        "started", [date(1, 1, 1), date(2099, 12, 1), date(9999, 12, 31)]
    )
    def test_a_day_beyond_the_known_holidays_is_refused(self, started: date) -> None:
        with pytest.raises(InvalidDataError):
            self.counted(started)
