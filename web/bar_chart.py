"""A bar chart drawn by the server: places and lengths, for an SVG that fits any width.

Lengths along are percentages and heights are pixels, so that letters keep their size on a
telephone. What a bar stands for is said in words and by its pattern, never by colour alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

#: Pixels: the whole drawing, room for a number above a bar, and for two lines below it.
HEIGHT = 230
_ABOVE, _BELOW = 26, 40
#: How much of its share of the width a bar takes.
_THICKNESS = 0.64

Kind = Literal["week", "late", "suspended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What one bar stands for."""

    kind: Kind
    #: Two short lines below the bar.
    label: str
    sublabel: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: percentages along, pixels down."""

    amount: Amount
    left: float
    width: float
    middle: float
    top: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line across at a round number."""

    number: int
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """All that is drawn."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    height: int = HEIGHT
    #: Where the bars stand.
    base: int = HEIGHT - _BELOW


def bar_chart(amounts: Sequence[Amount]) -> BarChart:
    """Lay bars out beside each other; the highest fills the drawing."""
    highest = max((one.number for one in amounts), default=0)
    step = _step(highest)
    top = max(step * -(-highest // step), 1)
    room = HEIGHT - _ABOVE - _BELOW
    share = 100 / max(len(amounts), 1)
    bars = []
    for place, one in enumerate(amounts):
        height = round(room * one.number / top, 1)
        bars.append(
            Bar(
                amount=one,
                left=round(share * (place + (1 - _THICKNESS) / 2), 2),
                width=round(share * _THICKNESS, 2),
                middle=round(share * (place + 0.5), 2),
                top=round(HEIGHT - _BELOW - height, 1),
                height=height,
            )
        )
    lines = tuple(
        Line(number=number, y=round(HEIGHT - _BELOW - room * number / top, 1))
        for number in range(step, top + 1, step)
    )
    return BarChart(bars=tuple(bars), lines=lines)


def _step(highest: int) -> int:
    """Give a round number of which at most five fit below the highest."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if highest <= 5 * step:
                return step
        size *= 10
