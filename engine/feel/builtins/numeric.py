"""Numeric functions (DMN 10.3.4.5)."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
    DecimalException,
)
from typing import Any

from engine.feel.numbers import CONTEXT, modulo, rounded, to_int
from engine.feel.registry import builtin
from engine.feel.values import YearsMonths

_SMALLEST_SCALE, _LARGEST_SCALE = -6111, 6176


def _scaled(value: Decimal, scale: Decimal | None, rounding: str) -> Decimal | None:
    places = 0 if scale is None else to_int(CONTEXT.to_integral_value(scale))
    if places is None or not _SMALLEST_SCALE <= places <= _LARGEST_SCALE:
        return None
    return rounded(value, places, rounding)


@builtin("decimal(n: number, scale: number)")
def _decimal(n: Decimal, scale: Decimal) -> Decimal | None:
    return _scaled(n, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def _floor(n: Decimal, scale: Decimal | None) -> Decimal | None:
    return _scaled(n, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def _ceiling(n: Decimal, scale: Decimal | None) -> Decimal | None:
    return _scaled(n, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def _round_up(n: Decimal, scale: Decimal) -> Decimal | None:
    return _scaled(n, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def _round_down(n: Decimal, scale: Decimal) -> Decimal | None:
    return _scaled(n, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def _round_half_up(n: Decimal, scale: Decimal) -> Decimal | None:
    return _scaled(n, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def _round_half_down(n: Decimal, scale: Decimal) -> Decimal | None:
    return _scaled(n, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|days|months)")
def _abs(n: Any) -> Any:
    if isinstance(n, YearsMonths):
        return YearsMonths(abs(n.months))
    return abs(n) if isinstance(n, timedelta) else CONTEXT.abs(n)


@builtin("modulo(dividend: number, divisor: number)")
def _modulo(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    return modulo(dividend, divisor)


@builtin("sqrt(number: number)")
def _sqrt(number: Decimal) -> Decimal | None:
    return None if number < 0 else CONTEXT.sqrt(number)


@builtin("log(number: number)")
def _log(number: Decimal) -> Decimal | None:
    return None if number <= 0 else CONTEXT.ln(number)


@builtin("exp(number: number)")
def _exp(number: Decimal) -> Decimal | None:
    try:
        return CONTEXT.exp(number)
    except DecimalException:
        return None


@builtin("odd(number: number)")
def _odd(number: Decimal) -> bool | None:
    rest = modulo(number, Decimal(2))
    return None if rest is None else rest == 1


@builtin("even(number: number)")
def _even(number: Decimal) -> bool | None:
    rest = modulo(number, Decimal(2))
    return None if rest is None else rest == 0
