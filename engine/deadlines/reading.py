"""Reads ``deadlines.toml`` and says, per line, what is wrong with it."""

import re
import tomllib
from typing import Any

from engine.deadlines.row_order import check_rows
from engine.deadlines.row_reader import RowReader
from engine.deadlines.sending_reader import read_sending
from engine.deadlines.term import Term, Terms
from engine.deadlines.toml_lines import TomlLines
from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text

MAX_BYTES = 1_000_000
MAX_TERMS = 500

_AT_LINE = re.compile(r"at line (\d+), column \d+")


def read_terms(raw: bytes, *, file: str) -> Terms:
    """Read the terms of a file; all that is wrong is told at once.

    Rules: ``deadline-unreadable`` (no TOML, or too large), ``deadline-field`` (a key that
    is missing, unknown or of the wrong kind), ``deadline-length``,
    ``deadline-legal-basis`` (legal basis or source missing), ``deadline-rows`` (two rows
    of a name hold on one day, or one recounts badly), ``deadline-unconfirmed`` (without
    a note), ``deadline-reminder`` and ``deadline-sending``.

    Args:
        raw: The bytes of the file, at most a megabyte.
        file: The path by which findings name it.

    Raises:
        InvalidDefinitionError: With every finding.
    """
    text, document = _parsed(raw, file)
    lines = TomlLines(text)
    tables, findings = _tables(document, file)
    sending, wrong = read_sending(document.get("sending"), file=file, lines=lines)
    findings.extend(wrong)
    terms: list[Term] = []
    for index, table in enumerate(tables):
        reader = RowReader(table, file=file, index=index, lines=lines)
        term = reader.read()
        findings.extend(reader.findings)
        if term is not None:
            terms.append(term)
    rows = _by_name(terms)
    for same_name in rows.values():
        findings.extend(check_rows(same_name))
    if findings:
        raise InvalidDefinitionError(
            sorted(findings, key=lambda finding: finding.line or 0)
        )
    return Terms(rows=rows, sending=sending)


def _parsed(raw: bytes, file: str) -> tuple[str, dict[str, Any]]:
    if len(raw) > MAX_BYTES:
        raise _unreadable(file, None, Text("Het is te groot.", "It is too large."))
    try:
        text = raw.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            file, line, Text("Het is geen UTF-8.", "It is no UTF-8.")
        ) from error
    try:
        return text, tomllib.loads(text)
    except RecursionError as error:
        raise _unreadable(
            file, None, Text("Het is te diep genest.", "It is nested too deeply.")
        ) from error
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        where = int(at[1]) if at else text.count("\n") + 1
        what = Text(f"TOML: {error}.", f"TOML: {error}.")
        raise _unreadable(file, where, what) from error


def _tables(document: dict[str, Any], file: str) -> tuple[list[Any], list[Finding]]:
    findings = [
        _field(file, key, Text("is onbekend", "is unknown"))
        for key in document
        if key not in {"term", "sending"}
    ]
    tables = document.get("term", [])
    if not isinstance(tables, list) or len(tables) > MAX_TERMS:
        kind = Text(
            f"is geen reeks van hoogstens {MAX_TERMS} tabellen",
            f"is no array of at most {MAX_TERMS} tables",
        )
        return [], [*findings, _field(file, "term", kind)]
    return tables, findings


def _by_name(terms: list[Term]) -> dict[str, tuple[Term, ...]]:
    """Group the rows by name, each group in order of date."""
    rows: dict[str, tuple[Term, ...]] = {}
    for term in sorted(terms, key=lambda term: str(term.valid_from or "")):
        rows[term.name] = (*rows.get(term.name, ()), term)
    return dict(sorted(rows.items()))


def _unreadable(file: str, line: int | None, message: Text) -> InvalidDefinitionError:
    return InvalidDefinitionError(
        [
            Finding(
                file=file,
                line=line,
                element="",
                rule="deadline-unreadable",
                message=message,
                remedy=Text(
                    "Herstel de schrijfwijze; elke termijn is een tabel [[term]].",
                    "Correct the notation; every term is a [[term]] table.",
                ),
            )
        ]
    )


def _field(file: str, key: str, what: Text) -> Finding:
    return Finding(
        file=file,
        line=1,
        element=key,
        rule="deadline-field",
        message=Text(f"'{key}' {what.nl}.", f"'{key}' {what.en}."),
        remedy=Text(
            "Schrijf elke termijn als een tabel [[term]].",
            "Write every term as a [[term]] table.",
        ),
    )
