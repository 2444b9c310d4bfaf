"""A calendar feed (RFC 5545): each task an all-day event on its last day."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from engine.queries.calendar import CalendarEntry
from engine.text import Language, Text

_NAME = Text("Leidraad", "Leidraad")
_FREE = Text("Nog van niemand", "Nobody has it yet")
_SUSPENDED = Text("opgeschort", "suspended")
_ONE_DAY = timedelta(days=1)
#: How long a program may wait before it asks again.
REFRESH = timedelta(hours=1)


def as_calendar(entries: Iterable[CalendarEntry], language: Language, url: str) -> bytes:
    """Write the feed of one person.

    An event keeps its UID for ever; its SEQUENCE grows when its last day moves, and DTSTAMP
    is when it last became what it is. What is done stands in it no more. The same entries
    give the same bytes.

    Args:
        entries: The tasks.
        language: For the labels.
        url: Where the pages are reached from outside.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Leidraad//Calendar feed//NL")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", _said(_NAME, language))
    calendar.add("x-wr-calname", _said(_NAME, language))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    host = urlsplit(url).hostname or "localhost"
    for entry in entries:
        calendar.add_component(_event(entry, language, url, host))
    return bytes(calendar.to_ical())


def _event(entry: CalendarEntry, language: Language, url: str, host: str) -> Event:
    event = Event()
    summary = f"{_said(entry.title, language)}, {entry.number}"
    categories = [_said(entry.trajectory, language)]
    if entry.is_suspended:
        summary = f"{summary} ({_said(_SUSPENDED, language)})"
        categories.append(_said(_SUSPENDED, language).capitalize())
    if entry.is_free:
        categories.append(_said(_FREE, language))
    event.add("uid", f"task-{entry.task_id}@{host}")
    event.add("sequence", entry.version)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.due_on)
    event.add("dtend", entry.due_on + _ONE_DAY)
    event.add("summary", summary)
    event.add("url", f"{url}/cases/{entry.case_id}")
    event.add("categories", categories)
    event.add("status", "TENTATIVE" if entry.is_suspended else "CONFIRMED")
    # It takes nobody's day.
    event.add("transp", "TRANSPARENT")
    return event


def _said(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.nl
