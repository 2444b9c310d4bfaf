"""What an expression is made of, once read."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression."""


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number, string, boolean, null or ``@`` literal."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or a function."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """A part of a value, by its name."""

    source: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """Elements of a list: those that meet a condition, or the one at a place."""

    source: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function called with arguments in order, or with named ones."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """A number or duration with its sign changed."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """Operators of one rank, from left to right; one operand more than operators."""

    operators: tuple[str, ...]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """Two values compared by ``=``, ``!=``, ``<``, ``<=``, ``>`` or ``>=``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Interval(Node):
    """``[start..end]``; a bracket that points outwards leaves the end out."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Test(Node):
    """``< 5``: a comparison with the value that is tested, or a range without an end."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in (test, ...)``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``and`` or ``or`` between two or more operands, with three truth values."""

    operator: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """``if ... then ... else ...``."""

    condition: Node
    positive: Node
    negative: Node


@dataclass(frozen=True, slots=True)
class Iterator(Node):
    """``name in list``, or ``name in start..end``."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for ... return ...``."""

    iterators: tuple[Iterator, ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some ... satisfies ...`` or ``every ... satisfies ...``."""

    quantifier: Literal["some", "every"]
    iterators: tuple[Iterator, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``[1, 2, 3]``."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """``{name: value}``; an entry sees those before it."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Type:
    """A type as written: ``list<number>``, ``context<a: string>``, or a name."""

    name: str
    arguments: tuple["Type", ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """``function(a, b: number) a + b``; an external one is refused when called."""

    parameters: tuple[tuple[str, Type | None], ...]
    body: Node
    external: bool = False


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class UnaryTests(Node):
    """The tests of a table cell: one must pass, or none when negated; none: ``-``."""

    tests: tuple[Node, ...]
    negated: bool = False
