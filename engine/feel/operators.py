"""Compiles literals, arithmetic, comparisons, logic and the tests of ``in``."""

from collections.abc import Callable
from operator import ge, gt, le, lt
from typing import Any

from engine.feel import arithmetic, limits
from engine.feel.comparison import PLAIN, equal, is_in, order
from engine.feel.compiler import Compiler, compiles, mentions
from engine.feel.nodes import (
    Arithmetic,
    Between,
    Comparison,
    Conditional,
    Constant,
    In,
    Interval,
    Logic,
    Negation,
    Node,
    Test,
)
from engine.feel.scope import Evaluator, Scope
from engine.feel.values import Range

_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "–": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
    "**": arithmetic.raise_to,
}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}


@compiles(Constant)
def _constant(node: Constant, _compiler: Compiler) -> Evaluator:
    value = node.value
    return lambda _scope: value


@compiles(Negation)
def _negation(node: Negation, compiler: Compiler) -> Evaluator:
    operand = compiler.compile(node.operand)
    return lambda scope: arithmetic.negate(operand(scope))


@compiles(Arithmetic)
def _arithmetic(node: Arithmetic, compiler: Compiler) -> Evaluator:
    operands = compiler.compile_all(node.operands)
    functions = [_ARITHMETIC[operator] for operator in node.operators]
    first, second = operands[0], operands[1]
    if len(functions) == 1 and node.operators[0] != "+":
        calculate = functions[0]
        return lambda scope: calculate(first(scope), second(scope))
    rest = tuple(zip(functions, operands[1:], strict=True))

    def chain(scope: Scope) -> Any:
        value = first(scope)
        for calculate, operand in rest:
            value = calculate(value, operand(scope))
            if type(value) is str:
                scope.run.spend(len(value) // limits.CHARACTERS_A_STEP)
        return value

    return chain


def compared(operator: str, left: Any, right: Any) -> bool | None:
    """Compare two values; null when they cannot be compared."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return None if same is None else not same
    return _ordered(_ORDERS[operator], left, right)


def _ordered(compare: Callable[[Any, Any], bool], left: Any, right: Any) -> bool | None:
    kind = type(left)
    if kind in PLAIN and kind is type(right):
        return compare(left, right)
    found = order(left, right)
    return None if found is None else compare(found, 0)


@compiles(Comparison)
def _comparison(node: Comparison, compiler: Compiler) -> Evaluator:
    left, right = compiler.compile(node.left), compiler.compile(node.right)
    if node.operator == "=":
        return lambda scope: equal(left(scope), right(scope), scope.run)
    if node.operator == "!=":

        def differs(scope: Scope) -> bool | None:
            same = equal(left(scope), right(scope), scope.run)
            return None if same is None else not same

        return differs
    compare = _ORDERS[node.operator]
    return lambda scope: _ordered(compare, left(scope), right(scope))


@compiles(Between)
def _between(node: Between, compiler: Compiler) -> Evaluator:
    value, low, high = compiler.compile_all((node.value, node.low, node.high))

    def between(scope: Scope) -> bool | None:
        tested = value(scope)
        below, above = order(low(scope), tested), order(tested, high(scope))
        if below is None or above is None:
            return None
        return below <= 0 and above <= 0

    return between


@compiles(Logic)
def _logic(node: Logic, compiler: Compiler) -> Evaluator:
    operands = compiler.compile_all(node.operands)
    deciding = node.operator == "or"

    def logic(scope: Scope) -> bool | None:
        result: bool | None = not deciding
        for operand in operands:
            value = operand(scope)
            if value is deciding:
                return bool(deciding)
            if type(value) is not bool:
                result = None
        return result

    return logic


@compiles(Conditional)
def _conditional(node: Conditional, compiler: Compiler) -> Evaluator:
    condition, positive, negative = compiler.compile_all(
        (node.condition, node.positive, node.negative)
    )
    return lambda scope: positive(scope) if condition(scope) is True else negative(scope)


@compiles(Interval)
def _interval(node: Interval, compiler: Compiler) -> Evaluator:
    if isinstance(node.start, Constant) and isinstance(node.end, Constant):
        always = _range(node, node.start.value, node.end.value)
        return lambda _scope: always
    start, end = compiler.compile(node.start), compiler.compile(node.end)
    return lambda scope: _range(node, start(scope), end(scope))


def _range(node: Interval, first: Any, last: Any) -> Range | None:
    if first is None or last is None or type(first) is not type(last):
        return None
    return Range(first, last, node.start_included, node.end_included)


@compiles(Test)
def _test(node: Test, compiler: Compiler) -> Evaluator:
    """Compile a comparison that stands alone: a range open to one side."""
    operand = compiler.compile(node.operand)
    operator = node.operator

    def open_range(scope: Scope) -> Range | None:
        value = operand(scope)
        if value is None or operator == "!=":
            return None
        if operator == "=":
            return Range(value, value)
        if operator.startswith("<"):
            return Range(None, value, start_included=False, end_included=operator == "<=")
        return Range(value, None, start_included=operator == ">=", end_included=False)

    return open_range


@compiles(In)
def _in(node: In, compiler: Compiler) -> Evaluator:
    value = compiler.compile(node.value)
    tests = [tested(test, compiler) for test in node.tests]
    if len(tests) == 1:
        only = tests[0]
        return lambda scope: only(value(scope), scope)

    def any_test(scope: Scope) -> bool:
        subject = value(scope)
        return any(test(subject, scope) is True for test in tests)

    return any_test


def tested(node: Node, compiler: Compiler) -> Callable[[Any, Scope], bool | None]:
    """Compile a test of a value: a comparison, a range, a list, a value or a condition."""
    if isinstance(node, Test):
        operand, operator = compiler.compile(node.operand), node.operator
        if operator in _ORDERS:
            compare = _ORDERS[operator]
            return lambda value, scope: _ordered(compare, value, operand(scope))
        return lambda value, scope: compared(operator, value, operand(scope))
    if mentions(node, "?"):
        return _condition(node, compiler)
    evaluate = compiler.compile(node)
    if isinstance(node, Interval):

        def in_interval(value: Any, scope: Scope) -> bool | None:
            span = evaluate(scope)
            return None if span is None else is_in(value, span, scope.run)

        return in_interval

    def passes(value: Any, scope: Scope) -> bool | None:
        wanted = evaluate(scope)
        if wanted is True and type(value) is not bool:
            return not isinstance(node, Constant)
        return is_in(value, wanted, scope.run)

    return passes


def _condition(node: Node, compiler: Compiler) -> Callable[[Any, Scope], bool | None]:
    with compiler.scope(("?",)):
        evaluate = compiler.compile(node)

    def condition(value: Any, scope: Scope) -> bool | None:
        wanted = evaluate(Scope({"?": value}, scope))
        if type(wanted) is bool:
            return wanted
        return None if wanted is None else is_in(value, wanted, scope.run)

    return condition
