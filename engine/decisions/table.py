"""Decision tables: which rows match, and what they say together."""

from dataclasses import dataclass
from typing import Any

from engine.decisions.boxed import FeelLiteral
from engine.decisions.result import DecisionError, MatchedRow
from engine.decisions.scope import Scope, Where
from engine.decisions.types import ANY
from engine.feel import Expression, equal
from engine.feel import compile as compile_feel
from engine.text import Text

SINGLE_HIT = frozenset({"UNIQUE", "ANY", "PRIORITY", "FIRST"})
HIT_POLICIES = SINGLE_HIT | {"RULE ORDER", "OUTPUT ORDER", "COLLECT"}
AGGREGATIONS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}

_AGGREGATE = {
    name: compile_feel(f"{function}(outputs)") for name, function in AGGREGATIONS.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InputColumn:
    """A column of conditions."""

    where: Where
    label: str
    #: None where the column has no expression; its value is null then.
    expression: FeelLiteral | None
    allowed: Expression | None
    #: A further name of the value in the cells (a vendor's ``inputVariable``).
    variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn:
    """A column of answers."""

    where: Where
    name: str
    label: str
    type: str
    allowed: Expression | None
    #: The values from the highest to the lowest priority.
    priorities: tuple[Any, ...]
    default: FeelLiteral | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputCell:
    """A condition on the value of its column."""

    tests: Expression
    #: Whether the text is itself the condition, not a test of the column's value.
    is_condition: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table; a cell that is None matches everything, or says null."""

    where: Where
    #: Counted from 1.
    number: int
    id: str
    conditions: tuple[InputCell | None, ...]
    answers: tuple[FeelLiteral | None, ...]
    annotations: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """A decision table with its hit policy."""

    where: Where
    hit_policy: str
    #: Empty, or a key of `AGGREGATIONS` where the hit policy is COLLECT.
    aggregation: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    annotations: tuple[str, ...]
    rows: tuple[Row, ...]
    type: str = ANY

    @property
    def result_type(self) -> str:
        """The declared or FEEL type of the answer, as the hit policy makes it."""
        if self.type != ANY:
            return self.type
        if self.aggregation == "COUNT":
            return "number"
        if self.hit_policy not in SINGLE_HIT and not self.aggregation:
            return "list"
        return self.outputs[0].type if len(self.outputs) == 1 else "context"

    @property
    def reads(self) -> frozenset[str]:
        """What the columns and cells read."""
        read: set[str] = set()
        for column in self.inputs:
            read |= column.expression.reads if column.expression else set()
        for row in self.rows:
            for cell in row.conditions:
                read |= cell.tests.names if cell else set()
            for answer in row.answers:
                read |= answer.reads if answer else set()
        return frozenset(read - {"?"} - {column.variable for column in self.inputs})

    def evaluate(self, scope: Scope) -> Any:
        """Give the answer of the matching rows by the hit policy.

        Raises:
            DecisionError: Rows conflict, or a value is outside the declared ones.
        """
        values = [self._input(scope, column) for column in self.inputs]
        matching = [row for row in self.rows if self._matches(scope, row, values)]
        answers = [self._answer(scope, row) for row in matching]
        if not matching:
            return scope.typed(self._default(scope), self.type)
        kept = self._kept(scope, matching, answers)
        for index in kept:
            row = matching[index]
            matched = MatchedRow(
                table=scope.owner,
                row=row.number,
                rule_id=row.id,
                annotations=row.annotations,
            )
            scope.run.rows[matched] = None
        return scope.typed(self._value([answers[index] for index in kept]), self.type)

    def _input(self, scope: Scope, column: InputColumn) -> Any:
        if column.expression is None:
            return None
        value = column.expression.evaluate(scope)
        if (
            value is not None
            and column.allowed
            and not scope.matches(column.allowed, value)
        ):
            raise self._error(
                scope,
                Text(
                    f"de waarde van {column.label} is geen van de toegelaten waarden",
                    f"the value of {column.label} is not one of the allowed values",
                ),
            )
        return value

    def _matches(self, scope: Scope, row: Row, values: list[Any]) -> bool:
        return all(
            cell is None or holds(scope, cell, column, value)
            for cell, column, value in zip(row.conditions, self.inputs, values, strict=True)
        )

    def _answer(self, scope: Scope, row: Row) -> Any:
        answers = [
            self._output(scope, row, column, cell)
            for column, cell in zip(self.outputs, row.answers, strict=True)
        ]
        return self.shaped(answers)

    def _output(
        self, scope: Scope, row: Row, column: OutputColumn, cell: FeelLiteral | None
    ) -> Any:
        value = scope.typed(cell.evaluate(scope) if cell else None, column.type)
        if (
            value is not None
            and column.allowed
            and not scope.matches(column.allowed, value)
        ):
            raise self._error(
                scope,
                Text(
                    f"rij {row.number} geeft voor {column.label} geen toegelaten waarde",
                    f"row {row.number} gives no allowed value for {column.label}",
                ),
                (row.number,),
            )
        return value

    def shaped(self, answers: list[Any]) -> Any:
        """Give the answer of a row from those of its cells."""
        if len(self.outputs) == 1:
            return answers[0]
        names = (column.name for column in self.outputs)
        return dict(zip(names, answers, strict=True))

    def _default(self, scope: Scope) -> Any:
        if not any(column.default for column in self.outputs):
            return None
        value = self.shaped(
            [
                scope.typed(column.default.evaluate(scope), column.type)
                if column.default
                else None
                for column in self.outputs
            ]
        )
        return value if self.hit_policy in SINGLE_HIT or self.aggregation else [value]

    def _kept(self, scope: Scope, matching: list[Row], answers: list[Any]) -> list[int]:
        """Give the indexes of the rows that count, in the order of the answer."""
        every = list(range(len(matching)))
        match self.hit_policy:
            case "UNIQUE" if len(every) > 1:
                raise self._conflict(scope, matching, "UNIQUE")
            case "ANY" if not all(equal(answers[0], answer) for answer in answers):
                raise self._conflict(scope, matching, "ANY")
            case "FIRST":
                return every[:1]
            case "PRIORITY" | "OUTPUT ORDER":
                ordered = sorted(every, key=lambda index: self.rank(answers[index]))
                return ordered[:1] if self.hit_policy == "PRIORITY" else ordered
            case _:
                return every

    def _value(self, answers: list[Any]) -> Any:
        if self.hit_policy in SINGLE_HIT:
            return answers[0]
        if self.aggregation:
            return _AGGREGATE[self.aggregation].evaluate({"outputs": answers})
        return answers

    def rank(self, answer: Any) -> tuple[int, ...]:
        """Give the place of an answer by priority; the lowest goes first."""
        if len(self.outputs) == 1:
            return (_position(self.outputs[0].priorities, answer),)
        return tuple(
            _position(column.priorities, answer[column.name])
            for column in self.outputs
            if column.priorities
        )

    def _conflict(self, scope: Scope, rows: list[Row], policy: str) -> DecisionError:
        numbers = tuple(row.number for row in rows)
        listed = ", ".join(str(number) for number in numbers)
        return self._error(
            scope,
            Text(
                f"de rijen {listed} gelden samen, wat {policy} niet toelaat",
                f"rows {listed} match together, which {policy} does not allow",
            ),
            numbers,
        )

    def _error(
        self, scope: Scope, reason: Text, rows: tuple[int, ...] = ()
    ) -> DecisionError:
        return DecisionError(
            Text(
                f"Beslissingstabel {scope.owner}: {reason.nl}.",
                f"Decision table {scope.owner}: {reason.en}.",
            ),
            decision=scope.owner,
            table=scope.owner,
            rows=rows,
        )


def holds(scope: Scope, cell: InputCell, column: InputColumn, value: Any) -> bool:
    """Whether a cell is true of a value of its column."""
    inner = scope.adding({column.variable: value}) if column.variable else scope
    if cell.is_condition:
        return inner.evaluate(cell.tests) is True
    return inner.matches(cell.tests, value)


def _is_allowed(scope: Scope, column: InputColumn | OutputColumn, value: Any) -> bool:
    if value is None or column.allowed is None:
        return True
    return scope.matches(column.allowed, value)


def _position(priorities: tuple[Any, ...], value: Any) -> int:
    for index, candidate in enumerate(priorities):
        if equal(candidate, value):
            return index
    return len(priorities)
