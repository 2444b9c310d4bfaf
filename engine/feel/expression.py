"""Expressions: compiled once, evaluated often, from any thread."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from engine.feel import functions as _functions
from engine.feel import limits, operators, structures
from engine.feel.builtins import BUILTINS
from engine.feel.comparing import Compared, compared, constants
from engine.feel.compiler import Compiler
from engine.feel.errors import FeelLimitError
from engine.feel.mistakes import too_deep
from engine.feel.nodes import Constant, Node, UnaryTests
from engine.feel.operators import tested
from engine.feel.scope import Evaluator, Run, Scope
from engine.feel.syntax import parse

#: The modules that know how to compile each kind of node.
COMPILING: Final = (operators, structures, _functions)
_BUILT_IN_NAMES = frozenset(BUILTINS) | {
    "days and time duration",
    "years and months duration",
    "time offset",
    "start included",
    "end included",
}
_NOTHING: Mapping[str, Any] = {}


class _NotConstant:
    def __repr__(self) -> str:
        return "NOT_CONSTANT"


#: What `Expression.constant` gives for an expression that is no literal.
NOT_CONSTANT: Final = _NotConstant()


class Expression:
    """A compiled expression, or the unary tests of a table cell; never changes."""

    __slots__ = (
        "_evaluate",
        "_node",
        "_test",
        "functions",
        "names",
        "paths",
        "possible_names",
        "source",
        "unary",
    )

    def __init__(self, source: str, node: Node, *, unary: bool) -> None:
        compiler = Compiler()
        self.source = source
        self.unary = unary
        self._node = node
        self._test: Callable[[Any, Scope], bool] | None = None
        self._evaluate: Evaluator
        if isinstance(node, UnaryTests):
            self._test = _unary(node, compiler)
            test = self._test
            self._evaluate = lambda scope: test(scope.values.get("?"), scope)
        else:
            self._evaluate = compiler.compile(node)
        #: Paths that it reads from the context, each as its names.
        self.paths: frozenset[tuple[str, ...]] = frozenset(compiler.paths)
        #: First names of those paths.
        self.names: frozenset[str] = frozenset(path[0] for path in compiler.paths)
        #: Names in filters: of the context, or of a part of the filtered elements.
        self.possible_names: frozenset[str] = frozenset(
            path[0] for path in compiler.possible_paths
        )
        #: Names of the functions that it calls, built-in ones included.
        self.functions: frozenset[str] = frozenset(compiler.functions)

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def evaluate(
        self,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Mapping[str, Callable[..., Any]] = _NOTHING,
        types: Mapping[str, Callable[[Any], bool]] = _NOTHING,
        strict: bool = False,
    ) -> Any:
        """Give the value of the expression; null where types do not fit.

        Args:
            context: Values by name.
            now: The present instant, aware; what ``now()`` and ``today()`` are told from.
            functions: Functions by name, beside the built-in ones.
            types: Tests of named types, for ``instance of``.
            strict: Whether an unknown name is an error instead of null.

        Raises:
            FeelEvaluationError: A limit is passed, or a name is unknown and it is strict.
        """
        run = Run(context, now=now, functions=functions, types=types, strict=strict)
        try:
            return self._evaluate(run)
        except RecursionError:
            raise _too_deep() from None

    def matches(
        self,
        value: Any,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Mapping[str, Callable[..., Any]] = _NOTHING,
        types: Mapping[str, Callable[[Any], bool]] = _NOTHING,
        strict: bool = False,
    ) -> bool:
        """Say whether a value passes these unary tests.

        Args are those of `evaluate`; ``?`` in the tests is the value.

        Raises:
            FeelEvaluationError: A limit is passed, or a name is unknown and it is strict.
        """
        run = Run(context, now=now, functions=functions, types=types, strict=strict)
        if self._test is None:
            return (
                self.evaluate(
                    {**context, "?": value},
                    now=now,
                    functions=functions,
                    types=types,
                    strict=strict,
                )
                is True
            )
        try:
            return self._test(value, run)
        except RecursionError:
            raise _too_deep() from None

    def constant(self) -> Any:
        """Give the value of a literal, or `NOT_CONSTANT`."""
        node = self._node
        if isinstance(node, UnaryTests) and len(node.tests) == 1 and not node.negated:
            node = node.tests[0]
        return node.value if isinstance(node, Constant) else NOT_CONSTANT

    def folded(self) -> Any:
        """Give the value that is the same in every context, or `NOT_CONSTANT`."""
        return next(constants(self._node), NOT_CONSTANT)

    def compared(self, subjects: Collection[str] = ("?",)) -> Compared | None:
        """Give the constants that the tests compare the value with.

        Args:
            subjects: The names of the value that is tested.

        Returns:
            None where they do more: call a function, read another name, or count.
        """
        return compared(self._node, subjects)


def _unary(node: UnaryTests, compiler: Compiler) -> Callable[[Any, Scope], bool]:
    tests = [tested(test, compiler) for test in node.tests]
    if not tests:
        return lambda _value, _scope: True
    if node.negated:
        return lambda value, scope: not any(test(value, scope) is True for test in tests)
    if len(tests) == 1:
        only = tests[0]
        return lambda value, scope: only(value, scope) is True
    return lambda value, scope: any(test(value, scope) is True for test in tests)


def _too_deep() -> FeelLimitError:
    return limits.exceeded("te diep genest.", "nested too deep.")


def compile(  # noqa: A001
    source: str, *, unary: bool = False, names: Collection[str] = ()
) -> Expression:
    """Compile an expression, or the unary tests of a table cell; the result is cached.

    Args:
        source: The text, without the ``=`` that some editors put in front.
        unary: Whether it is a table cell: ``< 5, [10..20]``, ``not("a")`` or ``-``.
        names: Known names with spaces or symbols, to be read as one name.

    Raises:
        FeelSyntaxError: It is no FEEL; tells position, line, column and remedy.
    """
    return _compiled(source, unary, frozenset(names))


@lru_cache(maxsize=4096)
def _compiled(source: str, unary: bool, names: frozenset[str]) -> Expression:  # noqa: FBT001
    node = parse(source, unary=unary, names=names | _BUILT_IN_NAMES)
    try:
        return Expression(source, node, unary=unary)
    except FeelLimitError:
        raise too_deep(source) from None
