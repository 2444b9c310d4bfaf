"""What unary tests compare a value with, so that the values can be told apart in groups.

Two values that lie alike to all the constants of some tests (equal to the same ones, before
and after the same ones) are treated alike by those tests.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from engine.feel.compiler import Compiler, mentions
from engine.feel.errors import FeelEvaluationError
from engine.feel.nodes import (
    Between,
    Call,
    Comparison,
    Constant,
    In,
    Interval,
    Logic,
    Name,
    Node,
    Test,
    UnaryTests,
)
from engine.feel.scope import Run
from engine.feel.values import Function, Range

#: Functions that give the same for the same arguments at any time.
_TIMELESS = frozenset(
    {"date", "time", "date and time", "duration", "years and months duration"}
    | {"number", "not"}
)
_EQUALITY = frozenset({"=", "!="})


@dataclass(frozen=True, slots=True)
class Compared:
    """The constants that tests compare with."""

    #: Values that something is compared with by equality.
    values: tuple[Any, ...] = ()
    #: Values that something is put in order with: ``< 5``, ``[1..9]``.
    bounds: tuple[Any, ...] = ()

    def __add__(self, other: "Compared") -> "Compared":
        """Put the constants of two tests together."""
        return Compared(self.values + other.values, self.bounds + other.bounds)


def compared(node: Node, subjects: Collection[str]) -> Compared | None:
    """Give the constants that a test, or unary tests, compare with.

    Args:
        node: The test.
        subjects: The names of the value that is tested, such as ``?``.

    Returns:
        None where a test does more than compare the value with constants: it calls a
        function, reads another name, or counts.
    """
    if isinstance(node, UnaryTests):
        return _together([_tested(test, subjects) for test in node.tests])
    return _condition(node, subjects)


def constants(node: Node) -> Iterator[Any]:
    """Give the value of an expression that is the same whatever it is read with."""
    compiler = Compiler()
    try:
        evaluate = compiler.compile(node)
        names = compiler.paths | compiler.possible_paths
        if mentions(node, "?") or names or not compiler.functions <= _TIMELESS:
            return
        value = evaluate(Run({}, now=None, functions={}, types={}, strict=True))
    except FeelEvaluationError:
        return
    if not isinstance(value, Function):
        yield value


def _together(parts: list[Compared | None]) -> Compared | None:
    total = Compared()
    for part in parts:
        if part is None:
            return None
        total += part
    return total


def _tested(node: Node, subjects: Collection[str]) -> Compared | None:
    if any(mentions(node, name) for name in subjects):
        return None if isinstance(node, Test) else _condition(node, subjects)
    if isinstance(node, Test):
        return _ordered(node.operator, node.operand)
    if isinstance(node, Interval):
        return _together([_ordered("<", node.start), _ordered("<", node.end)])
    return next(map(_parts, constants(node)), None)


def _condition(node: Node, subjects: Collection[str]) -> Compared | None:
    """Give the constants of a truth about the subject."""
    match node:
        case Constant():
            return Compared()
        case Logic(operands=operands):
            return _together([_condition(operand, subjects) for operand in operands])
        case Call(Name("not"), (operand,), None):
            return _condition(operand, subjects)
        case _:
            return _about(node, subjects)


def _about(node: Node, subjects: Collection[str]) -> Compared | None:
    match node:
        case Name(name) if name in subjects:
            return Compared()
        case Comparison(operator, Name(name), other) if name in subjects:
            return _ordered(operator, other)
        case Comparison(operator, other, Name(name)) if name in subjects:
            return _ordered(operator, other)
        case Between(Name(name), low, high) if name in subjects:
            return _together([_ordered("<", low), _ordered("<", high)])
        case In(Name(name), tests) if name in subjects and not _mention(tests, subjects):
            return _together([_tested(test, subjects) for test in tests])
        case _:
            return None


def _mention(tests: tuple[Node, ...], subjects: Collection[str]) -> bool:
    return any(mentions(test, name) for test in tests for name in subjects)


def _ordered(operator: str, operand: Node) -> Compared | None:
    for value in constants(operand):
        if operator in _EQUALITY:
            return _parts(value)
        return Compared(bounds=(value,))
    return None


def _parts(value: Any) -> Compared:
    if isinstance(value, Range):
        return Compared(bounds=(value.start, value.end))
    total = Compared(values=(value,))
    if isinstance(value, list):
        for item in value:
            total += _parts(item)
    return total
