"""Reads a register feed, CSV or JSON Lines, into lines of named values.

A line that cannot be read does not harm the next one, and its message repeats nothing of
it: it is about a person.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from engine.errors import InvalidDataError
from engine.text import Text

#: Columns that every line fills in.
REQUIRED = ("register_key", "family_name", "born_on")

_LONGEST_LINE = 100_000
_TOO_LONG = f"more than {_LONGEST_LINE} characters"


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
        text = json.dumps(self.values, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def read_lines(path: Path) -> Iterator[RawLine]:
    """Read a feed by its ending: ``.csv`` (comma or semicolon) or ``.jsonl``; UTF-8.

    Raises:
        InvalidDataError: The file cannot be opened, has another ending, or is a CSV file
            whose first line does not name the columns.
    """
    kinds = {".csv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines}
    read = kinds.get(path.suffix.lower())
    if read is None:
        raise InvalidDataError(
            Text(
                f"{path.name}: de naam van een registerbestand eindigt op .csv of .jsonl.",
                f"{path.name}: the name of a register feed ends in .csv or .jsonl.",
            )
        )
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape") as file:
            yield from read(file)
    except OSError as error:
        raise InvalidDataError(
            Text(
                f"{path.name} kan niet gelezen worden: {error.strerror}.",
                f"{path.name} cannot be read: {error.strerror}.",
            )
        ) from error


def _numbered(file: TextIO) -> Iterator[tuple[int, str]]:
    """Give each line that is not empty; one that is too long is cut off beyond it."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 2):
        number += 1
        piece = line
        while len(piece) > _LONGEST_LINE + 1 and not piece.endswith("\n"):
            piece = file.readline(_LONGEST_LINE + 2)
        if line.strip():
            yield number, line.rstrip("\n")


def _csv(file: TextIO) -> Iterator[RawLine]:
    lines = _numbered(file)
    _, head = next(lines, (0, ""))
    if not head:
        return
    delimiter = ";" if head.count(";") > head.count(",") else ","
    columns = _columns(head, delimiter)
    for number, line in lines:
        try:
            row = _cells(line, delimiter)
        except ValueError as error:
            yield RawLine(number=number, values={}, problem=_broken(str(error)))
            continue
        if len(row) == len(columns):
            yield RawLine(number=number, values=dict(zip(columns, row, strict=True)))
        else:
            count = Text(
                f"De regel heeft {len(row)} velden in plaats van {len(columns)}.",
                f"The line has {len(row)} fields instead of {len(columns)}.",
            )
            yield RawLine(number=number, values={}, problem=count)


def _columns(head: str, delimiter: str) -> list[str]:
    """Read the names of the columns.

    Raises:
        InvalidDataError: A name is missing or there twice; the message repeats nothing
            of the line, which may be about a person when the names were forgotten.
    """
    try:
        columns = [name.strip() for name in _cells(head, delimiter)]
    except ValueError:
        columns = []
    lacking = [name for name in REQUIRED if columns.count(name) != 1]
    if lacking or len(set(columns)) != len(columns):
        listed = ", ".join(lacking) or "-"
        raise InvalidDataError(
            Text(
                "De eerste regel noemt de kolommen, elk eenmaal, in UTF-8. "
                f"Ontbrekend of dubbel: {listed}.",
                "The first line names the columns, each once, in UTF-8. "
                f"Missing or double: {listed}.",
            )
        )
    return columns


def _cells(line: str, delimiter: str) -> list[str]:
    """Split a line, which is a whole record: no value holds the end of a line.

    Raises:
        ValueError: A quote is not closed, or something follows a closed one.
    """
    if len(line) > _LONGEST_LINE:
        raise ValueError(_TOO_LONG)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _json_lines(file: TextIO) -> Iterator[RawLine]:
    for number, line in _numbered(file):
        try:
            values = _object(line)
        except (ValueError, RecursionError) as error:
            told = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            yield RawLine(number=number, values={}, problem=_broken(told))
        else:
            yield RawLine(number=number, values=values)


def _object(line: str) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise ValueError(_TOO_LONG)
    values = json.loads(
        line, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once
    )
    if not isinstance(values, dict):
        message = "no JSON object"
        raise ValueError(message)  # noqa: TRY004  # the text is wrong, not our call
    return values


def _no_number(_: str) -> None:
    message = "no number"
    raise ValueError(message)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        message = "a name is there twice"
        raise ValueError(message)
    return values


def _broken(told: str) -> Text:
    return Text(f"Onleesbare regel ({told}).", f"Unreadable line ({told}).")
