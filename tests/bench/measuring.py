"""How figures are taken: pairs in one run, medians, ratios."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure against another, both taken in turns in the same run."""

    name: str
    ratio: float
    #: What the issue of speed allows.
    limit: float
    #: Medians in milliseconds.
    measured_ms: float
    against_ms: float
    rounds: int
    note: str = ""


@dataclass(slots=True)
class Timing:
    """Durations of one thing, in milliseconds."""

    taken: list[float] = field(default_factory=list)

    def time(self, work: Callable[[], object]) -> None:
        """Do the work once and keep how long it took."""
        begun = time.perf_counter_ns()
        work()
        self.taken.append((time.perf_counter_ns() - begun) / 1e6)

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.taken)


def in_turns(pairs: Sequence[tuple[Timing, Callable[[], object]]], rounds: int) -> None:
    """Do each work once a round, so that all see the same weather."""
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for timing, work in pairs:
                timing.time(work)
            gc.collect(0)
    finally:
        gc.enable()


def ratio(
    name: str, measured: Timing, against: Timing, *, limit: float, note: str = ""
) -> Ratio:
    """Compare two timings by their medians."""
    return Ratio(
        name=name,
        ratio=round(measured.median / against.median, 3),
        limit=limit,
        measured_ms=round(measured.median, 3),
        against_ms=round(against.median, 3),
        rounds=len(measured.taken),
        note=note,
    )
