"""The boxed expressions of DMN other than decision tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from engine.decisions.scope import Boxed, Scope, Where, function
from engine.decisions.types import ANY
from engine.feel import Expression, Function
from engine.feel import compile as compile_feel

#: Makes a list of what can be gone over, ranges included; null of anything else.
_ITEMS = compile_feel("for item in source return item")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeelLiteral:
    """A FEEL text."""

    where: Where
    expression: Expression
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """The free names of the text."""
        return self.expression.names

    def evaluate(self, scope: Scope) -> Any:
        """Give the value, of the declared type."""
        return scope.typed(scope.evaluate(self.expression), self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextEntry:
    """A named entry; without a name it is the result of its context."""

    name: str
    type: str
    value: Boxed


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedContext:
    """Named entries, each of which sees those above it."""

    entries: tuple[ContextEntry, ...]
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the entries read and no entry above them gives."""
        known: set[str] = set()
        read: set[str] = set()
        for entry in self.entries:
            read |= entry.value.reads - known
            known.add(entry.name)
        return frozenset(read)

    def evaluate(self, scope: Scope) -> Any:
        """Give the result entry if there is one, else all entries."""
        values: dict[str, Any] = {}
        for entry in self.entries:
            value = scope.typed(entry.value.evaluate(scope.adding(values)), entry.type)
            if not entry.name:
                return scope.typed(value, self.type)
            values[entry.name] = value
        return scope.typed(values, self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """A call of a function with named arguments."""

    callee: Boxed
    arguments: Mapping[str, Boxed]
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the callee and the arguments read."""
        return _reads(self.callee, *self.arguments.values())

    def evaluate(self, scope: Scope) -> Any:
        """Call it; null where it is no function or has other parameters."""
        callee = self.callee.evaluate(scope)
        if not isinstance(callee, Function):
            return None
        if not set(self.arguments) <= set(callee.parameters):
            return None
        values = {name: node.evaluate(scope) for name, node in self.arguments.items()}
        positional = (values.get(name) for name in callee.parameters)
        return scope.typed(callee.call(*positional), self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDefinition:
    """A function, whose body sees the names around its definition."""

    #: Type by name, in order.
    parameters: Mapping[str, str]
    body: Boxed

    @property
    def reads(self) -> frozenset[str]:
        """What the body reads besides its parameters."""
        return self.body.reads - set(self.parameters)

    def evaluate(self, scope: Scope) -> Function:
        """Give the function as a value."""

        def body(arguments: Mapping[str, Any]) -> Any:
            return self.body.evaluate(scope.adding(arguments))

        return function(self.parameters, body, scope.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxedList:
    """A list of expressions."""

    items: tuple[Boxed, ...]
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the items read."""
        return _reads(*self.items)

    def evaluate(self, scope: Scope) -> Any:
        """Give the list of the values."""
        return scope.typed([item.evaluate(scope) for item in self.items], self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table of values: a list of contexts with the same keys."""

    #: Type by name, in order.
    columns: Mapping[str, str]
    rows: tuple[tuple[Boxed, ...], ...]
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the cells read."""
        return _reads(*(cell for row in self.rows for cell in row))

    def evaluate(self, scope: Scope) -> Any:
        """Give a list with a context for each row."""
        listed = [
            {
                name: scope.typed(cell.evaluate(scope), type_name)
                for (name, type_name), cell in zip(self.columns.items(), row, strict=True)
            }
            for row in self.rows
        ]
        return scope.typed(listed, self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditional:
    """If, then, else."""

    condition: Boxed
    then: Boxed
    otherwise: Boxed
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the three parts read."""
        return _reads(self.condition, self.then, self.otherwise)

    def evaluate(self, scope: Scope) -> Any:
        """Give ``then`` if the condition is true, else ``otherwise``."""
        chosen = self.then if self.condition.evaluate(scope) is True else self.otherwise
        return scope.typed(chosen.evaluate(scope), self.type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration:
    """``for``, ``some`` or ``every`` over a list."""

    kind: Literal["for", "some", "every"]
    variable: str
    source: Boxed
    body: Boxed
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the list reads, and the body besides the variable."""
        return self.source.reads | (self.body.reads - {self.variable, "partial"})

    def evaluate(self, scope: Scope) -> Any:
        """Give the list of results, or whether some or every item satisfies.

        Null where there is nothing to go over.
        """
        items = _ITEMS.evaluate({"source": self.source.evaluate(scope)})
        if items is None:
            return None
        results = self._results(scope, items)
        if self.kind == "for":
            value: Any = list(results)
        else:
            value = _quantified(results, decisive=self.kind == "some")
        return scope.typed(value, self.type)

    def _results(self, scope: Scope, items: list[Any]) -> Iterator[Any]:
        reads_partial = "partial" in self.body.reads
        partial: list[Any] = []
        for item in items:
            names = {self.variable: item}
            if reads_partial:
                names["partial"] = list(partial)
            partial.append(self.body.evaluate(scope.adding(names)))
            yield partial[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The items of a list that match, or the one at a position."""

    source: Boxed
    match: Boxed
    type: str = ANY

    @property
    def reads(self) -> frozenset[str]:
        """What the list and the condition read."""
        return self.source.reads | (self.match.reads - {"item"})

    def evaluate(self, scope: Scope) -> Any:
        """Give the matching items; for a number the item at that position from 1."""
        source = self.source.evaluate(scope)
        if source is None:
            return None
        items = source if isinstance(source, list) else [source]
        found: list[Any] = []
        for item in items:
            entries = item if isinstance(item, dict) else {}
            test = self.match.evaluate(scope.adding({"item": item, **entries}))
            if isinstance(test, Decimal):
                return scope.typed(_at(items, test), self.type)
            if test is True:
                found.append(item)
        return scope.typed(found, self.type)


def _reads(*nodes: Boxed) -> frozenset[str]:
    return frozenset().union(*(node.reads for node in nodes))


def _at(items: list[Any], position: Decimal) -> Any:
    index = int(position)
    if index != position or index == 0 or abs(index) > len(items):
        return None
    return items[index - 1] if index > 0 else items[index]


def _quantified(results: Iterable[Any], *, decisive: bool) -> bool | None:
    outcome: bool | None = not decisive
    for result in results:
        if result is decisive:
            return result is True
        if not isinstance(result, bool):
            outcome = None
    return outcome
