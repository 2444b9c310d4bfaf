"""What an expression sees while it is evaluated, and how much it has used."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.clock import BRUSSELS
from engine.feel import limits
from engine.feel.errors import FeelEvaluationError
from engine.text import Text

#: A compiled expression.
Evaluator = Callable[["Scope"], Any]
MISSING: Any = object()


class Scope:
    """Names and their values; those of the scope around it are seen through it."""

    __slots__ = ("parent", "run", "values")

    values: Mapping[str, Any]
    parent: "Scope | None"
    run: "Run"

    def __init__(self, values: Mapping[str, Any], parent: "Scope") -> None:
        self.values = values
        self.parent = parent
        self.run = parent.run

    def find(self, name: str) -> Any:
        """Give the value of the nearest scope that has the name, or MISSING."""
        scope: Scope | None = self
        while scope is not None:
            values = scope.values
            if name in values:
                return values[name]
            scope = scope.parent
        return MISSING


class Run(Scope):
    """One evaluation: the outermost scope, and the budget that is left."""

    __slots__ = (
        "calls",
        "functions",
        "now",
        "pattern_seconds",
        "steps",
        "strict",
        "types",
    )

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        now: datetime | None,
        functions: Mapping[str, Any],
        types: Mapping[str, Callable[[Any], bool]],
        strict: bool,
    ) -> None:
        self.values = values
        self.parent = None
        self.run = self
        self.now = now
        self.functions = functions
        self.types = types
        self.strict = strict
        self.steps = limits.STEPS
        self.calls = 0
        self.pattern_seconds = limits.PATTERN_SECONDS

    def spend(self, steps: int) -> None:
        """Take steps off the budget.

        Raises:
            FeelLimitError: There are none left.
        """
        self.steps -= steps
        if self.steps < 0:
            raise limits.exceeded("te veel stappen.", "too many steps.")

    def enter(self) -> None:
        """Count a call of a function inside others.

        Raises:
            FeelLimitError: They are nested too deep.
        """
        self.calls += 1
        if self.calls > limits.CALLS:
            raise limits.exceeded(
                "functies die elkaar te diep aanroepen.",
                "functions that call each other too deeply.",
            )

    def local_now(self) -> datetime:
        """Give the present instant in Brussels.

        Raises:
            FeelEvaluationError: The caller did not tell the time.
        """
        if self.now is None:
            raise FeelEvaluationError(
                Text(
                    "De uitdrukking vraagt hoe laat het is, maar dat is hier niet bekend.",
                    "The expression asks what time it is, but that is not known here.",
                )
            )
        return self.now.astimezone(BRUSSELS)
