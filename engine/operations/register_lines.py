"""Reads the values of a line of a register feed; what is wrong names its field.

No message holds a value, which is about a person.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.definitions.facts import Fact
from engine.errors import InvalidDataError
from engine.operations.fact_values import is_text, read_value, read_values
from engine.operations.register_file import REQUIRED, RawLine
from engine.text import Text

#: Columns about the person; every other column is a start fact of some trajectory.
PERSON_COLUMNS = ("register_key", "given_name", "family_name", "email", "phone")
#: Kept with the person and, where a trajectory declares them, as facts too.
SHARED_COLUMNS = ("born_on", "contact_language", "municipality")
#: Columns about the line: what happened to somebody who is known, the agency when the feed
#: knows better than the table of municipalities, and the date of the line itself.
LINE_COLUMNS = ("change", "agency", "reported_on")
#: What can happen to somebody who is known.
CHANGES = ("move", "new_status", "death", "departure")

_LONGEST = 500
_OLDEST = 130
_NAME = re.compile(r"[A-Za-z]\w{0,59}", re.ASCII)

_MISSING = Text("Dit veld ontbreekt.", "This field is missing.")
_UNKNOWN = Text(
    "Er is geen kolom met deze naam; laat ze weg of kijk de naam na.",
    "There is no column of this name; leave it out or check its name.",
)
_NO_TEXT = Text(
    f"Verwacht wordt tekst van hoogstens {_LONGEST} gewone tekens.",
    f"Expected is text of at most {_LONGEST} ordinary characters.",
)
_NO_UTF8 = Text(
    "Deze waarde is niet in UTF-8 geschreven.", "This value is not written in UTF-8."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A newcomer as the register knows them."""

    #: Names the line for ever.
    digest: str
    register_key: str
    #: The columns of ``person_details`` that the line gives; others stay as they are.
    details: Mapping[str, Any]
    facts: Mapping[str, Any]
    change: str
    agency: str


def read_line(raw: RawLine, declared: Mapping[str, Fact], today: date) -> RegisterLine:
    """Read the values of a line; all that is wrong is told at once.

    A column of which the field is empty counts as known whatever its name is.

    Args:
        raw: The line.
        declared: The start facts of every trajectory, by name.
        today: The date in Brussels; nobody is born after it.

    Raises:
        InvalidDataError: Values are missing or wrong; ``fields`` names each.
    """
    if raw.problem is not None:
        raise InvalidDataError(raw.problem)
    values = {name.strip(): value for name, value in raw.values.items()}
    wrong: dict[str, list[Text]] = {
        name: [_MISSING] for name in REQUIRED if _is_empty(values.get(name))
    }
    apart = {*PERSON_COLUMNS, *LINE_COLUMNS}
    texts = {name: _text(name, values[name], wrong) for name in apart & values.keys()}
    facts = _facts(values, declared, wrong, apart)
    _check_dates(texts, facts, today, wrong)
    if texts.get("change", "") not in ("", *CHANGES):
        listed = ", ".join(CHANGES)
        wrong["change"] = [Text(f"Verwacht: {listed}.", f"Expected: {listed}.")]
    if wrong:
        listed = ", ".join(sorted(wrong))
        raise InvalidDataError(Text(f"Kijk na: {listed}.", f"Check: {listed}."), wrong)
    if "register_key" in declared:
        facts["register_key"] = texts["register_key"]
    return RegisterLine(
        digest=raw.digest,
        register_key=texts["register_key"],
        details=_details(texts, facts),
        facts=facts,
        change=texts.get("change", ""),
        agency=texts.get("agency", ""),
    )


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(name: str, value: Any, wrong: dict[str, list[Text]]) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    text = "" if value is None else value
    if not isinstance(text, str) or len(text) > _LONGEST or not is_text(text):
        wrong[name] = [_NO_UTF8 if _is_misread(text) else _NO_TEXT]
        return ""
    return " ".join(text.split())


def _is_misread(value: Any) -> bool:
    """Whether bytes of the file were no UTF-8."""
    return isinstance(value, str) and any("\udc80" <= sign <= "\udcff" for sign in value)


def _facts(
    values: Mapping[str, Any],
    declared: Mapping[str, Fact],
    wrong: dict[str, list[Text]],
    apart: set[str],
) -> dict[str, Any]:
    given = {}
    for name, value in values.items():
        if name in apart:
            continue
        if name in declared:
            given[name] = value
        elif not _is_empty(value):
            wrong[name if _NAME.fullmatch(name) else "?"] = [_UNKNOWN]
    try:
        return read_values(declared, given)
    except InvalidDataError as error:
        for name, texts in error.fields.items():
            wrong.setdefault(name, [_NO_UTF8] if _is_misread(given[name]) else texts)
    return {}


def _check_dates(
    texts: Mapping[str, str],
    facts: Mapping[str, Any],
    today: date,
    wrong: dict[str, list[Text]],
) -> None:
    try:
        read_value("date", texts.get("reported_on"))
    except ValueError:
        wrong["reported_on"] = [
            Text("Verwacht: een datum zoals 2026-01-31.", "Expected: a date.")
        ]
    born_on = facts.get("born_on")
    if isinstance(born_on, date) and (
        born_on > today or born_on.year < today.year - _OLDEST
    ):
        wrong["born_on"] = [
            Text("Zo oud of zo jong is niemand.", "Nobody is this old or this young.")
        ]


def _details(texts: Mapping[str, str], facts: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {
        name: texts[name]
        for name in PERSON_COLUMNS
        if name in texts and name != "register_key"
    }
    for name in SHARED_COLUMNS:
        if facts.get(name) is not None:
            given[name] = facts[name]
    return given
