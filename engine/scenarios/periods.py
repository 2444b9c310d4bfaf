"""Moving on by a period: days and months in Brussels, hours exactly."""

import re
from datetime import UTC, datetime, timedelta

from engine.clock import BRUSSELS
from engine.deadlines import add_months

_PERIOD = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?"
)


def after(now: datetime, period: str) -> datetime:
    """Give the instant a period (ISO 8601, for instance P1M or PT2H) after ``now``.

    Raises:
        ValueError: It is no such period.
    """
    found = _PERIOD.fullmatch(period)
    if found is None or period in ("P", "PT"):
        raise ValueError(period)
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
    local = now.astimezone(BRUSSELS)
    day = add_months(local.date(), years * 12 + months) + timedelta(days=weeks * 7 + days)
    moved = datetime.combine(day, local.timetz().replace(tzinfo=None), BRUSSELS)
    return moved.astimezone(UTC) + timedelta(hours=hours, minutes=minutes)
