"""Expressions are compiled and evaluated from several threads at once."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

from engine import feel


def test_threads_share_compiled_expressions_and_compile_their_own() -> None:
    shared = feel.compile("sum(for x in l return x * n)")

    def work(number: int) -> tuple[Decimal, Decimal]:
        own = feel.compile(f"n + {number}")
        context = {"n": Decimal(number), "l": [Decimal(each) for each in range(20)]}
        return shared.evaluate(context), own.evaluate(context)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(400)))
    assert found == [(Decimal(190 * number), Decimal(2 * number)) for number in range(400)]
