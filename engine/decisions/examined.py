"""What the examination of a decision table finds."""

from dataclasses import dataclass
from typing import Any

from engine.decisions.table import Row

__all__ = ["Examined", "Example", "ExampleCell", "Overlap", "Unreached"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleCell:
    """The value of an input in an example."""

    label: str
    value: Any
    #: Whether the value stands for all that no cell names.
    is_other: bool
    #: Whether another value would change what is shown.
    matters: bool


#: A value for each input column.
Example = tuple[ExampleCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two rows that hold for the same input, though the hit policy forbids it."""

    rows: tuple[Row, Row]
    example: Example
    #: Whether the inputs of the example can be given as they are, whatever they mean.
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """A row that never gives the answer."""

    row: Row
    #: Numbers of the rows that take all of its inputs; empty when its own cells never hold.
    taken_by: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found about one table."""

    gaps: tuple[Example, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    #: Numbers of the rows of which it could not be told.
    doubtful: tuple[int, ...] = ()
    #: Labels of the columns whose values could not be told apart.
    unclear: tuple[str, ...] = ()
    #: Whether the examination was given up.
    too_large: bool = False
    #: Whether the columns read inputs of their own, so that any values can meet.
    independent: bool = True
