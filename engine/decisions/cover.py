"""Searches what rows leave open between them, in a grid of regions.

A row covers a box of the grid: some regions on each axis. Sets of rows are the bits of
whole numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

__all__ = ["Budget", "Grid", "TooLargeError"]


class TooLargeError(Exception):
    """The search would take too long."""


@dataclass(slots=True)
class Budget:
    """How many steps a search may still take; a step takes about a microsecond."""

    left: int

    def spend(self, steps: int) -> None:
        """Take off some steps.

        Raises:
            TooLargeError: There are none left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooLargeError


@dataclass(slots=True)
class Grid:
    """The rows that hold in each region of each axis."""

    #: Per axis, per region: the set of rows.
    holding: Sequence[Sequence[int]]
    budget: Budget

    def uncovered(self, rows: int) -> Iterator[tuple[int | None, ...]]:
        """Give boxes in which none of the rows holds.

        Each says a region per axis; None where all regions will do.

        Raises:
            TooLargeError: It takes too long.
        """
        search = _Search(self.holding, self.budget)
        return search.boxes(rows)

    def within(self, row: int, others: int) -> Iterator[tuple[int | None, ...]]:
        """Give boxes in which a row holds and none of the others does.

        Args:
            row: The number of the row's bit.
            others: A set of rows.

        Raises:
            TooLargeError: It takes too long.
        """
        bit = 1 << row
        parts = [[each for each in axis if each & bit] for axis in self.holding]
        if not all(parts):
            return iter(())
        return _Search(parts, self.budget).boxes(others)

    def meeting(self, row: int) -> int:
        """Give the rows that hold somewhere together with a row, itself included.

        Raises:
            TooLargeError: It takes too long.
        """
        bit = 1 << row
        self.budget.spend(sum(map(len, self.holding)))
        sets = [
            reduce(or_, (each for each in axis if each & bit), 0) for axis in self.holding
        ]
        return reduce(and_, sets, -1)

    def meeting_place(self, rows: int) -> tuple[int, ...] | None:
        """Give a region per axis where all of the rows hold."""
        found = [
            next((place for place, each in enumerate(axis) if each & rows == rows), None)
            for axis in self.holding
        ]
        places = [place for place in found if place is not None]
        return tuple(places) if len(places) == len(found) else None


@dataclass(slots=True)
class _Search:
    holding: Sequence[Sequence[int]]
    budget: Budget
    covered: set[tuple[int, int]] = field(default_factory=set)
    full: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.full = [reduce(and_, axis, -1) for axis in self.holding]

    def boxes(self, rows: int) -> Iterator[tuple[int | None, ...]]:
        places: list[int | None] = [None] * len(self.holding)
        yield from self._boxes(rows, (1 << len(self.holding)) - 1, places)

    def _boxes(
        self, rows: int, axes: int, places: list[int | None]
    ) -> Iterator[tuple[int | None, ...]]:
        self.budget.spend(1)
        if rows == 0:
            yield tuple(places)
            return
        if (rows, axes) in self.covered or self._is_covered(rows, axes):
            return
        axis = self._narrowest(rows, axes)
        is_covered = True
        self.budget.spend(len(self.holding[axis]))
        for place, alive in self._different(rows, axis):
            places[axis] = place
            for box in self._boxes(alive, axes & ~(1 << axis), places):
                is_covered = False
                yield box
        places[axis] = None
        if is_covered:
            self.covered.add((rows, axes))

    def _is_covered(self, rows: int, axes: int) -> bool:
        """Whether one of the rows holds everywhere on the axes that are left."""
        for axis, full in enumerate(self.full):
            if axes >> axis & 1:
                rows &= full
        return rows != 0

    def _narrowest(self, rows: int, axes: int) -> int:
        """Give the axis on which most of the rows do not hold everywhere."""
        return max(
            (axis for axis in range(len(self.full)) if axes >> axis & 1),
            key=lambda axis: (rows & ~self.full[axis]).bit_count(),
        )

    def _different(self, rows: int, axis: int) -> list[tuple[int, int]]:
        """Give the sets of rows that regions of an axis leave, each once."""
        found: dict[int, int] = {}
        for place, holding in enumerate(self.holding[axis]):
            found.setdefault(rows & holding, place)
        return sorted((place, alive) for alive, place in found.items())
