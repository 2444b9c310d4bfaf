"""Finds inputs that no row of a table answers, and rows in each other's way.

The values of each input fall into regions that the cells treat alike (`regions`); one value
of each region is tested by the engine itself, so what is found here is what it would do.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from engine.decisions.axes import AxisReader, inputs_of
from engine.decisions.cover import Budget, Grid, TooLargeError
from engine.decisions.examined import Examined, Example, ExampleCell, Overlap, Unreached
from engine.decisions.model import Decision, DecisionModel
from engine.decisions.table import DecisionTable, OutputColumn, Row
from engine.decisions.types import MISMATCH
from engine.feel import NOT_CONSTANT, equal

__all__ = ["STEPS", "examine"]

#: How many steps the tables of one file may take together.
STEPS = 300_000
#: How many gaps are looked for to choose the plainest from.
_GAPS = 40
#: After how many overlaps no more are looked for.
_OVERLAPS = 100


def examine(
    model: DecisionModel, decision: Decision, budget: Budget | None = None
) -> Examined | None:
    """Examine the table of a decision; None when it has none.

    Args:
        model: The model of the decision.
        decision: One of its decisions.
        budget: The steps that are left for this file; a fresh `STEPS` without one.
    """
    if not isinstance(decision.logic, DecisionTable):
        return None
    try:
        return _Table(model, decision, decision.logic, budget or Budget(STEPS)).examined()
    except TooLargeError:
        return Examined(too_large=True)


class _Table:
    """The examination of one table."""

    def __init__(
        self, model: DecisionModel, decision: Decision, table: DecisionTable, budget: Budget
    ) -> None:
        self._model = model
        self._decision = decision
        self._table = table
        self._budget = budget
        reader = AxisReader(model, table, budget)
        self._axes = [reader.axis(columns) for columns in inputs_of(table)]
        self._sure = Grid([axis.sure for axis in self._axes], budget)
        self._maybe = Grid([axis.maybe for axis in self._axes], budget)
        self._all = (1 << len(table.rows)) - 1
        self._unclear = tuple(
            table.inputs[axis.columns[0]].label for axis in self._axes if not axis.is_clear
        )
        self._doubtful: set[int] = set()
        self._answers = [self._answer(row) for row in table.rows]

    def examined(self) -> Examined:
        """Look for gaps, overlaps and rows that are never reached."""
        gaps = self._gaps()
        overlaps = self._overlaps()
        return Examined(
            gaps=gaps,
            overlaps=overlaps,
            unreached=self._unreached(),
            doubtful=tuple(sorted(self._doubtful)),
            unclear=self._unclear,
            independent=self._is_independent(),
        )

    def _gaps(self) -> tuple[Example, ...]:
        if any(column.default for column in self._table.outputs):
            return ()
        boxes = list(islice(self._maybe.uncovered(self._all), _GAPS))
        is_doubted = not boxes and next(self._sure.uncovered(self._all), None)
        if is_doubted and not self._decision.intended_gap:
            self._doubtful |= {row.number for row in self._unread()}
        found = [self._example(box) for box in boxes]
        return tuple(sorted(found, key=_nulls))

    def _overlaps(self) -> tuple[Overlap, ...]:
        if self._table.hit_policy not in {"UNIQUE", "ANY"}:
            return ()
        found: list[Overlap] = []
        for index, row in enumerate(self._table.rows):
            if len(found) >= _OVERLAPS:
                break
            later = self._maybe.meeting(index) >> (index + 1) << (index + 1) & self._all
            for other in _bits(later):
                differ = self._differ(index, other)
                place = self._sure.meeting_place(1 << index | 1 << other)
                if differ is False:
                    continue
                if place is None or differ is None:
                    self._doubtful |= {row.number, self._table.rows[other].number}
                    continue
                found.append(
                    Overlap(
                        rows=(row, self._table.rows[other]),
                        example=self._example(place),
                        certain=self._is_independent() and not self._unclear,
                    )
                )
        return tuple(found)

    def _differ(self, one: int, other: int) -> bool | None:
        """Whether two rows may not hold together; None when it cannot be told."""
        if self._table.hit_policy == "UNIQUE":
            return True
        texts = [
            [
                cell.expression.source if cell else None
                for cell in self._table.rows[i].answers
            ]
            for i in (one, other)
        ]
        if texts[0] == texts[1]:
            return False
        first, second = self._answers[one], self._answers[other]
        if first is NOT_CONSTANT or second is NOT_CONSTANT:
            return None
        return not equal(first, second)

    def _unreached(self) -> tuple[Unreached, ...]:
        found: list[Unreached] = []
        for index, row in enumerate(self._table.rows):
            if not all(
                any(each >> index & 1 for each in axis.maybe) for axis in self._axes
            ):
                found.append(Unreached(row=row, taken_by=()))
                continue
            before = self._before(index)
            if not before or next(self._maybe_minus(index, before), None):
                continue
            meeting = self._sure.meeting(index) if self._is_sure(index) else before
            taking = _bits(before & meeting) or _bits(before)
            numbers = tuple(self._table.rows[other].number for other in taking)
            found.append(Unreached(row=row, taken_by=numbers))
        return _by_those_that_answer(found)

    def _maybe_minus(self, index: int, others: int) -> Any:
        """Give boxes where a row may hold, and none of the others surely does."""
        mixed = [
            [sure & others | maybe & (1 << index) for sure, maybe in pairs]
            for pairs in (zip(axis.sure, axis.maybe, strict=True) for axis in self._axes)
        ]
        return Grid(mixed, self._budget).within(index, others)

    def _before(self, index: int) -> int:
        """Give the rows that go before a row wherever both hold."""
        if self._table.hit_policy == "FIRST":
            return (1 << index) - 1
        if self._table.hit_policy != "PRIORITY" or self._answers[index] is NOT_CONSTANT:
            return 0
        own = (self._table.rank(self._answers[index]), index)
        ranked = [
            other
            for other, answer in enumerate(self._answers)
            if answer is not NOT_CONSTANT and (self._table.rank(answer), other) < own
        ]
        return reduce(or_, (1 << other for other in ranked), 0)

    def _is_sure(self, index: int) -> bool:
        return all(
            sure >> index & 1 == maybe >> index & 1
            for axis in self._axes
            for sure, maybe in zip(axis.sure, axis.maybe, strict=True)
        )

    def _unread(self) -> list[Row]:
        return [row for i, row in enumerate(self._table.rows) if not self._is_sure(i)]

    def _answer(self, row: Row) -> Any:
        """Give what a row says, if that is the same for all inputs."""
        values = []
        for column, cell in zip(self._table.outputs, row.answers, strict=True):
            value = cell.expression.folded() if cell else None
            if value is NOT_CONSTANT:
                return NOT_CONSTANT
            values.append(self._typed(value, column))
        return self._table.shaped(values)

    def _typed(self, value: Any, column: OutputColumn) -> Any:
        coerced = self._model.types.coerce(value, column.type)
        return value if coerced is MISMATCH else coerced

    def _example(self, places: Sequence[int | None]) -> Example:
        cells: dict[int, ExampleCell] = {}
        for axis, place in zip(self._axes, places, strict=True):
            region = axis.regions[place or 0]
            for column in axis.columns:
                cells[column] = ExampleCell(
                    label=self._table.inputs[column].label,
                    value=region.value,
                    is_other=region.is_other,
                    matters=place is not None,
                )
        return tuple(cells[column] for column in sorted(cells))

    def _is_independent(self) -> bool:
        """Whether each column reads inputs of its own, as they were given."""
        read: set[str] = set()
        for columns in inputs_of(self._table):
            expression = self._table.inputs[columns[0]].expression
            names = expression.reads if expression else frozenset()
            is_plain = expression is None or expression.expression.source.strip() in names
            if not is_plain or names & read or any(map(self._model.find, names)):
                return False
            read |= names
        return True


def _bits(rows: int) -> list[int]:
    return [index for index in range(rows.bit_length()) if rows >> index & 1]


def _by_those_that_answer(found: list[Unreached]) -> tuple[Unreached, ...]:
    """Leave out, of what takes a row's inputs, the rows that never answer either."""
    idle = {each.row.number for each in found}
    return tuple(
        replace(each, taken_by=tuple(n for n in each.taken_by if n not in idle))
        for each in found
    )


def _answer_texts(row: Row) -> list[str | None]:
    return [cell.expression.source if cell else None for cell in row.answers]


def _nulls(example: Example) -> int:
    return sum(cell.value is None for cell in example if cell.matters)
