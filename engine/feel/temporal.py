"""Dates, times and durations: reading and writing them as FEEL does (DMN 10.3.4.1)."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.feel.numbers import number_text
from engine.feel.values import YearsMonths

_DATE = r"(-?\d{4}|-?[1-9]\d{4,8})-(\d{2})-(\d{2})"
_TIME = r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?"
_ZONE = r"(Z|[+-]\d{2}:\d{2}(?::\d{2})?|@[A-Za-z][A-Za-z0-9_+/-]*)?"
_DATE_PATTERN = re.compile(_DATE, re.ASCII)
_TIME_PATTERN = re.compile(rf"T?{_TIME}{_ZONE}", re.ASCII)
_DATE_TIME_PATTERN = re.compile(rf"(?P<date>{_DATE})T(?P<time>{_TIME}{_ZONE})", re.ASCII)
_MONTHS_PATTERN = re.compile(r"(-)?P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?", re.ASCII)
_DAYS_PATTERN = re.compile(
    r"(-)?P(?:(\d{1,9})D)?"
    r"(?:T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,14})M)?(?:(\d{1,15})(?:\.(\d+))?S)?)?",
    re.ASCII,
)
_LAST_OFFSET = timedelta(hours=18)


@lru_cache(maxsize=256)
def _named_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return None


def to_zone(text: str) -> tzinfo | None:
    """Read ``Z``, ``+01:00`` or ``@Europe/Brussels``; None when there is none such."""
    if text == "Z":
        return UTC
    if text.startswith("@"):
        return _named_zone(text[1:])
    hours, minutes, seconds = [*map(int, text[1:].split(":")), 0][:3]
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if minutes > 59 or seconds > 59 or offset > _LAST_OFFSET:  # noqa: PLR2004
        return None
    return timezone(-offset if text[0] == "-" else offset)


def zone_text(zone: tzinfo | None) -> str:
    """Write a zone as `to_zone` reads it; empty for a local time."""
    if zone is None:
        return ""
    name = getattr(zone, "key", None)
    if name is not None:
        return f"@{name}"
    return offset_text(zone.utcoffset(None) or timedelta(0))


def offset_text(offset: timedelta) -> str:
    """Write an offset from UTC: ``Z``, ``+01:00``."""
    if not offset:
        return "Z"
    sign, size = ("-", -offset) if offset < timedelta(0) else ("+", offset)
    minutes, seconds = divmod(int(size.total_seconds()), 60)
    ending = f":{seconds:02}" if seconds else ""
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}{ending}"


def to_date(text: str) -> date | None:
    """Read ``2026-01-31``; None when there is no such day in the years 1 to 9999."""
    match = _DATE_PATTERN.fullmatch(text)
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except (ValueError, OverflowError):
        return None


def to_time(text: str) -> time | None:
    """Read ``10:30:00``, with a fraction, an offset or a zone; None when it is none."""
    match = _TIME_PATTERN.fullmatch(text)
    if match is None:
        return None
    hour, minute, second, fraction, zone_name = match.groups()
    zone = to_zone(zone_name) if zone_name else None
    if zone_name and zone is None:
        return None
    try:
        return time(int(hour), int(minute), int(second), _micros(fraction), zone)
    except ValueError:
        return None


def to_date_time(text: str) -> datetime | None:
    """Read ``2026-01-31T10:30:00+01:00``, or a date as its midnight; None otherwise."""
    match = _DATE_TIME_PATTERN.fullmatch(text)
    if match is None:
        day = to_date(text)
        return None if day is None else datetime.combine(day, time())
    clock_text, extra = match["time"], timedelta(0)
    if clock_text.startswith("24:00:00"):
        clock_text, extra = "00" + clock_text[2:], timedelta(days=1)
    day, clock = to_date(match["date"]), to_time(clock_text)
    if day is None or clock is None:
        return None
    try:
        return datetime.combine(day, clock) + extra
    except OverflowError:
        return None


def _micros(fraction: str | None) -> int:
    return int((fraction or "")[:6].ljust(6, "0"))


def to_years_months(text: str) -> YearsMonths | None:
    """Read ``P1Y2M``; None when it is none."""
    match = _MONTHS_PATTERN.fullmatch(text)
    if match is None or (match[2] is None and match[3] is None):
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return YearsMonths(-months if match[1] else months)


def to_days_time(text: str) -> timedelta | None:
    """Read ``P1DT2H3M4.5S``; None when it is none."""
    match = _DAYS_PATTERN.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        return None
    sign, days, hours, minutes, seconds, fraction = match.groups()
    try:
        length = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=_micros(fraction),
        )
    except OverflowError:
        return None
    return -length if sign else length


def to_duration(text: str) -> YearsMonths | timedelta | None:
    """Read a duration of either kind; None when it is none."""
    months = to_years_months(text)
    return to_days_time(text) if months is None else months


def to_temporal(text: str) -> date | time | timedelta | YearsMonths | None:
    """Read what stands behind ``@`` in FEEL; None when it is nothing of the kind."""
    for read in (to_date, to_date_time, to_time, to_duration):
        value = read(text)
        if value is not None:
            return value
    return None


def time_text(value: time) -> str:
    """Write a time as `to_time` reads it."""
    return f"{_clock(value)}{zone_text(value.tzinfo)}"


def date_time_text(value: datetime) -> str:
    """Write a date and time as `to_date_time` reads it."""
    return f"{value.date().isoformat()}T{_clock(value)}{zone_text(value.tzinfo)}"


def _clock(value: time | datetime) -> str:
    text = f"{value.hour:02}:{value.minute:02}:{value.second:02}"
    return f"{text}.{value.microsecond:06}".rstrip("0") if value.microsecond else text


def duration_text(value: timedelta) -> str:
    """Write a days and time duration as `to_days_time` reads it."""
    sign, size = ("-", -value) if value < timedelta(0) else ("", value)
    minutes, seconds = divmod(size.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    exact = number_text(seconds + Decimal(size.microseconds) / 1_000_000)
    clock = "".join(
        f"{amount}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (exact, "S"))
        if amount not in (0, "0")
    )
    days = f"{size.days}D" if size.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{days}{'T' if clock else ''}{clock}"
