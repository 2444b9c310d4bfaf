"""Compiles lists, contexts, paths, filters, loops and quantifiers."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel import limits
from engine.feel.compiler import Compiler, compiles, mentions, path_of
from engine.feel.nodes import ContextOf, Filter, For, ListOf, Node, Path, Quantified
from engine.feel.nodes import Iterator as IteratorNode
from engine.feel.numbers import to_int
from engine.feel.properties import part_of
from engine.feel.scope import Evaluator, Scope
from engine.feel.values import Range, normal

_Source = Callable[[Scope], Iterable[Any] | None]


@compiles(ListOf)
def _list(node: ListOf, compiler: Compiler) -> Evaluator:
    elements = compiler.compile_all(node.elements)
    return lambda scope: [element(scope) for element in elements]


@compiles(ContextOf)
def _context(node: ContextOf, compiler: Compiler) -> Evaluator:
    entries: list[tuple[str, Evaluator]] = []
    known: set[str] = set()
    with compiler.scope(known):
        for key, value in node.entries:
            entries.append((key, compiler.compile(value)))
            known.add(key)
    if len(known) < len(entries):
        return lambda _scope: None

    def context(scope: Scope) -> dict[str, Any]:
        values: dict[str, Any] = {}
        inner = Scope(values, scope)
        for key, value in entries:
            values[key] = value(inner)
        return values

    return context


@compiles(Path)
def _path(node: Path, compiler: Compiler) -> Evaluator:
    path = path_of(node)
    if path is None:
        source = compiler.compile(node.source)
    else:
        compiler.note(path)
        noted = set(compiler.paths), set(compiler.possible_paths)
        source = compiler.compile(node.source)
        compiler.paths, compiler.possible_paths = noted
    name = node.name

    def read(scope: Scope) -> Any:
        value = source(scope)
        if type(value) is dict:
            found = value.get(name)
            return normal(found) if isinstance(found, int | float | tuple) else found
        return part_of(value, name)

    return read


@compiles(Filter)
def _filter(node: Filter, compiler: Compiler) -> Evaluator:
    source = compiler.compile(node.source)
    with compiler.scope(None):
        condition, weight = compiler.weigh(node.condition)

    def filtered(scope: Scope) -> Any:
        value = source(scope)
        if value is None:
            return None
        elements = value if type(value) is list else [value]
        scope.run.spend(weight * (len(elements) + 1))
        kept: list[Any] = []
        for element in elements:
            wanted = condition(_element_scope(element, scope))
            if wanted is True:
                kept.append(element)
            elif type(wanted) is Decimal:
                return at_place(elements, wanted)
        if not elements and type(condition(_element_scope(None, scope))) is Decimal:
            return None
        return kept

    return filtered


def _element_scope(element: Any, scope: Scope) -> Scope:
    inner = Scope({"item": element}, scope)
    return Scope(element, inner) if isinstance(element, dict) else inner


def at_place(elements: list[Any], place: Decimal) -> Any:
    """Give the element at a place counted from 1, or from the end when negative."""
    index = to_int(place)
    if index is None or index == 0 or abs(index) > len(elements):
        return None
    return elements[index - 1 if index > 0 else index]


def _iterated(node: IteratorNode, compiler: Compiler) -> _Source:
    source = compiler.compile(node.source)
    if node.end is None:
        return lambda scope: _elements(source(scope), scope)
    end = compiler.compile(node.end)
    return lambda scope: counted(source(scope), end(scope), scope)


def _elements(value: Any, scope: Scope) -> Iterable[Any] | None:
    if type(value) is list:
        scope.run.spend(len(value))
        return value
    return range_elements(value, scope) if type(value) is Range else None


def range_elements(span: Range, scope: Scope) -> Iterable[Any] | None:
    """Give the whole numbers or dates in a range, upwards; None for other ranges."""
    first, last = span.start, span.end
    if type(first) is not type(last) or first > last:
        return None
    elements = counted(first, last, scope)
    if elements is None:
        return None
    return [
        element
        for element in elements
        if (span.start_included or element != first)
        and (span.end_included or element != last)
    ]


def counted(first: Any, last: Any, scope: Scope) -> Iterable[Any] | None:
    """Count from one whole number or date to another, up or down."""
    if type(first) is date and type(last) is date:
        days = (last - first).days
        step = 1 if days >= 0 else -1
        scope.run.spend(abs(days))
        return (first + timedelta(days=n) for n in range(0, days + step, step))
    if type(first) is not Decimal or type(last) is not Decimal:
        return None
    start, end = to_int(first), to_int(last)
    if start is None or end is None:
        return None
    step = 1 if end >= start else -1
    scope.run.spend(abs(end - start))
    return map(Decimal, range(start, end + step, step))


class _Loop:
    """The nested loops of ``for`` and of a quantifier."""

    def __init__(self, node: For | Quantified, body: Node, compiler: Compiler) -> None:
        names = [iterator.name for iterator in node.iterators]
        self.sources: list[tuple[str, _Source]] = []
        for place, iterator in enumerate(node.iterators):
            with compiler.scope([*names[:place], "partial"]):
                self.sources.append((iterator.name, _iterated(iterator, compiler)))
        with compiler.scope([*names, "partial"]):
            self.body, self.weight = compiler.weigh(body)

    def results(self, scope: Scope, values: dict[str, Any]) -> Iterator[Any] | None:
        """Evaluate the body in every round; None when a source is no list."""
        return self._rounds(Scope(values, scope), values, 0)

    def _rounds(
        self, scope: Scope, values: dict[str, Any], place: int
    ) -> Iterator[Any] | None:
        name, source = self.sources[place]
        elements = source(scope)
        if elements is None:
            return None
        if place == len(self.sources) - 1:
            return self._innermost(scope, values, name, elements)
        return self._outer(scope, values, place, elements)

    def _innermost(
        self, scope: Scope, values: dict[str, Any], name: str, elements: Iterable[Any]
    ) -> Iterator[Any]:
        for element in elements:
            values[name] = element
            scope.run.spend(self.weight)
            yield self.body(scope)

    def _outer(
        self, scope: Scope, values: dict[str, Any], place: int, elements: Iterable[Any]
    ) -> Iterator[Any]:
        name = self.sources[place][0]
        for element in elements:
            values[name] = element
            scope.run.spend(1)
            inner = self._rounds(scope, values, place + 1)
            if inner is None:
                raise _NotAListError
            yield from inner


class _NotAListError(Exception):
    """A source of an inner loop is null."""


@compiles(For)
def _for(node: For, compiler: Compiler) -> Evaluator:
    loop = _Loop(node, node.result, compiler)
    looks_back = mentions(node.result, "partial")

    def for_each(scope: Scope) -> list[Any] | None:
        results: list[Any] = []
        values: dict[str, Any] = {"partial": []}
        rounds = loop.results(scope, values)
        if rounds is None:
            return None
        try:
            for result in rounds:
                results.append(result)
                limits.check_length(len(results))
                if looks_back:
                    # A copy, so that no list comes to hold itself.
                    scope.run.spend(len(results))
                    values["partial"] = list(results)
        except _NotAListError:
            return None
        return results

    return for_each


@compiles(Quantified)
def _quantified(node: Quantified, compiler: Compiler) -> Evaluator:
    loop = _Loop(node, node.condition, compiler)
    deciding = node.quantifier == "some"

    def quantified(scope: Scope) -> bool | None:
        rounds = loop.results(scope, {})
        if rounds is None:
            return None
        outcome: bool | None = not deciding
        try:
            for result in rounds:
                if result is deciding:
                    return bool(deciding)
                if type(result) is not bool:
                    outcome = None
        except _NotAListError:
            return None
        return outcome

    return quantified
