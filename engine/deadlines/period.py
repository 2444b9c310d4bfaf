"""Lengths of terms in months and days, and the arithmetic of months."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Self

from engine.text import Text

Days = Literal["calendar", "working"]
#: Where a month ends that lacks the day: on its own last day, or on the first of the next.
MonthEnd = Literal["last_day", "first_of_next"]

#: A hundred years; nothing in the law is longer, and dates stay within their range.
MAX_MONTHS = 1_200
MAX_DAYS = 36_525

_ISO_PERIOD = re.compile(
    r"P(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,4})M)?"
    r"(?:(?P<weeks>\d{1,5})W)?(?:(?P<days>\d{1,5})D)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A length in whole months and days; months are counted first."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.months <= MAX_MONTHS and 0 <= self.days <= MAX_DAYS):
            raise ValueError("A period has 0 to 1200 months and 0 to 36525 days.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an ISO 8601 period such as ``P3M``, ``P2W`` or ``P1Y10D``.

        Raises:
            ValueError: It is no period, is zero, has hours, or is over a hundred years.
        """
        found = _ISO_PERIOD.fullmatch(text)
        if found is None:
            raise ValueError("A period is written as P3M, P2W or P10D.")
        part = {name: int(number or 0) for name, number in found.groupdict().items()}
        period = cls(
            months=12 * part["years"] + part["months"],
            days=7 * part["weeks"] + part["days"],
        )
        if not (period.months or period.days):
            raise ValueError("A period is at least one day.")
        return period

    def __str__(self) -> str:
        months = f"{self.months}M" if self.months else ""
        days = f"{self.days}D" if self.days or not self.months else ""
        return f"P{months}{days}"

    def __add__(self, other: "Period") -> "Period":
        """Give both lengths together.

        Raises:
            ValueError: That is over a hundred years.
        """
        return Period(months=self.months + other.months, days=self.days + other.days)

    def described(self, *, working: bool) -> Text:
        """Say the length in words, the days as working or as calendar days."""
        dutch, english = [], []
        if self.months:
            dutch.append(f"{self.months} kalendermaand{'en' if self.months > 1 else ''}")
            english.append(f"{self.months} calendar month{'s' if self.months > 1 else ''}")
        if self.days or not self.months:
            kind = (
                ("werkdag", "working day") if working else ("kalenderdag", "calendar day")
            )
            dutch.append(f"{self.days} {kind[0]}{'' if self.days == 1 else 'en'}")
            english.append(f"{self.days} {kind[1]}{'' if self.days == 1 else 's'}")
        return Text(" en ".join(dutch), " and ".join(english))


def add_months(day: date, months: int) -> date:
    """Give the same day number some months on, or the last day of a shorter month.

    Raises:
        OverflowError: The year would fall outside 1 to 9999.
    """
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("There is no such year.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def lacks_day(start: date, months: int) -> date | None:
    """Give the last day of the month that has no such day number, if it has none."""
    target = add_months(start, months)
    return target if target.day < start.day else None


def last_day(
    start: date,
    period: Period,
    *,
    start_day_counts: bool,
    month_end: MonthEnd = "last_day",
) -> date:
    """Give the last calendar day of a period.

    Months run from a day to the day before that same number ("van de zoveelste tot de dag
    voor de zoveelste", Judicial Code, art. 54). A start day that is not counted makes that
    the same number. Where the month has no such number, its last day is the last of the
    term, or the first of the next month takes the place of the number.

    Raises:
        OverflowError: The year would fall outside 1 to 9999.
    """
    target = add_months(start, period.months)
    uncounted = 1 if start_day_counts else 0
    if target.day < start.day:
        if month_end == "first_of_next":
            target += timedelta(days=1)
        else:
            uncounted = 0
    return target + timedelta(days=period.days - uncounted)
