"""Check digits of national register and bis numbers."""

import pytest

from engine.forms.insz import is_insz


def test_a_known_example_is_right_and_one_digit_off_is_not() -> None:
    assert is_insz("85.07.30-033.28")
    assert is_insz("850730 033 28")
    assert not is_insz("85.07.30-033.29")
    assert not is_insz("85.07.30-034.28")


def test_those_born_from_2000_on_have_a_two_before_the_number() -> None:
    assert is_insz("17073003384")
    assert not is_insz("17073003383")


@pytest.mark.parametrize("text", ["", "8507300332", "850730033288", "8507300332x", "---"])
def test_other_texts_are_no_numbers(text: str) -> None:
    assert not is_insz(text)
