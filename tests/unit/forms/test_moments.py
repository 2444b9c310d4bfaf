"""Dates and times as people in Belgium type them."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms.answer_error import AnswerError
from engine.forms.moments import read_date, read_moment, read_time, written_moment


@pytest.mark.parametrize(
    "raw",
    ["2026-01-31", "31/1/2026", "31/01/2026", "31-1-2026", "31.1.2026", date(2026, 1, 31)],
)
def test_a_date_has_the_day_first_or_is_iso(raw: Any) -> None:
    assert read_date(raw) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "raw",
    [
        "1/31/2026",
        "2026-02-29",
        "31/1-2026",
        "31/1/26",
        "2026-1-31",
        "0001-01-01",
        "31/1/2926",
        "\u0663\u0661/1/2026",
        "20260131",
        20260130,
        datetime(2026, 1, 31, tzinfo=UTC),
        True,
        [],
    ],
)
def test_anything_else_is_no_date(raw: Any) -> None:
    with pytest.raises(AnswerError):
        read_date(raw)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("14:30", time(14, 30)), ("8:05:09", time(8, 5, 9)), (time(1, 2), time(1, 2))],
)
def test_times_of_day(raw: Any, expected: time) -> None:
    assert read_time(raw) == expected


@pytest.mark.parametrize("raw", ["24:00", "14h30", "7", "12:60", 12, time(1, tzinfo=UTC)])
def test_anything_else_is_no_time(raw: Any) -> None:
    with pytest.raises(AnswerError):
        read_time(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-01-31T14:30",
        "2026-01-31 14:30:00",
        "31/1/2026 14:30",
        "2026-01-31T13:30Z",
        "2026-01-31T14:30:00.000+01:00",
        "2026-01-31T08:30-0500",
        datetime(2026, 1, 31, 14, 30),
        datetime(2026, 1, 31, 14, 30, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_a_moment_is_brussels_time_unless_it_says_otherwise(raw: Any) -> None:
    moment = read_moment(raw)
    assert moment == datetime(2026, 1, 31, 13, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


@pytest.mark.parametrize("minute", ["02:00", "02:30", "02:59"])
def test_the_hour_that_the_clock_skips_is_refused(minute: str) -> None:
    with pytest.raises(AnswerError) as wrong:
        read_moment(f"2026-03-29T{minute}")
    assert "bestaat niet" in wrong.value.text.nl


@pytest.mark.parametrize("minute", ["02:00", "02:30", "02:59"])
def test_the_hour_that_comes_twice_is_asked_about(minute: str) -> None:
    with pytest.raises(AnswerError) as wrong:
        read_moment(f"25/10/2026 {minute}")
    assert "+02:00" in wrong.value.text.en
    assert read_moment(f"2026-10-25T{minute}+02:00") < read_moment(
        f"2026-10-25T{minute}+01:00"
    )


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("2026-03-29T01:59", 0),
        ("2026-03-29T03:00", 1),
        ("2026-10-25T01:59", 23),
        ("2026-10-25T03:00", 2),
    ],
)
def test_the_hours_beside_the_change_are_sure(raw: str, hour: int) -> None:
    assert read_moment(raw).hour == hour


@pytest.mark.parametrize(
    "raw",
    [
        "2026-01-31",
        "2026-01-31T25:00",
        "2026-01-31T10:00+15:00",
        5,
        date(2026, 1, 1),
        "x" * 500,
    ],
)
def test_anything_else_is_no_moment(raw: Any) -> None:
    with pytest.raises(AnswerError):
        read_moment(raw)


@given(
    st.one_of(
        st.datetimes(datetime(1900, 1, 2), datetime(2150, 1, 1)),
        # Around both changes of the clock in 2026.
        st.datetimes(datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 4)),
        st.datetimes(datetime(2026, 3, 28, 22), datetime(2026, 3, 29, 4)),
    )
)
def test_what_is_written_is_read_back(moment: datetime) -> None:
    instant = moment.replace(microsecond=0, tzinfo=UTC)
    assert read_moment(written_moment(instant)) == instant
