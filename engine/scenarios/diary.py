"""When who does what: plans at the two moments of a working day at which people act."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush

from engine.clock import BRUSSELS, brussels_date
from engine.deadlines import Calendar

#: Working in batches keeps the clock from being moved for every single act.
_MOMENTS = (time(9, 30), time(14, 30))
_ONE_DAY = timedelta(days=1)

Act = Callable[[], object]


@dataclass(order=True, frozen=True, slots=True)
class _Plan:
    at: datetime
    number: int
    act: Act = field(compare=False)


class Diary:
    """Plans in the order of their instants; those of one instant as they were made."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._plans: list[_Plan] = []
        self._made = 0

    def note(self, at: datetime, act: Act) -> None:
        """Plan an act at exactly that instant."""
        self._made += 1
        heappush(self._plans, _Plan(at, self._made, act))

    def next_at(self) -> datetime | None:
        """Give the instant of the first plan."""
        return self._plans[0].at if self._plans else None

    def take(self, now: datetime) -> list[Act]:
        """Take out what is planned up to now."""
        due = []
        while self._plans and self._plans[0].at <= now:
            due.append(heappop(self._plans).act)
        return due

    def at_work(self, earliest: datetime) -> datetime:
        """Give the first moment of work after an instant, in UTC."""
        day = brussels_date(earliest)
        while True:
            if self._calendar.is_working_day(day):
                for moment in _MOMENTS:
                    at = datetime.combine(day, moment, BRUSSELS).astimezone(UTC)
                    if at > earliest:
                        return at
            day += _ONE_DAY

    def at_work_on(self, day: date, *, after: datetime) -> datetime:
        """Give the first moment of work on a day or later, and after an instant."""
        morning = datetime.combine(day, time(), BRUSSELS).astimezone(UTC)
        return self.at_work(max(morning, after))
