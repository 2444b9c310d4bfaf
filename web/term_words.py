"""What happened to a term, in words: for the page of the case and for its history."""

from datetime import date

from flask_babel import gettext

from engine.deadlines import Period
from engine.text import Text
from web.formats import day, words


def change_words(
    kind: str,
    *,
    from_on: date | None = None,
    until_on: date | None = None,
    period: str | None = None,
    days: str = "calendar",
) -> str:
    """Say what somebody, or the law, did to a term."""
    sentences = {
        "suspended": gettext("Opgeschort vanaf %(day)s", day=day(from_on)),
        "resumed": gettext("Telt weer vanaf %(day)s", day=day(until_on)),
        "extended": gettext("Verlengd met %(length)s", length=length_words(period, days)),
        "waived": gettext("Laten vallen"),
        "met": gettext("Gehaald op %(day)s", day=day(from_on)),
        "start_corrected": gettext("Opnieuw geteld: een gegeven werd verbeterd"),
        "law_changed": gettext("Opnieuw geteld: de wet wijzigde"),
    }
    if kind == "resumed" and from_on == until_on:
        return str(gettext("Opschorting ingetrokken"))
    return str(sentences.get(kind, kind))


def due_words(before: date | None, after: date | None) -> str:
    """Say how the last day moved; nothing when there was none to move."""
    if before is None or after is None:
        return ""
    if before == after:
        return str(gettext("Laatste dag blijft %(day)s", day=day(after)))
    moved = gettext(
        "Laatste dag van %(before)s naar %(after)s", before=day(before), after=day(after)
    )
    return str(moved)


def length_text(period: str | None, days: str) -> Text:
    """Say an ISO 8601 length of calendar or working days; empty when there is none."""
    try:
        read = Period.parse(period or "")
    except ValueError:
        return Text("", "")
    return read.described(working=days == "working")


def length_words(period: str | None, days: str) -> str:
    """Say a length in the language of the page."""
    return words(length_text(period, days))
