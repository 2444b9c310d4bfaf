"""Days and counts of days as a sentence writes them."""

from datetime import date

from babel.dates import get_month_names

from engine.deadlines.period import Days
from engine.text import Text

_MONTHS = tuple(
    Text(
        get_month_names("wide", locale="nl")[month],
        get_month_names("wide", locale="en")[month],
    )
    for month in range(1, 13)
)
_KINDS = {
    "calendar": (Text("dag", "day"), Text("dagen", "days")),
    "working": (Text("werkdag", "working day"), Text("werkdagen", "working days")),
}


def written(day: date) -> Text:
    """Write a day, for instance "3 februari 2026"."""
    month = _MONTHS[day.month - 1]
    return Text(f"{day.day} {month.nl} {day.year}", f"{day.day} {month.en} {day.year}")


def written_month(day: date) -> Text:
    """Write the month of a day at the start of a sentence: "Februari 2026"."""
    month = _MONTHS[day.month - 1]
    return Text(f"{month.nl.capitalize()} {day.year}", f"{month.en} {day.year}")


def written_days(first: date, last: date) -> Text:
    """Write some days in a row: "op 3 februari 2026", "van 3 tot en met 14 maart 2026"."""
    start, end = written(first), written(last)
    if first == last:
        return Text(f"op {end.nl}", f"on {end.en}")
    if (first.year, first.month) == (last.year, last.month):
        start = Text(str(first.day), str(first.day))
    return Text(f"van {start.nl} tot en met {end.nl}", f"from {start.en} to {end.en}")


def written_count(count: int, days: Days) -> Text:
    """Write a number of days of a kind: "12 dagen", "1 werkdag"."""
    one, many = _KINDS[days]
    kind = one if count == 1 else many
    return Text(f"{count} {kind.nl}", f"{count} {kind.en}")
