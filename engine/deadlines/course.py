"""What happens to a term on its way: it is suspended, resumed, extended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Self

from engine.deadlines.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """Days in Brussels on which a term stands still.

    Raises:
        ValueError: It ends before it begins.
    """

    #: First day that does not count.
    from_on: date
    #: First day that counts again; the same day as ``from_on`` takes nothing out. None:
    #: the term still stands still.
    until_on: date | None
    #: Why, as the person typed it. It is repeated in the explanation of the date, so it
    #: may name somebody's illness: leave it empty where that must not be kept.
    ground: str = ""

    def __post_init__(self) -> None:
        if self.until_on is not None and self.until_on < self.from_on:
            raise ValueError("A suspension does not end before it begins.")


class Piece(NamedTuple):
    """The days that one suspension takes out and no earlier one did; none when equal."""

    suspension: Suspension
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Everything that moved the last day of one term since it began to run."""

    #: In any order; they may overlap, touch or lie in each other.
    suspensions: tuple[Suspension, ...] = ()
    #: Each is added to the length of the term, in the order in which it was granted.
    extensions: tuple[Period, ...] = ()

    def pieces(self, first_on: date) -> Iterator[Piece]:
        """Give what each ended suspension takes out, in order of time.

        Args:
            first_on: The first day that the term counts; earlier days take nothing out.
        """
        taken_until = first_on
        for one in sorted(self.suspensions, key=_in_time):
            if one.until_on is not None:
                from_on = max(one.from_on, taken_until)
                taken_until = max(one.until_on, taken_until)
                yield Piece(one, from_on, max(one.until_on, from_on))

    def is_suspended(self, day: date) -> bool:
        """Whether a day lies in a suspension that has ended."""
        return any(
            one.until_on is not None and one.from_on <= day < one.until_on
            for one in self.suspensions
        )

    def suspended_on(self, due_on: date) -> date | None:
        """Give the first day of the suspension that has not ended, if it counts.

        One that begins after the last day of the term came too late.
        """
        begun = [
            one.from_on
            for one in self.suspensions
            if one.until_on is None and one.from_on <= due_on
        ]
        return min(begun, default=None)

    def extended(self, period: Period) -> Self:
        """Give the course with one more extension."""
        return type(self)(
            suspensions=self.suspensions, extensions=(*self.extensions, period)
        )


def _in_time(one: Suspension) -> tuple[date, date]:
    return one.from_on, one.until_on or date.max
