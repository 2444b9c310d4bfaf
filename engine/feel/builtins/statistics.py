"""Functions over a list of numbers (DMN 10.3.4.4)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal, DecimalException
from typing import Any

from engine.feel.arithmetic import add, divide
from engine.feel.numbers import CONTEXT
from engine.feel.registry import builtin
from engine.feel.values import YearsMonths


def _numbers(elements: list[Any], work: Callable[[list[Decimal]], Any]) -> Any:
    if not elements or not all(type(element) is Decimal for element in elements):
        return None
    try:
        return work(elements)
    except DecimalException:
        return None


def _total(elements: list[Any]) -> Any:
    total = elements[0]
    for element in elements[1:]:
        total = add(total, element)
    return total


def _summable(elements: list[Any]) -> bool:
    kinds = {type(element) for element in elements}
    return len(kinds) == 1 and kinds <= {Decimal, timedelta, YearsMonths}


@builtin("sum(list...: any)")
def _sum(elements: list[Any]) -> Any:
    return _total(elements) if _summable(elements) else None


@builtin("mean(list...: any)")
def _mean(elements: list[Any]) -> Any:
    if not _summable(elements):
        return None
    return divide(_total(elements), Decimal(len(elements)))


@builtin("product(list...: any)")
def _product(elements: list[Any]) -> Decimal | None:
    def work(numbers: list[Decimal]) -> Decimal:
        product = Decimal(1)
        for number in numbers:
            product = CONTEXT.multiply(product, number)
        return product

    result: Decimal | None = _numbers(elements, work)
    return result


@builtin("median(list...: any)")
def _median(elements: list[Any]) -> Decimal | None:
    def work(numbers: list[Decimal]) -> Decimal:
        ordered = sorted(numbers)
        middle = len(ordered) // 2
        if len(ordered) % 2:
            return ordered[middle]
        both = CONTEXT.add(ordered[middle - 1], ordered[middle])
        return CONTEXT.divide(both, Decimal(2))

    result: Decimal | None = _numbers(elements, work)
    return result


@builtin("stddev(list...: any)")
def _stddev(elements: list[Any]) -> Decimal | None:
    """Give the standard deviation of a sample."""

    def work(numbers: list[Decimal]) -> Decimal | None:
        if len(numbers) == 1:
            return None
        mean = CONTEXT.divide(_total(numbers), Decimal(len(numbers)))
        squares = Decimal(0)
        for number in numbers:
            away = CONTEXT.subtract(number, mean)
            squares = CONTEXT.add(squares, CONTEXT.multiply(away, away))
        return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(numbers) - 1)))

    result: Decimal | None = _numbers(elements, work)
    return result


@builtin("mode(list...: any)")
def _mode(elements: list[Any]) -> list[Decimal] | None:
    if not elements:
        return []

    def work(numbers: list[Decimal]) -> list[Decimal]:
        counts: dict[Decimal, int] = {}
        for number in numbers:
            counts[number] = counts.get(number, 0) + 1
        most = max(counts.values())
        return sorted(number for number, count in counts.items() if count == most)

    result: list[Decimal] | None = _numbers(elements, work)
    return result
