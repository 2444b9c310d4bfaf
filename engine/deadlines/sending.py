"""When reminders may go out: quiet in the evening, at night and on days off."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.clock import BRUSSELS
from engine.deadlines.calendar import Calendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The hours of a working day, by the clock in Brussels, in which reminders go out.

    Raises:
        ValueError: It does not open before it closes.
    """

    #: The first moment; a planned reminder goes out then.
    opens: time = time(8)
    #: The first moment at which it is too late for that day.
    closes: time = time(18)

    def __post_init__(self) -> None:
        if not self.opens < self.closes:
            raise ValueError("Reminders go out from one time to a later one.")

    def opening(self, day: date) -> datetime:
        """Give the moment of a day at which reminders go out, aware and in UTC."""
        return datetime.combine(day, self.opens, BRUSSELS).astimezone(UTC)


def next_sending_moment(now: datetime, calendar: Calendar, sending: Sending) -> datetime:
    """Give ``now`` when reminders may go out, or the next moment at which they may.

    Args:
        now: Aware.
        calendar: The agency's working days.
        sending: The hours in which reminders go out.

    Returns:
        An aware instant in UTC, in those hours of a working day.
    """
    local = now.astimezone(BRUSSELS)
    day = local.date()
    if calendar.is_working_day(day):
        if sending.opens <= local.time() < sending.closes:
            return now.astimezone(UTC)
        if local.time() < sending.opens:
            return sending.opening(day)
    day += _ONE_DAY
    while not calendar.is_working_day(day):
        day += _ONE_DAY
    return sending.opening(day)
