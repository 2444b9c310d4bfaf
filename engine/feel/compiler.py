"""Turns nodes into closures, once; evaluating an expression is then calling them."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, TypeVar

from engine.feel import limits
from engine.feel.builtins import BUILTINS
from engine.feel.errors import FeelEvaluationError
from engine.feel.nodes import Name, Node, Path
from engine.feel.scope import MISSING, Evaluator, Run, Scope
from engine.feel.values import normal
from engine.text import Text

_COMPILERS: dict[type[Node], Callable[[Any, "Compiler"], Evaluator]] = {}
_NodeType = TypeVar("_NodeType", bound=Node)
_FOREIGN = (int, float, tuple)


def compiles(
    kind: type[_NodeType],
) -> Callable[
    [Callable[[_NodeType, "Compiler"], Evaluator]],
    Callable[[_NodeType, "Compiler"], Evaluator],
]:
    """Register a function as the one that compiles a kind of node."""

    def register(
        function: Callable[[_NodeType, "Compiler"], Evaluator],
    ) -> Callable[[_NodeType, "Compiler"], Evaluator]:
        _COMPILERS[kind] = function
        return function

    return register


class Compiler:
    """Compiles one expression, and notes what it reads."""

    def __init__(self) -> None:
        #: Paths of free variables, and those in filters that may be the element's own.
        self.paths: set[tuple[str, ...]] = set()
        self.possible_paths: set[tuple[str, ...]] = set()
        self.functions: set[str] = set()
        self.compiled = 0
        #: Local scopes that are open; None for the elements of a filter.
        self.locals: list[Collection[str] | None] = []
        self._depth = 0

    def compile(self, node: Node) -> Evaluator:
        """Compile a node and all in it.

        Raises:
            FeelLimitError: Expressions are nested too deep.
        """
        if self._depth >= limits.NESTING:
            raise limits.exceeded("te diep genest.", "nested too deep.")
        self._depth += 1
        self.compiled += 1
        try:
            return _COMPILERS[type(node)](node, self)
        finally:
            self._depth -= 1

    def compile_all(self, nodes: Iterable[Node]) -> tuple[Evaluator, ...]:
        """Compile several nodes."""
        return tuple(self.compile(node) for node in nodes)

    def weigh(self, node: Node) -> tuple[Evaluator, int]:
        """Compile a node, and tell how many nodes it has."""
        before = self.compiled
        return self.compile(node), self.compiled - before

    @contextmanager
    def scope(self, names: Collection[str] | None) -> Iterator[None]:
        """Compile inside a scope with these names; None for that of a filter."""
        self.locals.append(names)
        try:
            yield
        finally:
            self.locals.pop()

    def is_local(self, name: str) -> bool:
        """Whether the expression itself gives the name its value."""
        return any(names is not None and name in names for names in self.locals)

    def in_filter(self) -> bool:
        """Whether a name may be that of a part of a filtered element."""
        return None in self.locals

    def note(self, path: tuple[str, ...]) -> None:
        """Note a path that is read, unless it starts at a local name."""
        name = path[0]
        if name == "?" or self.is_local(name):
            return
        if not self.in_filter():
            self.paths.add(path)
        elif name != "item":
            self.possible_paths.add(path)


@compiles(Name)
def _name(node: Name, compiler: Compiler) -> Evaluator:
    compiler.note((node.name,))
    return variable(node.name, compiler)


def variable(name: str, compiler: Compiler) -> Evaluator:
    """Compile the reading of a variable."""
    optional = compiler.in_filter()
    if not compiler.locals:

        def outermost(scope: Scope) -> Any:
            value = scope.values.get(name, MISSING)
            if value is MISSING:
                return elsewhere(name, scope.run, optional=optional)
            return normal(value) if isinstance(value, _FOREIGN) else value

        return outermost

    def nearest(scope: Scope) -> Any:
        value = scope.find(name)
        if value is MISSING:
            return elsewhere(name, scope.run, optional=optional)
        return normal(value) if isinstance(value, _FOREIGN) else value

    return nearest


def elsewhere(name: str, run: Run, *, optional: bool) -> Any:
    """Find a name among the functions; null when nobody knows it.

    Raises:
        FeelEvaluationError: Nobody knows it, and the caller asked to be strict.
    """
    function = run.functions.get(name, MISSING)
    if function is MISSING:
        function = BUILTINS.get(name, MISSING)
    if function is not MISSING:
        return function
    if run.strict and not optional and name != "?":
        raise FeelEvaluationError(
            Text(
                f"De naam {name} is niet bekend. Kijk hoe het gegeven heet.",
                f"The name {name} is not known. Look up what the fact is called.",
            )
        )
    return None


def path_of(node: Node) -> tuple[str, ...] | None:
    """Give the names of a plain path such as ``person.address.town``."""
    names: list[str] = []
    while isinstance(node, Path):
        names.append(node.name)
        node = node.source
    if not isinstance(node, Name):
        return None
    return (node.name, *reversed(names))


def mentions(node: Any, name: str) -> bool:
    """Whether a name stands somewhere in a node."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, Name):
            if part.name == name:
                return True
        elif isinstance(part, tuple):
            pending.extend(part)
        elif isinstance(part, Node):
            pending.extend(getattr(part, field.name) for field in fields(part))
    return False
