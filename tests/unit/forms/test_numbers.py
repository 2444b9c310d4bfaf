"""Numbers as people type them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.forms.answer_error import AnswerError
from engine.forms.numbers import MAX_DIGITS, read_number, written_number


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1234.5", "1234.5"),
        ("-0,50", "-0.50"),
        ("\u22125", "-5"),
        ("+3", "3"),
        (" 12 ", "12"),
        ("1.234.567", "1234567"),
        ("1 234 567,89", "1234567.89"),
        ("1\u00a0234", "1234"),
        ("0.125", "0.125"),
        ("0", "0"),
        ("-0", "0"),
        (7, "7"),
        (0.1, "0.1"),
        (1e22, "1E+22"),
        (Decimal("2.50"), "2.50"),
    ],
)
def test_dutch_english_and_json_numbers_are_read_exactly(raw: Any, expected: str) -> None:
    number = read_number(raw)
    assert str(number) == expected


@pytest.mark.parametrize("raw", ["1.234", "-12.345", "999.000"])
def test_a_dot_before_three_digits_is_asked_about(raw: str) -> None:
    with pytest.raises(AnswerError) as wrong:
        read_number(raw)
    assert raw.replace(".", "") in wrong.value.text.nl
    assert raw.replace(".", ",") in wrong.value.text.nl


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "abc",
        "1,2,3",
        "1.23,4",
        "12.34.567",
        "1,234.5",
        "1e5",
        "0x10",
        "NaN",
        "Infinity",
        "--1",
        "1_000",
        "\u0661\u0662",
        "1" * 61,
        "1" * 35,
        True,
        None,
        [1],
        {},
        float("nan"),
        float("inf"),
        Decimal("Infinity"),
        Decimal("1E+41"),
        Decimal("1E-41"),
        10**40,
    ],
)
def test_anything_else_is_refused(raw: Any) -> None:
    with pytest.raises(AnswerError) as wrong:
        read_number(raw)
    assert wrong.value.text.nl
    assert wrong.value.text.en


@given(
    st.decimals(
        min_value=-(10**30), max_value=10**30, allow_nan=False, allow_infinity=False
    ).filter(lambda one: len(one.as_tuple().digits) <= MAX_DIGITS and one.adjusted() > -20)
)
def test_what_is_written_is_read_back(number: Decimal) -> None:
    assert read_number(written_number(number)) == number
