"""Reads numbers as people in Flanders type them and as JSON has them; exact, bounded."""

import re
from decimal import Decimal
from typing import Any

from engine.forms.answer_error import AnswerError
from engine.text import Text

#: The digits that FEEL reckons with, and the largest power of ten.
MAX_DIGITS = 34
MAX_POWER = 40
_MAX_LENGTH = 60

_THOUSANDS = re.compile(
    r"([+-]?[1-9]\d{0,2}(?:[. \u00a0\u202f]\d{3})+)(?:,(\d+))?", re.ASCII
)
_COMMA = re.compile(r"([+-]?\d+),(\d+)", re.ASCII)
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
#: One dot before three digits: a Dutch thousand, or an English decimal?
_TWO_WAYS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def read_number(raw: Any) -> Decimal:
    """Read ``1.234,5``, ``1234,5``, ``1234.5`` or a number of JSON.

    Raises:
        AnswerError: It is no number, can be read in two ways, or is too long.
    """
    if isinstance(raw, str):
        return _bounded(_from_text(raw.strip().replace("\u2212", "-")))
    if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        return _bounded(Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw))
    raise _no_number()


def written_number(number: Decimal) -> str:
    """Write a number as `read_number` reads it, with a decimal comma."""
    return format(number, "f").replace(".", ",")


def _from_text(text: str) -> Decimal:
    if len(text) > _MAX_LENGTH:
        raise _too_long()
    if _TWO_WAYS.fullmatch(text):
        whole, comma = text.replace(".", ""), text.replace(".", ",")
        raise AnswerError(
            Text(
                f"Dit kan op twee manieren gelezen worden. Schrijf {whole} of {comma}.",
                f"This can be read in two ways. Write {whole} or {comma}.",
            )
        )
    if grouped := _THOUSANDS.fullmatch(text):
        whole = re.sub("[. \u00a0\u202f]", "", grouped[1])
        return Decimal(f"{whole}.{grouped[2] or '0'}") if grouped[2] else Decimal(whole)
    if comma_found := _COMMA.fullmatch(text):
        return Decimal(f"{comma_found[1]}.{comma_found[2]}")
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    raise _no_number()


def _bounded(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise _no_number()
    if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_POWER:
        raise _too_long()
    return number or Decimal(0)


def _no_number() -> AnswerError:
    return AnswerError(
        Text("Schrijf een getal, zoals 1234,5.", "Write a number, such as 1234,5.")
    )


def _too_long() -> AnswerError:
    return AnswerError(
        Text(
            f"Het getal is te lang: hoogstens {MAX_DIGITS} cijfers.",
            f"The number is too long: at most {MAX_DIGITS} digits.",
        )
    )
