"""The heartbeat of a process that ticks: that it lives, and how late its timers were."""

import math
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.operations.leidraad import Leidraad
from engine.store import schedulers

#: Seconds between two heartbeats within one long tick.
_WHILE_BUSY = 10.0
#: What the column holds: after more than 24 days it does not matter how many.
_LONGEST_MS = 2**31 - 1


class Watch:
    """Keeps the row of one process; each heartbeat is a short transaction of its own."""

    def __init__(self, leidraad: Leidraad, process: str) -> None:
        """Watch a process; its name is its machine, process id and instant of its start."""
        self._leidraad = leidraad
        self._process = process
        self._since: datetime | None = None
        self._done = 0
        self._lags: list[timedelta] = []
        self._told_at = -math.inf

    def fired(self, late: timedelta) -> None:
        """Note how late a timer was when it was taken."""
        self._lags.append(late)

    def work(self, done: int) -> None:
        """Count what a part of a tick did; in a long tick, tell now and then."""
        self._done += done
        if time.monotonic() - self._told_at >= _WHILE_BUSY:
            self.tell()

    def tell(self) -> None:
        """Write that the process lives, what it did, and the lag of what it fired."""
        lags = sorted(_milliseconds(late) for late in self._lags)
        with self._leidraad.database.writing() as connection:
            now = self._leidraad.now(connection)
            self._since = self._since or now
            told = schedulers.Beat(
                process=self._process,
                started_at=self._since,
                ticked_at=now,
                done=self._done,
                lag_median_ms=_at(lags, 0.5),
                lag_p99_ms=_at(lags, 0.99),
            )
            schedulers.beat(connection, told)
        self._lags.clear()
        self._told_at = time.monotonic()

    def stop(self) -> None:
        """Write that the process stopped of its own will."""
        with self._leidraad.database.writing() as connection:
            at = self._leidraad.now(connection)
            schedulers.stop(connection, self._process, at)


def _milliseconds(late: timedelta) -> int:
    return min(max(0, round(late / timedelta(milliseconds=1))), _LONGEST_MS)


def _at(lags: Sequence[int], share: float) -> int | None:
    """Give the smallest lag that this share of the sorted lags does not exceed."""
    return lags[max(0, math.ceil(share * len(lags)) - 1)] if lags else None
