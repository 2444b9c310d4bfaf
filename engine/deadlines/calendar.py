"""Working days in Belgium: weekends, legal holidays and an agency's own closing days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Self

import holidays

from engine.text import Text

#: As `date.weekday` counts.
SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_WEEKEND = (Text("zaterdag", "Saturday"), Text("zondag", "Sunday"))


@lru_cache(maxsize=512)
def _belgian_holidays(year: int) -> Mapping[date, Text]:
    """Give the legal holidays of one year, by the pinned ``holidays`` package.

    The ten of the Royal Decree of 18 April 1974, with Easter Sunday and Whit Sunday.
    """
    dutch = holidays.country_holidays("BE", years=year, language="nl", expand=False)
    english = holidays.country_holidays("BE", years=year, language="en_US", expand=False)
    return MappingProxyType({day: Text(dutch[day], english[day]) for day in sorted(dutch)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Tells working days from others; every day is a date in Brussels."""

    #: Days on which the agency is closed though they are no legal holiday, and why.
    closing_days: Mapping[date, Text] = field(default_factory=dict)

    @classmethod
    def belgian(cls, closing_days: Mapping[date, Text] | None = None) -> Self:
        """Give the Belgian calendar with an agency's closing days added to it."""
        return cls(closing_days=MappingProxyType(dict(closing_days or {})))

    def holiday(self, day: date) -> Text | None:
        """Name the legal holiday on a day, if it is one."""
        return _belgian_holidays(day.year).get(day)

    def day_off(self, day: date) -> Text | None:
        """Name why the law does not reckon a day as a working day, if so.

        Saturday, Sunday and legal holidays (Judicial Code, art. 53); no closing days:
        an agency cannot lengthen a legal term by closing its doors.
        """
        named = self.holiday(day)
        if named is None and day.weekday() >= SATURDAY:
            return _WEEKEND[day.weekday() - SATURDAY]
        return named

    def is_working_day(self, day: date) -> bool:
        """Whether the agency works: no weekend, no legal holiday, no closing day."""
        return self.day_off(day) is None and day not in self.closing_days

    def move_past_days_off(self, day: date) -> date:
        """Give the day itself, or the first one after it that is no `day_off`."""
        while self.day_off(day) is not None:
            day += _ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Give the ``count``-th working day after a day; before it when negative.

        The day itself is not counted; with 0 it is given back as it is.
        """
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after ``start`` up to and including ``end``.

        A case that moved on Friday has not moved for one working day on Monday. Nothing
        is counted when ``end`` is not after ``start``.
        """
        days = (end - start).days
        whole_weeks, rest = divmod(max(days, 0), 7)
        weekdays = 5 * whole_weeks + sum(
            (start + timedelta(days=n)).weekday() < SATURDAY for n in range(1, rest + 1)
        )
        return weekdays - self._weekdays_off(start, end)

    def _weekdays_off(self, start: date, end: date) -> int:
        """Count the holidays and closing days after ``start``, on a weekday, to ``end``."""
        off = set(self.closing_days)
        for year in range(start.year, end.year + 1):
            off.update(_belgian_holidays(year))
        return sum(start < day <= end and day.weekday() < SATURDAY for day in off)
