"""Working days in Belgium."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines import Calendar
from engine.text import Text
from tests.support import slow_days

BELGIUM = Calendar.belgian()
days = st.dates(date(2018, 1, 1), date(2036, 12, 31))


@given(day=days)
def test_days_off_are_weekends_and_the_legal_holidays(day: date) -> None:
    assert (BELGIUM.day_off(day) is not None) == slow_days.is_day_off(day)


def test_holidays_have_their_names_in_both_languages() -> None:
    assert BELGIUM.holiday(date(2026, 7, 21)) == Text("Nationale feestdag", "National Day")
    assert BELGIUM.day_off(date(2026, 7, 18)) == Text("zaterdag", "Saturday")
    assert BELGIUM.day_off(date(2026, 7, 20)) is None


@given(
    start=days,
    length=st.integers(-10, 500),
    closed=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20),
)
def test_working_days_between_are_those_met_on_the_way(
    start: date, length: int, closed: frozenset[date]
) -> None:
    end = min(start + timedelta(days=length), date(2036, 12, 31))
    calendar = Calendar.belgian({day: Text("dicht", "closed") for day in closed})
    met = [
        day
        for day in islice(slow_days.days_after(start), max((end - start).days, 0))
        if not slow_days.is_day_off(day) and day not in closed
    ]
    assert calendar.working_days_between(start, end) == len(met)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 1, 9), date(2026, 1, 12), 1),
        (date(2026, 1, 9), date(2026, 1, 11), 0),
        (date(2026, 1, 9), date(2026, 1, 9), 0),
        (date(2026, 4, 3), date(2026, 4, 7), 1),
    ],
)
def test_a_case_that_moved_on_friday_stood_still_for_one_day_on_monday(
    start: date, end: date, expected: int
) -> None:
    assert BELGIUM.working_days_between(start, end) == expected


@given(start=st.dates(date(2019, 1, 1), date(2034, 1, 1)), count=st.integers(1, 300))
def test_counting_working_days_back_undoes_counting_them_forth(
    start: date, count: int
) -> None:
    end = BELGIUM.add_working_days(start, count)
    assert BELGIUM.is_working_day(end)
    assert BELGIUM.working_days_between(start, end) == count
    back = BELGIUM.add_working_days(end, -count)
    assert BELGIUM.working_days_between(back, end) == count
    assert BELGIUM.is_working_day(back)


def test_no_days_on_is_the_day_itself() -> None:
    assert BELGIUM.add_working_days(date(2026, 1, 10), 0) == date(2026, 1, 10)
