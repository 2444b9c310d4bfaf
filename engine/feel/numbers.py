"""Numbers of 34 digits, rounded half to even, as DMN asks (IEEE 754 decimal128)."""

import re
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

CONTEXT = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[DivisionByZero, InvalidOperation, Overflow],
)

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d{1,6})?", re.ASCII)


def to_number(text: str) -> Decimal | None:
    """Read a numeric literal; None when it is none, or out of range."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return CONTEXT.create_decimal(text)
    except DecimalException:
        return None


def number_text(value: Decimal) -> str:
    """Write a number plainly: no exponent, no needless zeros."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def to_int(value: Decimal) -> int | None:
    """Give the whole number, or None when it is not whole or huge."""
    if value.adjusted() > CONTEXT.prec or value != value.to_integral_value():
        return None
    return int(value)


def truncated(value: Decimal) -> int | None:
    """Cut the decimals off; None for a huge number."""
    return None if value.adjusted() > CONTEXT.prec else int(value)


def power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """Raise to a power; None where that is no real number or out of range."""
    try:
        return CONTEXT.power(base, exponent)
    except DecimalException:
        return None


def modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """Give ``dividend - divisor * floor(dividend / divisor)``; None for divisor 0."""
    try:
        rest = CONTEXT.remainder(dividend, divisor)
    except DecimalException:
        return None
    if rest and (rest < 0) != (divisor < 0):
        return CONTEXT.add(rest, divisor)
    return rest


def rounded(value: Decimal, scale: int, rounding: str) -> Decimal | None:
    """Round to a number of decimals by one of the rounding names of ``decimal``."""
    if value.as_tuple().exponent >= -scale:  # type: ignore[operator]  # finite
        return value
    try:
        wide = Context(prec=80, Emin=-999999, Emax=999999)
        return CONTEXT.plus(value.quantize(Decimal(1).scaleb(-scale, wide), rounding, wide))
    except DecimalException:
        return None
