"""Suspended and extended terms, against a walk of one day at a time."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.deadlines import (
    Calendar,
    DueDate,
    MonthEnd,
    Period,
    Suspension,
    due,
)
from tests.support import slow_days
from tests.support.term_stories import TERM, Told, stories, story

BELGIUM = Calendar.belgian()
_MONTHS = [f"{date(2026, month, 1):%B}" for month in range(1, 13)]
_ENDS = re.compile(r"(?:up to| to) (\d+) (\w+) (\d{4})\.$")


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
