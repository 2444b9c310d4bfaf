"""Makes nodes of what the parser recognises; one method a rule of the grammar."""

# ruff: noqa: D102  # each method is described by the rule of its name in grammar.lark

import re
from typing import Any, cast

from lark import Token, Transformer

from engine.feel.nodes import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Conditional,
    Constant,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    In,
    InstanceOf,
    Interval,
    Iterator,
    ListOf,
    Logic,
    Name,
    Negation,
    Node,
    Path,
    Quantified,
    Test,
    Type,
    UnaryTests,
)
from engine.feel.numbers import to_number
from engine.feel.temporal import to_temporal

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def string_value(literal: str) -> str:
    """Give the string that a literal with its quotes stands for."""
    text = literal[1:-1]
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_unescaped, text)
    text = _PAIR.sub(lambda pair: _surrogates(pair[1], pair[2]), text)
    return text.encode("utf-8", "replace").decode()


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"  # noqa: PLR2004
    return _LETTERS.get(match[3], match[0])


def _surrogates(high: str, low: str) -> str:
    return (high + low).encode("utf-16", "surrogatepass").decode("utf-16")


def _operators(parts: list[Any]) -> Arithmetic:
    return Arithmetic(tuple(map(str, parts[1::2])), tuple(parts[0::2]))


def _present(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(part for part in parts if part is not None)


class TreeBuilder(Transformer[Token, Node]):
    """Builds nodes from the bottom up while the parser runs."""

    def expression(self, parts: list[Any]) -> Node:
        return cast("Node", parts[0])

    def any_value(self, _parts: list[Any]) -> Node:
        return UnaryTests(())

    def tests(self, parts: list[Any]) -> Node:
        return UnaryTests(tuple(parts))

    def not_tests(self, parts: list[Any]) -> Node:
        return UnaryTests(tuple(parts), negated=True)

    def any_of(self, parts: list[Any]) -> Node:
        return Logic("or", tuple(parts))

    def all_of(self, parts: list[Any]) -> Node:
        return Logic("and", tuple(parts))

    def compare(self, parts: list[Any]) -> Node:
        return Comparison(str(parts[1]), parts[0], parts[2])

    def between(self, parts: list[Any]) -> Node:
        return Between(*parts)

    def in_one(self, parts: list[Any]) -> Node:
        return In(parts[0], (parts[1],))

    def in_compared(self, parts: list[Any]) -> Node:
        return In(parts[0], (Test(str(parts[1]), parts[2]),))

    def in_tests(self, parts: list[Any]) -> Node:
        return In(parts[0], tuple(parts[1:]))

    def compared(self, parts: list[Any]) -> Node:
        return Test(str(parts[0]), parts[1])

    def sum(self, parts: list[Any]) -> Node:
        return _operators(parts)

    def product(self, parts: list[Any]) -> Node:
        return _operators(parts)

    def power(self, parts: list[Any]) -> Node:
        return _operators(parts)

    def negation(self, parts: list[Any]) -> Node:
        operand = parts[1]
        if isinstance(operand, Constant) and type(operand.value).__name__ == "Decimal":
            return Constant(operand.value.copy_negate())
        return Negation(operand)

    def instance_of(self, parts: list[Any]) -> Node:
        return InstanceOf(*parts)

    def path(self, parts: list[Any]) -> Node:
        return Path(parts[0], str(parts[1]))

    def filter(self, parts: list[Any]) -> Node:
        return Filter(*parts)

    def call(self, parts: list[Any]) -> Node:
        return Call(parts[0], _present(parts[1:]))

    def call_named(self, parts: list[Any]) -> Node:
        names, values = zip(*parts[1:], strict=True)
        return Call(parts[0], values, names)

    def named(self, parts: list[Any]) -> tuple[str, Node]:
        return str(parts[0]), parts[1]

    def number(self, parts: list[Any]) -> Node:
        return Constant(to_number(parts[0]))

    def string(self, parts: list[Any]) -> Node:
        return Constant(string_value(parts[0]))

    def at_literal(self, parts: list[Any]) -> Node:
        return Constant(to_temporal(string_value(parts[0])))

    def true(self, _parts: list[Any]) -> Node:
        return Constant(value=True)

    def false(self, _parts: list[Any]) -> Node:
        return Constant(value=False)

    def null(self, _parts: list[Any]) -> Node:
        return Constant(None)

    def name(self, parts: list[Any]) -> Node:
        return Name(str(parts[0]))

    def open_interval(self, parts: list[Any]) -> Node:
        return Interval(
            parts[0], parts[1], start_included=False, end_included=parts[2] == "]"
        )

    def closed_interval(self, parts: list[Any]) -> Node:
        return Interval(
            parts[0], parts[1], start_included=True, end_included=parts[2] == "]"
        )

    def list_of(self, parts: list[Any]) -> Node:
        return ListOf(_present(parts))

    def context_of(self, parts: list[Any]) -> Node:
        return ContextOf(_present(parts))

    def entry(self, parts: list[Any]) -> tuple[str, Node]:
        key = parts[0]
        return string_value(key) if key.type == "STRING" else str(key), parts[1]

    def conditional(self, parts: list[Any]) -> Node:
        return Conditional(*parts)

    def for_each(self, parts: list[Any]) -> Node:
        return For(tuple(parts[:-1]), parts[-1])

    def quantified(self, parts: list[Any]) -> Node:
        return Quantified(parts[0].value, tuple(parts[1:-1]), parts[-1])

    def iterator(self, parts: list[Any]) -> Node:
        return Iterator(str(parts[0]), *parts[1:])

    def function_of(self, parts: list[Any]) -> Node:
        *parameters, external, body = parts
        return FunctionOf(_present(parameters), body, external=external is not None)

    def parameter(self, parts: list[Any]) -> tuple[str, Type | None]:
        return str(parts[0]), parts[1]

    def type(self, parts: list[Any]) -> Type:
        return Type(parts[0])

    def type_of(self, parts: list[Any]) -> Type:
        inner = parts[2:-1]
        if isinstance(inner[0], Type):
            return Type(parts[0], tuple(inner))
        names, types = zip(*inner, strict=True)
        return Type(parts[0], types, names)

    def function_type(self, parts: list[Any]) -> Type:
        return Type("function", (*_present(parts[1:-2]), parts[-1]))

    def any_function(self, _parts: list[Any]) -> Type:
        return Type("function")

    def type_name(self, parts: list[Any]) -> str:
        return ".".join(map(str, parts))

    def type_entry(self, parts: list[Any]) -> tuple[str, Type]:
        return str(parts[0]), parts[1]
