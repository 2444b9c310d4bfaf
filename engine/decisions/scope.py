"""What a boxed expression sees while it is evaluated."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from engine.decisions.result import DecisionError, MatchedRow, MismatchError
from engine.decisions.types import ANY, MISMATCH, Types
from engine.feel import Expression, FeelEvaluationError, Function
from engine.text import Text

#: How deep functions of a model may call each other.
MAX_CALLS = 40
#: How many times expressions and cells may be evaluated for one answer.
MAX_EVALUATIONS = 100_000
#: How long that may take; a real decision takes thousandths of it. Each expression has its
#: own limit of steps, but a hundred thousand of them together would take hours.
MAX_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where an element stands in its file, for messages."""

    line: int | None
    #: Id of the element, or of the nearest one around it.
    element: str


@dataclass(slots=True, kw_only=True)
class Run:
    """One evaluation: its instant, the rows that matched so far, the depth of calls."""

    now: datetime
    types: Types
    #: A set in the order in which rows first matched.
    rows: dict[MatchedRow, None] = field(default_factory=dict)
    calls: int = 0
    evaluations: int = 0
    started: float = field(default_factory=monotonic)

    def spend(self, owner: str) -> None:
        """Count one evaluation of an expression.

        Raises:
            DecisionError: There were too many, or they took too long.
        """
        self.evaluations += 1
        too_long = monotonic() - self.started > MAX_SECONDS
        if too_long or self.evaluations > MAX_EVALUATIONS:
            raise DecisionError(
                Text(
                    f"Beslissing {owner} vraagt te veel: ze rekent te lang. Gebruik "
                    "kortere lijsten of minder lussen in lussen.",
                    f"Decision {owner} wants too much: it counts for too long. Use "
                    "shorter lists or fewer loops inside loops.",
                ),
                decision=owner,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The names in sight of an expression, and the element that is being evaluated."""

    run: Run
    #: Id of the decision or business knowledge model.
    owner: str
    values: Mapping[str, Any]

    def adding(self, values: Mapping[str, Any]) -> "Scope":
        """Give a scope with more names; they hide those of the same name."""
        return Scope(run=self.run, owner=self.owner, values={**self.values, **values})

    def evaluate(self, expression: Expression) -> Any:
        """Evaluate FEEL here.

        Raises:
            DecisionError: The expression is beyond a limit (depth, size, steps).
        """
        self.run.spend(self.owner)
        try:
            return expression.evaluate(
                self.values, now=self.run.now, types=self.run.types.predicates
            )
        except FeelEvaluationError as error:
            raise self._beyond(expression, error) from error

    def matches(self, tests: Expression, value: Any) -> bool:
        """Whether a value passes unary tests here.

        Raises:
            DecisionError: A test is beyond a limit (depth, size, steps).
        """
        self.run.spend(self.owner)
        try:
            return tests.matches(
                value, self.values, now=self.run.now, types=self.run.types.predicates
            )
        except FeelEvaluationError as error:
            raise self._beyond(tests, error) from error

    def typed(self, value: Any, type_name: str) -> Any:
        """Give the value as one of a type.

        Raises:
            MismatchError: It cannot be.
        """
        if type_name == ANY:
            return value
        coerced = self.run.types.coerce(value, type_name)
        if coerced is MISMATCH:
            raise MismatchError(
                Text(
                    f"Beslissing {self.owner}: een waarde is niet van type {type_name}.",
                    f"Decision {self.owner}: a value is not of type {type_name}.",
                ),
                decision=self.owner,
            )
        return coerced

    def _beyond(self, expression: Expression, error: FeelEvaluationError) -> DecisionError:
        return DecisionError(
            Text(
                f"Beslissing {self.owner}, uitdrukking {expression.source!r}: "
                f"{error.text.nl}",
                f"Decision {self.owner}, expression {expression.source!r}: {error.text.en}",
            ),
            decision=self.owner,
        )


class Boxed(Protocol):
    """An expression of DMN, boxed or literal; immutable."""

    @property
    def reads(self) -> frozenset[str]:
        """The names it reads from outside itself."""

    def evaluate(self, scope: Scope) -> Any:
        """Give the FEEL value of the expression.

        Raises:
            DecisionError: It has none: rows conflict, a value is of the wrong type.
        """


def function(
    parameters: Mapping[str, str], body: Callable[[Mapping[str, Any]], Any], run: Run
) -> Function:
    """Make a function of the model a FEEL value.

    A call gives null where an argument or the result is of the wrong type.

    Args:
        parameters: Type by name, in order.
        body: Gives the result for the arguments by name.
        run: The evaluation that the function belongs to.
    """

    def call(*arguments: Any) -> Any:
        coerced = [
            run.types.coerce(value, type_name)
            for value, type_name in zip(arguments, parameters.values(), strict=True)
        ]
        if any(value is MISMATCH for value in coerced):
            return None
        try:
            with _one_call_deeper(run):
                return body(dict(zip(parameters, coerced, strict=True)))
        except MismatchError:
            return None

    return Function(tuple(parameters), call)


@contextmanager
def _one_call_deeper(run: Run) -> Iterator[None]:
    run.calls += 1
    try:
        if run.calls > MAX_CALLS:
            raise DecisionError(
                Text(
                    f"Functies roepen elkaar meer dan {MAX_CALLS} keer diep op.",
                    f"Functions call each other more than {MAX_CALLS} deep.",
                ),
                decision="",
            )
        yield
    finally:
        run.calls -= 1
