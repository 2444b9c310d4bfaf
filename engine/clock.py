"""The only place where the time of day is read; everything else gets it as an argument."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

#: Legal terms are dates here, whatever the zone of the server.
BRUSSELS = ZoneInfo("Europe/Brussels")


class Clock(Protocol):
    """Tells what time it is; passed to every operation."""

    def now(self) -> datetime:
        """Give the present instant, aware and in UTC."""


class SystemClock:
    """The clock of the machine, moved by a fixed offset (zero but in a demonstration)."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """Give the present instant plus the offset, aware and in UTC."""
        return datetime.now(UTC) + self._offset


class SetClock:
    """A clock that stands still until it is set: for scenarios, tests and catching up."""

    def __init__(self, now: datetime) -> None:
        self.set(now)

    def now(self) -> datetime:
        """Give the instant that was set last, aware and in UTC."""
        return self._now

    def set(self, now: datetime) -> None:
        """Stand at ``now``, which must be aware."""
        if now.tzinfo is None:
            message = "A clock is set to an aware instant, not to a local time."
            raise ValueError(message)
        self._now = now.astimezone(UTC)


def brussels_date(instant: datetime) -> date:
    """Give the calendar date in Brussels at an aware instant."""
    return instant.astimezone(BRUSSELS).date()


def start_of_day(day: date) -> datetime:
    """Give 00:00 in Brussels on a date, as an instant in UTC."""
    return datetime.combine(day, time(), BRUSSELS).astimezone(UTC)


def end_of_term(due_on: date) -> datetime:
    """Give the instant at which a term has run out: 00:00 in Brussels of the next day."""
    return start_of_day(due_on + timedelta(days=1))
