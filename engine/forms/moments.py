"""Reads dates and times of day as typed in Belgium; instants come out in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from engine.clock import BRUSSELS
from engine.forms.answer_error import AnswerError
from engine.text import Text

FIRST_YEAR, LAST_YEAR = 1850, 2200

_ISO_DATE = r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
_DUTCH_DATE = r"(?P<d>\d{1,2})(?P<sign>[/.-])(?P<m>\d{1,2})(?P=sign)(?P<y>\d{4})"
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d{1,9})?)?"
_ZONE = r"(?P<zone>Z|(?P<plus>[+-])(?P<zh>\d{2}):?(?P<zm>\d{2}))?"
_DATES = tuple(re.compile(one, re.ASCII) for one in (_ISO_DATE, _DUTCH_DATE))
_TIMES = re.compile(_TIME, re.ASCII)
_MOMENTS = tuple(
    re.compile(f"{one}(?:T| +){_TIME}{_ZONE}", re.ASCII) for one in (_ISO_DATE, _DUTCH_DATE)
)


def read_date(raw: Any) -> date:
    """Read ``2026-01-31``, ``31/1/2026`` or a date.

    Raises:
        AnswerError: It is no date, or the year cannot be meant.
    """
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return _in_range(raw)
    if isinstance(raw, str):
        for pattern in _DATES:
            if found := pattern.fullmatch(raw.strip()):
                return _date(found)
    raise _wrong("een datum, zoals 31/1/2026", "a date, such as 31/1/2026")


def read_time(raw: Any) -> time:
    """Read ``14:30``, ``14:30:05`` or a time of day; no zone comes out.

    Raises:
        AnswerError: It is no time of day.
    """
    if isinstance(raw, time) and raw.tzinfo is None:
        return raw
    if isinstance(raw, str) and (found := _TIMES.fullmatch(raw.strip())):
        return _time(found)
    raise _wrong("een uur, zoals 14:30", "a time, such as 14:30")


def read_moment(raw: Any) -> datetime:
    """Read a date with a time of day into an instant in UTC.

    Without a zone it is Brussels time: ``2026-01-31T14:30`` or ``31/1/2026 14:30``.

    Raises:
        AnswerError: It is none, or the clock of Brussels skips it or shows it twice.
    """
    if isinstance(raw, datetime):
        _in_range(raw.date())
        return _from_brussels(raw) if raw.tzinfo is None else raw.astimezone(UTC)
    if isinstance(raw, str):
        for pattern in _MOMENTS:
            if found := pattern.fullmatch(raw.strip()):
                return _moment(found)
    raise _wrong(
        "een datum en uur, zoals 31/1/2026 14:30",
        "a date and time, such as 31/1/2026 14:30",
    )


def written_moment(instant: datetime) -> str:
    """Write an instant as Brussels time, so that `read_moment` gives it back.

    Without a zone it is Brussels time already. The zone is added only in the
    hour that comes twice when summer time ends.
    """
    local = instant.astimezone(BRUSSELS) if instant.tzinfo else instant
    timespec = "seconds" if local.second else "minutes"
    text = local.replace(tzinfo=None).isoformat(timespec=timespec)
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        return text
    return local.isoformat(timespec=timespec)


def _moment(found: re.Match[str]) -> datetime:
    naive = datetime.combine(_date(found), _time(found))
    if found["zone"] is None:
        return _from_brussels(naive)
    if found["zone"] == "Z":
        return naive.replace(tzinfo=UTC)
    shift = timedelta(hours=int(found["zh"]), minutes=int(found["zm"]))
    if shift > timedelta(hours=14):
        raise _wrong("een tijdzone zoals +01:00", "a time zone such as +01:00")
    return (naive - shift if found["plus"] == "+" else naive + shift).replace(tzinfo=UTC)


def _from_brussels(naive: datetime) -> datetime:
    """Place a Brussels time; the skipped and the doubled hour are refused."""
    local = naive.replace(tzinfo=BRUSSELS, fold=0)
    instant = local.astimezone(UTC)
    shown = naive.strftime("%H:%M"), naive.strftime("%d/%m/%Y")
    if instant.astimezone(BRUSSELS).replace(tzinfo=None, fold=0) != naive.replace(fold=0):
        raise AnswerError(
            Text(
                f"{shown[0]} bestaat niet op {shown[1]}: de klok gaat dan een uur vooruit.",
                f"{shown[0]} does not exist on {shown[1]}: the clock goes forward then.",
            )
        )
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise AnswerError(
            Text(
                f"{shown[0]} komt op {shown[1]} tweemaal voor: de klok gaat dan achteruit. "
                "Zet er de tijdzone bij: +02:00 (zomertijd) of +01:00.",
                f"{shown[0]} comes twice on {shown[1]}: the clock goes back then. "
                "Add the time zone: +02:00 (summer time) or +01:00.",
            )
        )
    return instant


def _date(found: re.Match[str]) -> date:
    try:
        day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise AnswerError(Text("Die dag bestaat niet.", "There is no such day.")) from None
    return _in_range(day)


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise AnswerError(Text("Kijk het jaartal na.", "Check the year."))
    return day


def _time(found: re.Match[str]) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise AnswerError(Text("Dat uur bestaat niet.", "There is no such time.")) from None


def _wrong(dutch: str, english: str) -> AnswerError:
    return AnswerError(Text(f"Schrijf {dutch}.", f"Write {english}."))
