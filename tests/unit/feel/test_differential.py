"""Our FEEL against that of bpmn.io: each difference is listed, and decided.

Without node, or without feelin installed, these tests are skipped.
"""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import feel
from tests.support import feelin_oracle as feelin

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "docs" / "feel.md"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORDERS = [
    {"code": "a", "amount": 10},
    {"code": "b", "amount": 30},
    {"code": "c", "amount": 40},
]
CONTEXT: dict[str, Any] = {
    "age": 20,
    "price": 2.5,
    "quantity": 4,
    "region": "flanders",
    "is minor": False,
    "first name": "Ann",
    "person": {"name": "Ann", "first name": "A", "address": {"town": "Gent"}},
    "orders": ORDERS,
}

with_feelin = pytest.mark.skipif(
    feelin.reason_absent() is not None, reason=feelin.reason_absent() or ""
)


def decided() -> list[tuple[str, str, str, str, str]]:
    groups = tomllib.loads((HERE / "differences.toml").read_text("utf-8"))["decided"]
    return [
        (
            each["expression"],
            each["ours"],
            each["feelin"],
            group["standard"],
            group["decision"],
        )
        for group in groups
        for each in group["expressions"]
    ]


def known(*, cell: bool) -> dict[str, tuple[str, str]]:
    """Give the decided differences of expressions, or those of table cells."""
    return {
        expression: (own, other)
        for expression, own, other, _, _ in decided()
        if (" :: " in expression) is cell
    }


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def handwritten() -> list[str]:
    return lines("expressions.txt")


def exact(value: Any) -> Any:
    """Give the values of the context as FEEL has them: every number a decimal."""
    if isinstance(value, dict):
        return {key: exact(each) for key, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    if isinstance(value, bool | str):
        return value
    return Decimal(str(value))


def ours(expression: str) -> Any:
    try:
        compiled = feel.compile(expression, names=CONTEXT.keys())
    except feel.FeelSyntaxError:
        return feelin.REFUSED
    return compiled.evaluate(exact(CONTEXT), now=NOW)


def differences(expressions: list[str]) -> dict[str, tuple[str, str]]:
    found = {}
    for expression, theirs in zip(
        expressions, feelin.ask(expressions, CONTEXT), strict=True
    ):
        value = ours(expression)
        if not feelin.alike(value, theirs):
            found[expression] = (feelin.written(value), feelin.written(theirs))
    return found


def cells() -> list[tuple[str, str]]:
    return [
        (value, tests)
        for value, _, tests in (line.partition(" :: ") for line in lines("unary_tests.txt"))
    ]


def judged(value: str, tests: str) -> Any:
    names = CONTEXT.keys()
    try:
        compiled = feel.compile(tests, unary=True, names=names)
    except feel.FeelSyntaxError:
        return feelin.REFUSED
    return compiled.matches(ours(value), exact(CONTEXT), now=NOW)


@with_feelin
def test_every_difference_of_the_cells_is_decided() -> None:
    found = {}
    for (value, tests), theirs in zip(cells(), feelin.judge(cells(), CONTEXT), strict=True):
        verdict = judged(value, tests)
        # A test that is null fails, as one that is false.
        if not feelin.alike(verdict, theirs is True if theirs is None else theirs):
            found[f"{value} :: {tests}"] = (feelin.written(verdict), feelin.written(theirs))
    assert found == known(cell=True)


@with_feelin
def test_every_difference_of_the_handwritten_expressions_is_decided() -> None:
    assert differences(handwritten()) == known(cell=False)


def test_the_handwritten_expressions_are_several_hundred_and_differ_from_each_other() -> (
    None
):
    expressions = handwritten()
    assert len(expressions) > 600
    assert len(set(expressions)) == len(expressions)


def test_the_page_shows_every_decided_difference() -> None:
    page = PAGE.read_text("utf-8")
    missing = [
        row
        for row in (
            "| " + " | ".join([*(f"`{cell}`" for cell in cells[:3]), *cells[3:]]) + " |"
            for cells in decided()
        )
        if row not in page
    ]
    assert missing == []


small = st.integers(-50, 50).map(str)
words = st.text("abcxyz ", max_size=6).map(lambda text: f'"{text}"')
days = st.dates(
    min_value=datetime(1990, 1, 1).date(), max_value=datetime(2050, 1, 1).date()
).map(lambda day: f'@"{day.isoformat()}"')


def numbers() -> st.SearchStrategy[str]:
    return st.recursive(
        st.one_of(small, st.sampled_from(["age", "quantity", "count(orders)"])),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*"), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            inner.map(lambda n: f"abs({n})"),
            st.lists(inner, min_size=1, max_size=4).map(lambda ns: f"max({', '.join(ns)})"),
            st.lists(inner, min_size=1, max_size=4).map(
                lambda ns: f"sum([{', '.join(ns)}])"
            ),
            st.tuples(inner, inner, inner).map(
                lambda t: f"(if {t[0]} < {t[1]} then {t[1]} else {t[2]})"
            ),
        ),
        max_leaves=8,
    )


def truths() -> st.SearchStrategy[str]:
    comparing = st.tuples(
        numbers(), st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), numbers()
    ).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    spanning = st.tuples(
        numbers(),
        st.sampled_from("[("),
        st.integers(-60, 0),
        st.integers(0, 60),
        st.sampled_from("])"),
    ).map(lambda t: f"({t[0]} in {t[1]}{t[2]}..{t[3]}{t[4]})")
    ordering = st.tuples(days, st.sampled_from(["<", ">="]), days).map(
        lambda t: f"({t[0]} {t[1]} {t[2]})"
    )
    return st.recursive(
        st.one_of(
            comparing, spanning, ordering, st.sampled_from(["true", "false", "null"])
        ),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
                lambda t: f"({t[0]} {t[1]} {t[2]})"
            ),
            inner.map(lambda truth: f"not({truth})"),
        ),
        max_leaves=5,
    )


def lists() -> st.SearchStrategy[str]:
    plain = st.lists(small, max_size=5).map(lambda ns: f"[{', '.join(ns)}]")
    return st.recursive(
        plain,
        lambda inner: st.one_of(
            st.tuples(inner, small).map(lambda t: f"{t[0]}[item > {t[1]}]"),
            st.tuples(inner, small).map(lambda t: f"(for n in {t[0]} return n * {t[1]})"),
            inner.map(lambda each: f"reverse({each})"),
            inner.map(lambda each: f"distinct values({each})"),
            st.tuples(inner, inner).map(lambda t: f"concatenate({t[0]}, {t[1]})"),
            inner.map(lambda each: f"sort({each}, function(a, b) a < b)"),
        ),
        max_leaves=4,
    )


def strings() -> st.SearchStrategy[str]:
    return st.recursive(
        words,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda t: f"({t[0]} + {t[1]})"),
            inner.map(lambda text: f"upper case({text})"),
            numbers().map(lambda number: f"string({number})"),
            st.lists(inner, min_size=1, max_size=3).map(
                lambda texts: f'string join([{", ".join(texts)}], "-")'
            ),
        ),
        max_leaves=4,
    )


moved_days = st.tuples(
    days, st.sampled_from("+-"), st.integers(0, 400), st.sampled_from("DM")
).map(lambda t: f'({t[0]} {t[1]} @"P{t[2]}{t[3]}")')


@with_feelin
@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.one_of(numbers(), truths(), lists(), strings(), moved_days),
        min_size=100,
        max_size=120,
        unique=True,
    )
)
def test_generated_expressions_of_fitting_types_give_the_same(
    expressions: list[str],
) -> None:
    assert differences(expressions) == {}
