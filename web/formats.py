"""How values are written on a page: dates, instants, FEEL values, counts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta
from flask import Flask
from flask_babel import gettext, ngettext

from engine import queries
from engine.clock import BRUSSELS
from engine.definitions.definition import Definition
from engine.queries.operating import TimerRow
from engine.queries.operating_counts import MOST
from engine.text import Text
from web.markdown import markdown
from web.visit import visit

#: What is shorter is told to the millisecond.
_SHORT = timedelta(seconds=5)


def install(app: Flask) -> None:
    """Let templates use the formats of this module as filters."""
    app.jinja_env.filters.update(
        words=words,
        day=day,
        moment=moment,
        short_day=short_day,
        clock_time=clock_time,
        due=due,
        count=count,
        tally=tally,
        lasting=lasting,
        lasting_ms=lasting_ms,
        value=value,
        input_text=input_text,
        agency_name=agency_name,
        language_name=language_name,
        place_name=place_name,
        markdown=markdown,
    )


def words(text: Text | None) -> str:
    """Write a text in the language of the page."""
    return "" if text is None else text.in_language(visit().language)


def day(on: date | None) -> str:
    """Write a date, like ``2 mrt 2026``."""
    return "" if on is None else format_date(on, "d MMM yyyy", locale=visit().language)


def moment(at: datetime | None) -> str:
    """Write an instant in Brussels, like ``2 mrt 2026, 10:05``."""
    if at is None:
        return ""
    return f"{day(at.astimezone(BRUSSELS).date())}, {clock_time(at)}"


def short_day(at: datetime) -> str:
    """Write the date of an instant in Brussels without its year, like ``2 mrt``."""
    return format_date(at.astimezone(BRUSSELS), "d MMM", locale=visit().language)


def clock_time(at: datetime) -> str:
    """Write the time of day in Brussels, like ``10:05``."""
    return format_time(at.astimezone(BRUSSELS), "HH:mm", tzinfo=BRUSSELS, locale="nl")


def due(on: date | None) -> str:
    """Say how far away a due date is, like ``3 dagen te laat`` or ``vandaag``."""
    if on is None:
        return ""
    days = (on - visit().today).days
    if days < 0:
        late = ngettext("%(num)d dag te laat", "%(num)d dagen te laat", -days)
        return str(late)
    near = {0: gettext("vandaag"), 1: gettext("morgen")}
    left = ngettext("nog %(num)d dag", "nog %(num)d dagen", days)
    return str(near.get(days, left))


def count(number: int) -> str:
    """Write a count that stopped at the cap, like ``50+``."""
    return f"{queries.CAP}+" if number > queries.CAP else str(number)


def tally(number: int) -> str:
    """Write a count of many that stopped somewhere, like ``10000+``."""
    return f"{MOST}+" if number > MOST else str(number)


def lasting(span: timedelta) -> str:
    """Write how long something takes, roughly, like ``3 minuten``."""
    near = max(span, timedelta())
    return str(format_timedelta(near, granularity="second", locale=visit().language))


def lasting_ms(milliseconds: int | None) -> str:
    """Write a lag: to the millisecond while it is short, else roughly."""
    if milliseconds is None:
        return "-"
    span = timedelta(milliseconds=milliseconds)
    return f"{milliseconds} ms" if span < _SHORT else lasting(span)


def value(given: Any) -> str:
    """Write a FEEL value so that a person reads it."""
    if isinstance(given, bool):
        return str(gettext("ja") if given else gettext("nee"))
    if isinstance(given, list):
        return ", ".join(value(one) for one in given) or "-"
    if isinstance(given, Mapping):
        return "; ".join(f"{key}: {value(one)}" for key, one in given.items())
    return _plain(given)


def input_text(given: Any) -> str:
    """Write a FEEL value as the input of its type expects it."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, datetime):
        local = given.astimezone(BRUSSELS) if given.tzinfo else given
        return f"{local:%Y-%m-%dT%H:%M}"
    if isinstance(given, list):
        return "; ".join(input_text(one) for one in given)
    return "" if given is None else str(given)


def agency_name(agency_id: str) -> str:
    """Write an agency by its id, as people abbreviate it."""
    return {"agii": "AgII", "hvn": "Huis van het Nederlands"}.get(
        agency_id, agency_id.capitalize()
    )


def language_name(code: str) -> str:
    """Name a language by its code, in the language of the page."""
    try:
        found = Locale.parse(code).get_language_name(visit().language)
    except (UnknownLocaleError, ValueError):
        found = None
    return found or code or "-"


def place_name(
    place: queries.Wait | queries.IncidentRow | queries.IncidentOfCase | TimerRow,
    definition: Definition,
) -> str:
    """Name the element at which a case waits or failed; the trajectory when it is none."""
    for process in definition.processes.values():
        node = process.nodes.get(place.element)
        if node is not None and node.name.nl:
            return words(node.name)
    return place.element.replace("_", " ") or words(definition.title)


def _plain(given: Any) -> str:
    if given is None or given == "":
        return "-"
    for kind, write in _WRITERS:
        if isinstance(given, kind):
            return write(given)
    return str(given)


def _number(given: Decimal) -> str:
    written = f"{given:f}"
    return written.replace(".", ",") if visit().language == "nl" else written


def _instant(given: datetime) -> str:
    return moment(given) if given.tzinfo else f"{day(given.date())}, {given:%H:%M}"


def _days(given: timedelta) -> str:
    return str(ngettext("%(num)d dag", "%(num)d dagen", given.days))


#: A datetime is a date too, so it comes first.
_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Decimal, _number),
    (datetime, _instant),
    (date, day),
    (time, lambda given: f"{given:%H:%M}"),
    (timedelta, _days),
)
