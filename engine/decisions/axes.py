"""The inputs of a decision table, each split into regions in which the same rows hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from engine.decisions.cover import Budget
from engine.decisions.model import DecisionModel
from engine.decisions.regions import Region, regions
from engine.decisions.result import DecisionError
from engine.decisions.scope import Run, Scope
from engine.decisions.table import DecisionTable, InputCell, InputColumn, holds
from engine.decisions.types import ANY, MISMATCH
from engine.feel import Compared, Expression

__all__ = ["Axis", "AxisReader", "inputs_of"]

_SCALARS = frozenset(
    {"number", "string", "boolean", "date", "time", "date and time"}
    | {"days and time duration", "years and months duration"}
)
#: Any instant: nothing that asks for it is examined.
_NOW = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """An input: the columns that read the same expression."""

    columns: tuple[int, ...]
    regions: tuple[Region, ...]
    #: Per region, the rows whose cells hold there.
    sure: tuple[int, ...]
    #: The same, with the rows of which it cannot be told.
    maybe: tuple[int, ...]
    is_clear: bool


def inputs_of(table: DecisionTable) -> list[tuple[int, ...]]:
    """Give the columns of each different input, as their indexes."""
    found: dict[tuple[str, str], tuple[int, ...]] = {}
    for number, column in enumerate(table.inputs):
        source = column.expression.expression.source if column.expression else ""
        declared = column.expression.type if column.expression else ""
        key = (source.strip(), declared)
        found[key] = (*found.get(key, ()), number)
    return list(found.values())


@dataclass(slots=True)
class AxisReader:
    """Reads the inputs of one table."""

    model: DecisionModel
    table: DecisionTable
    budget: Budget

    def axis(self, columns: tuple[int, ...]) -> Axis:
        """Split the values of the columns that read one input.

        Raises:
            TooLargeError: There are too many.
        """
        inputs = [self.table.inputs[number] for number in columns]
        domain, is_clear = self._domain(columns, inputs)
        sure = [(1 << len(self.table.rows)) - 1] * len(domain)
        maybe = list(sure)
        for number, column in zip(columns, inputs, strict=True):
            known: dict[Expression, list[bool] | None] = {}
            for index, row in enumerate(self.table.rows):
                cell = row.conditions[number]
                if cell is None:
                    continue
                if cell.tests not in known:
                    known[cell.tests] = self._holding(cell, column, domain)
                _clear(sure, maybe, index, known[cell.tests])
        return _merged(columns, domain, sure, maybe, is_clear=is_clear)

    def _holding(
        self, cell: InputCell, column: InputColumn, domain: Sequence[Region]
    ) -> list[bool] | None:
        """Say where a cell holds; None when it does more than compare with constants."""
        if cell.tests.compared(_subjects(column)) is None:
            return None
        if column.expression is None and not cell.is_condition:
            return [cell.tests.matches(None, {})] * len(domain)
        self.budget.spend(len(domain))
        run = Run(now=_NOW, types=self.model.types)
        scope = Scope(run=run, owner="", values={})
        try:
            return [holds(scope, cell, column, region.value) for region in domain]
        except DecisionError:
            return None

    def _domain(
        self, columns: Sequence[int], inputs: Sequence[InputColumn]
    ) -> tuple[list[Region], bool]:
        """Give the regions of an input, and whether they are all that it can be."""
        column = inputs[0]
        if column.expression is None:
            return [Region(None)], True
        declared = self._types(column)
        restrictions = [each.allowed for each in inputs if each.allowed]
        for name in declared:
            restrictions += self.model.types.restrictions(name)
        compared = [test.compared() for test in restrictions]
        is_clear = None not in compared
        for number, each in zip(columns, inputs, strict=True):
            cells = [row.conditions[number] for row in self.table.rows]
            compared += [cell.tests.compared(_subjects(each)) for cell in cells if cell]
        names = [self.model.types.feel_name(name) for name in declared]
        kind = next((name for name in names if name != ANY), ANY)
        total = _total(compared)
        self.budget.spend(len(total.values) + len(total.bounds))
        found = regions(total, kind)
        if found is None:
            return [Region("…", is_other=True), Region(None)], False
        if not is_clear or kind not in _SCALARS:
            return list(found), is_clear
        scope = Scope(run=Run(now=_NOW, types=self.model.types), owner="", values={})
        return [
            region
            for region in found
            if region.value is None
            or self._is_allowed(scope, region.value, declared, inputs)
        ], True

    def _is_allowed(
        self,
        scope: Scope,
        value: Any,
        declared: Sequence[str],
        inputs: Sequence[InputColumn],
    ) -> bool:
        types = self.model.types
        return all(types.coerce(value, name) is not MISMATCH for name in declared) and all(
            scope.matches(column.allowed, value) for column in inputs if column.allowed
        )

    def _types(self, column: InputColumn) -> list[str]:
        """Give the types that the value of a column is of: its own, and its input's."""
        if column.expression is None:
            return []
        name = column.expression.expression.source.strip()
        inputs = [each for each in self.model.inputs.values() if each.name == name]
        found = [column.expression.type, *(each.type for each in inputs)]
        required = self.model.find(name)
        if required is not None and required.variable == name:
            found.append(required.feel_type if required.type == ANY else required.type)
        return [each for each in found if each != ANY] or [ANY]


def _subjects(column: InputColumn) -> tuple[str, ...]:
    return ("?", column.variable) if column.variable else ("?",)


def _total(compared: Sequence[Compared | None]) -> Compared:
    values: list[Any] = []
    bounds: list[Any] = []
    for each in compared:
        values += each.values if each else ()
        bounds += each.bounds if each else ()
    return Compared(tuple(values), tuple(bounds))


def _clear(
    sure: list[int], maybe: list[int], row: int, holding: Sequence[bool] | None
) -> None:
    """Take a row out of the regions where its cell does not hold."""
    for place in range(len(sure)):
        if holding is None or not holding[place]:
            sure[place] &= ~(1 << row)
        if holding is not None and not holding[place]:
            maybe[place] &= ~(1 << row)


def _merged(
    columns: tuple[int, ...],
    domain: Sequence[Region],
    sure: Sequence[int],
    maybe: Sequence[int],
    *,
    is_clear: bool,
) -> Axis:
    """Put regions together in which the same rows hold."""
    found: dict[tuple[int, int], Region] = {}
    for region, *rows in zip(domain, sure, maybe, strict=True):
        found.setdefault((rows[0], rows[1]), region)
    return Axis(
        columns=columns,
        regions=tuple(found.values()),
        sure=tuple(rows[0] for rows in found),
        maybe=tuple(rows[1] for rows in found),
        is_clear=is_clear,
    )
