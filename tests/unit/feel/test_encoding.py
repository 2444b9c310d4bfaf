"""Values as text: exact, canonical, and refused when damaged."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel

zones = st.one_of(
    st.none(),
    st.just(UTC),
    st.integers(-14 * 60, 14 * 60).map(
        lambda minutes: timezone(timedelta(minutes=minutes))
    ),
    st.sampled_from(["Europe/Brussels", "Asia/Kolkata"]).map(ZoneInfo),
)
numbers = st.one_of(
    st.integers(-(10**20), 10**20).map(Decimal),
    st.decimals(allow_nan=False, allow_infinity=False).map(
        lambda number: Decimal(f"{number:.33e}")
    ),
)
simple = st.one_of(
    st.none(),
    st.booleans(),
    numbers,
    st.text(st.characters(codec="utf-8")),
    st.dates(),
    st.times(timezones=zones),
    st.datetimes(timezones=zones),
    st.timedeltas(),
    st.integers(-(10**9), 10**9).map(feel.YearsMonths),
    st.builds(feel.Range, numbers, st.none() | numbers, st.booleans(), st.booleans()),
)
values = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


def same(left: Any, right: Any) -> bool:
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, datetime | time):
        return feel.string_of(left) == feel.string_of(right) and (
            left.utcoffset() == right.utcoffset()
        )
    return type(left) is type(right) and left == right


@given(values)
def test_a_value_comes_back_as_it_was(value: Any) -> None:
    text = feel.dump(value)
    assert same(value, feel.load(text))
    assert feel.dump(feel.load(text)) == text


@given(numbers)
def test_equal_numbers_have_equal_texts(number: Decimal) -> None:
    scaled = number * Decimal("1.000") if abs(number) < 10**20 else number
    if scaled == number:
        assert feel.dump(scaled) == feel.dump(number)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.00"), "1"),
        (Decimal("-0"), "0"),
        (Decimal("1.10"), '{"$number":"11E-1"}'),
        (Decimal("0.1"), '{"$number":"1E-1"}'),
        (Decimal(2) ** 53, '{"$number":"9007199254740992E0"}'),
        ({"b": None, "a": [True]}, '{"a":[true],"b":null}'),
        ({"$date": "no date"}, '{"$context":{"$date":"no date"}}'),
        (date(2026, 1, 31), '{"$date":"2026-01-31"}'),
        (feel.YearsMonths(14), '{"$months":14}'),
        (5, "5"),
        (0.5, '{"$number":"5E-1"}'),
        ((1, "a"), '[1,"a"]'),
    ],
)
def test_the_text_is_canonical(value: Any, text: str) -> None:
    assert feel.dump(value) == text


def test_both_passes_of_an_hour_that_comes_twice_are_kept() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Brussels"))
    second = first.replace(fold=1)
    assert feel.dump(first) != feel.dump(second)
    assert feel.load(feel.dump(second)).utcoffset() == second.utcoffset()


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def shared(rounds: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(rounds):
        value = [value, value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        feel.Function((), lambda: None),
        [abs],
        nested(5000),
        shared(60),
        {1: "one"},
        Decimal("NaN"),
        "\ud800",
        object(),
    ],
    ids=["function", "callable", "deep", "shared", "key", "nan", "surrogate", "object"],
)
def test_what_is_no_value_is_refused(value: Any) -> None:
    with pytest.raises(feel.ValueTextError):
        feel.dump(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "1.5",
        '{"$unknown":1}',
        '{"$number":"NaN"}',
        '{"$number":"1E9999999999"}',
        '{"$date":"2026-02-30"}',
        '{"$date":5}',
        '{"$range":[1]}',
        "[" * 2000 + "]" * 2000,
        "1" * 40,
    ],
)
def test_a_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(feel.ValueTextError):
        feel.load(text)
