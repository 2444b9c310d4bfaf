"""What a newcomer reads: plain words in the contact language, nothing about the case.

The words stand in ``messages/reminder.toml`` beside the trajectories, one table a language.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any, get_args

from babel import UnknownLocaleError
from babel.dates import format_date

from engine.deadlines import Moment
from engine.errors import ConfigurationError
from engine.text import Text

FILE = Path("messages", "reminder.toml")
#: Those that come along, for a folder of trajectories that has none of its own.
_OWN = Path(__file__).resolve().parents[2] / "workflows" / FILE

_SENTENCES = ("subject", "before", "on", "after", "contact", "automatic")
_BLANKS = frozenset({"agency", "address", "day"})
#: What who reads none of our languages gets, in this order.
_FALLBACK = ("nl", "en")
#: The day comes before the month here.
_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The sentences of one language, with the blanks agency, address and day."""

    language: str
    #: Whether somebody who speaks it has read the sentences and found them right.
    is_reviewed: bool
    subject: str
    before: str
    on: str
    after: str
    contact: str
    automatic: str

    def written(self, told: "Told", moment: Moment) -> str:
        """Fill the blanks in."""
        sentence = {"before": self.before, "on": self.on, "after": self.after}[moment]
        day = _written_out(told.due_on, self.language)
        blanks = {"agency": told.agency, "address": told.address, "day": day}
        lines = (sentence, self.contact, self.automatic)
        return "\n\n".join(line.format(**blanks) for line in lines)


def _written_out(day: date, language: str) -> str:
    """Write a date with the names of day and month, in figures where we have no names."""
    try:
        return format_date(day, "full", locale=_LOCALES.get(language, language))
    except (UnknownLocaleError, ValueError):
        return f"{day:%d/%m/%Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a newcomer is told: whom to contact, and until when."""

    agency: str
    address: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to a newcomer, without its address."""

    #: Subject and body for each moment: a mail may go later than it is written.
    texts: Mapping[Moment, Mapping[str, str]]
    #: The languages in which it is written, the contact language first.
    languages: tuple[str, ...]


def write(wordings: Mapping[str, Wording], language: str, told: Told) -> Letter:
    """Write to a newcomer in the contact language.

    Below a translation that nobody reviewed stands the Dutch one, so that somebody can help
    to read it. In a language that we do not have it is Dutch and English.
    """
    asked = language.replace("_", "-").partition("-")[0].lower()
    known = wordings.get(asked)
    chosen: tuple[str, ...]
    if known is None:
        chosen = _FALLBACK
    elif known.is_reviewed or asked == _FALLBACK[0]:
        chosen = (asked,)
    else:
        chosen = (asked, _FALLBACK[0])
    written = [wordings[one] for one in chosen]
    subject = " / ".join(
        dict.fromkeys(one.subject.format(agency=told.agency) for one in written)
    )
    bodies: dict[Moment, str] = {
        moment: "\n\n--\n\n".join(one.written(told, moment) for one in written) + "\n"
        for moment in get_args(Moment)
    }
    return Letter(
        texts={
            moment: {"subject": subject, "body": body} for moment, body in bodies.items()
        },
        languages=chosen,
    )


@cache
def wordings(workflows: Path) -> Mapping[str, Wording]:
    """Read the sentences of each language; read once for each folder.

    Raises:
        ConfigurationError: A language lacks a sentence, has a blank that nothing fills, or
            Dutch or English is not there.
    """
    file = workflows / FILE
    if not file.is_file():
        file = _OWN
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _wrong(file, str(error)) from error
    found = {
        language: _wording(file, language, table) for language, table in tables.items()
    }
    missing = [language for language in _FALLBACK if language not in found]
    if missing:
        raise _wrong(file, ", ".join(missing))
    return MappingProxyType(found)


def _wording(file: Path, language: str, table: Any) -> Wording:
    if not isinstance(table, dict) or table.keys() != {"reviewed", *_SENTENCES}:
        raise _wrong(file, f"[{language}]")
    for name in _SENTENCES:
        if not (isinstance(table[name], str) and _blanks(table[name]) <= _BLANKS):
            raise _wrong(file, f"[{language}] {name}")
    return Wording(
        language=language,
        is_reviewed=table["reviewed"] is True,
        **{name: table[name].strip() for name in _SENTENCES},
    )


def _blanks(sentence: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        return {sentence}


def _wrong(file: Path, what: str) -> ConfigurationError:
    return ConfigurationError(
        Text(
            f"De zinnen in {file} zijn onvolledig of fout: {what}.",
            f"The sentences in {file} are not complete or wrong: {what}.",
        )
    )
