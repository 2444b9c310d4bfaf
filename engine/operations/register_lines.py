"""Reads a register feed, CSV or JSON Lines, line by line; what is wrong names its field."""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine.definitions.facts import Fact
from engine.errors import InvalidDataError
from engine.operations.fact_values import read_values
from engine.operations.open_case import PersonDetails
from engine.text import Text

#: Columns about the person; every other column is a start fact of some trajectory.
PERSON_COLUMNS = ("register_key", "given_name", "family_name", "email", "phone")
#: Kept with the person and, where a trajectory declares them, as facts too.
SHARED_COLUMNS = ("born_on", "contact_language", "municipality")
#: What happened to a person who is known: move, new_status, death, departure.
CHANGE_COLUMN = "change"
#: The agency, when the feed knows better than the table of municipalities.
AGENCY_COLUMN = "agency"
_REQUIRED = ("register_key", "family_name", "born_on")
_LONGEST = 500

csv.field_size_limit(100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLine:
    """A line of the feed before its values are read."""

    #: Counted from 1; the header of a CSV file is line 1.
    number: int
    values: Mapping[str, Any]
    #: What made it unreadable as a whole.
    problem: Text | None = None

    @property
    def digest(self) -> str:
        """SHA-256 over the values, whatever the order of the columns."""
        text = json.dumps(self.values, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """A newcomer as the register knows them."""

    register_key: str
    person: PersonDetails
    facts: Mapping[str, Any]
    change: str
    agency: str


def read_lines(path: Path) -> Iterator[RawLine]:
    """Read a feed by its ending: ``.csv`` (comma or semicolon), else JSON Lines, UTF-8.

    Raises:
        InvalidDataError: The file cannot be opened or is no UTF-8 text.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = _csv if path.suffix.lower() == ".csv" else _json_lines
            yield from reader(file)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidDataError(
            Text(
                f"{path.name} kan niet gelezen worden: {error}. Verwacht wordt UTF-8.",
                f"{path.name} cannot be read: {error}. UTF-8 is expected.",
            )
        ) from error


def _csv(file: Any) -> Iterator[RawLine]:
    head = file.readline()
    if not head.strip():
        return
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = [name.strip() for name in next(csv.reader([head], delimiter=delimiter))]
    rows = csv.reader(file, delimiter=delimiter, strict=True)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield RawLine(number=rows.line_num + 1, values={}, problem=_broken(error))
            continue
        if row is None:
            return
        if not any(row):
            continue
        number = rows.line_num + 1
        if len(row) != len(columns):
            yield RawLine(
                number=number,
                values={},
                problem=Text(
                    f"De regel heeft {len(row)} velden in plaats van {len(columns)}.",
                    f"The line has {len(row)} fields instead of {len(columns)}.",
                ),
            )
            continue
        yield RawLine(number=number, values=dict(zip(columns, row, strict=True)))


def _json_lines(file: Any) -> Iterator[RawLine]:
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield RawLine(number=number, values={}, problem=_broken(error))
            continue
        if not isinstance(values, dict):
            yield RawLine(
                number=number,
                values={},
                problem=Text("Geen JSON-object.", "No JSON object."),
            )
            continue
        yield RawLine(number=number, values=values)


def _broken(error: Exception) -> Text:
    return Text(f"Onleesbare regel: {error}.", f"Unreadable line: {error}.")


def read_line(raw: RawLine, declared: Mapping[str, Fact]) -> RegisterLine:
    """Read the values of a line; all that is wrong is told at once.

    Args:
        raw: The line.
        declared: The start facts of every trajectory, by name.

    Raises:
        InvalidDataError: Values are missing or wrong; ``fields`` names each.
    """
    if raw.problem is not None:
        raise InvalidDataError(raw.problem)
    values = {str(key).strip(): value for key, value in raw.values.items()}
    wrong: dict[str, list[Text]] = {}
    for name in _REQUIRED:
        if values.get(name) in (None, ""):
            wrong[name] = [Text("Dit veld ontbreekt.", "This field is missing.")]
    texts = {name: _text(values.get(name), name, wrong) for name in PERSON_COLUMNS}
    apart = {*PERSON_COLUMNS, CHANGE_COLUMN, AGENCY_COLUMN}
    given = {name: value for name, value in values.items() if name not in apart}
    facts: dict[str, Any] = {}
    try:
        facts = read_values(declared, given)
    except InvalidDataError as error:
        wrong = {**error.fields, **wrong}
    if wrong:
        listed = ", ".join(sorted(wrong))
        raise InvalidDataError(Text(f"Kijk na: {listed}.", f"Check: {listed}."), wrong)
    if "register_key" in declared:
        facts["register_key"] = texts["register_key"]
    return RegisterLine(
        register_key=texts["register_key"],
        person=_person(texts, facts),
        facts=facts,
        change=str(values.get(CHANGE_COLUMN) or "").strip(),
        agency=str(values.get(AGENCY_COLUMN) or "").strip(),
    )


def _text(value: Any, name: str, wrong: dict[str, list[Text]]) -> str:
    text = "" if value is None else str(value).strip()
    if len(text) > _LONGEST or any(not sign.isprintable() for sign in text):
        wrong[name] = [
            Text("Hoogstens 500 gewone tekens.", "At most 500 ordinary characters.")
        ]
    return text


def _person(texts: Mapping[str, str], facts: Mapping[str, Any]) -> PersonDetails:
    born_on = facts.get("born_on")
    return PersonDetails(
        given_name=texts["given_name"],
        family_name=texts["family_name"],
        born_on=born_on if isinstance(born_on, date) else None,
        contact_language=str(facts.get("contact_language") or "nl"),
        email=texts["email"],
        phone=texts["phone"],
        municipality=str(facts.get("municipality") or ""),
    )
