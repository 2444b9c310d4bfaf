"""Reads one ``[[term]]`` table; collects what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from engine import feel
from engine.deadlines.period import MAX_DAYS, MAX_MONTHS, Days, Period
from engine.deadlines.reminder_reader import read_reminders
from engine.deadlines.term import EndMoves, ReminderRule, Term
from engine.deadlines.toml_lines import TomlLines
from engine.errors import Finding
from engine.text import Text

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_MAX_TEXT = 2_000
_KEYS = frozenset(
    [
        "name",
        "title",
        "starts",
        "length",
        "days",
        "start_day_counts",
        "end_moves",
        "legal_basis",
        "source",
        "valid_from",
        "valid_until",
        "to_be_confirmed",
        "note",
        "reminder",
    ]
)
_PERIOD = Text("een periode zoals P3M of P10D", "a period such as P3M or P10D")


class RowReader:
    """Reads one table; `findings` says what kept it from being a `Term`."""

    def __init__(self, table: Any, *, file: str, index: int, lines: TomlLines) -> None:
        self.findings: list[Finding] = []
        self._is_table = isinstance(table, dict)
        self._table: Mapping[str, Any] = table if isinstance(table, dict) else {}
        self._file = file
        self._index = index
        self._lines = lines
        name = self._table.get("name")
        self._name = name if isinstance(name, str) else ""

    def read(self) -> Term | None:
        """Give the term, or None when there are findings."""
        if not self._is_table:
            self._wrong("term", Text("een tabel", "a table"))
            return None
        for key in sorted(self._table.keys() - _KEYS):
            self._find(
                "deadline-field",
                key,
                Text(f"Er is geen sleutel '{key}'.", f"There is no key '{key}'."),
                Text("Verwijder of verbeter haar.", "Remove or correct it."),
            )
        valid_from, valid_until = self._validity()
        length = self._length()
        confirmed = self._flag("to_be_confirmed")
        term = Term(
            name=self._identifier(),
            title=self._title(),
            starts=self._formula("starts", self._table.get("starts")),
            length=length,
            days=self._days(),
            start_day_counts=self._flag("start_day_counts"),
            end_moves=self._end_moves(),
            legal_basis=self._basis("legal_basis"),
            source=self._basis("source"),
            valid_from=valid_from,
            valid_until=valid_until,
            to_be_confirmed=confirmed,
            note=self._note(needed=confirmed),
            reminders=self._reminders(length),
            file=self._file,
            line=self._lines.table("term", self._index),
        )
        return None if self.findings else term

    def _identifier(self) -> str:
        if not _NAME.fullmatch(self._name):
            self._wrong("name", Text("een naam in snake_case", "a name in snake_case"))
        return self._name

    def _title(self) -> Text:
        title = self._table.get("title")
        if isinstance(title, dict) and title.keys() == {"nl", "en"}:
            dutch, english = title["nl"], title["en"]
            if _is_sentence(dutch) and _is_sentence(english):
                return Text(dutch, english)
        self._wrong("title", Text('{nl = "...", en = "..."}', '{nl = "...", en = "..."}'))
        return Text("", "")

    def _formula(self, key: str, source: Any) -> feel.Expression:
        if not isinstance(source, str) or not source.strip():
            self._wrong(key, Text("een FEEL-uitdrukking", "a FEEL expression"))
            return feel.compile("null")
        try:
            return feel.compile(source.strip().removeprefix("="))
        except feel.FeelSyntaxError as error:
            message = Text(f"'{key}': {error.message.nl}", f"'{key}': {error.message.en}")
            self._find("deadline-field", key, message, error.remedy)
            return feel.compile("null")

    def _length(self) -> Period | feel.Expression:
        written = self._table.get("length")
        if isinstance(written, str) and written.strip().startswith("="):
            return self._formula("length", written)
        period = self._period(written)
        if period.months not in {0, MAX_MONTHS} and self._table.get("days") == "working":
            self._find(
                "deadline-length",
                "length",
                Text(
                    "Maanden kunnen niet in werkdagen geteld worden.",
                    "Months cannot be counted in working days.",
                ),
                Text(
                    'Schrijf een aantal dagen (P10D), of days = "calendar".',
                    'Write a number of days (P10D), or days = "calendar".',
                ),
            )
        return period

    def _period(self, written: Any) -> Period:
        try:
            return Period.parse(written if isinstance(written, str) else "")
        except ValueError:
            self._wrong("length", _PERIOD, rule="deadline-length")
            return Period(months=MAX_MONTHS, days=MAX_DAYS)

    def _days(self) -> Days:
        value = self._table.get("days")
        for choice in get_args(Days):
            if value == choice:
                return choice  # type: ignore[no-any-return]  # one of the Literal
        self._wrong("days", Text('"calendar" of "working"', '"calendar" or "working"'))
        return "calendar"

    def _end_moves(self) -> EndMoves:
        value = self._table.get("end_moves")
        for choice in get_args(EndMoves):
            if value == choice:
                return choice  # type: ignore[no-any-return]  # one of the Literal
        choices = Text('"none" of "next_working_day"', '"none" or "next_working_day"')
        self._wrong("end_moves", choices)
        return "none"

    def _flag(self, key: str) -> bool:
        value = self._table.get(key, False if key == "to_be_confirmed" else None)
        if not isinstance(value, bool):
            self._wrong(key, Text("true of false", "true or false"))
        return value is True

    def _basis(self, key: str) -> str:
        value = self._table.get(key)
        if isinstance(value, str) and _is_sentence(value):
            return value
        what = Text(
            "het artikel waarop de termijn steunt, of waar dat te lezen is",
            "the article that sets the term, or where it can be read",
        )
        self._wrong(key, what, rule="deadline-legal-basis")
        return ""

    def _validity(self) -> tuple[date | None, date | None]:
        first, last = self._date("valid_from"), self._date("valid_until")
        if first is not None and last is not None and last < first:
            self._wrong(
                "valid_until",
                Text("een dag na valid_from", "a day after valid_from"),
                rule="deadline-rows",
            )
        return first, last

    def _date(self, key: str) -> date | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._wrong(key, Text("een datum zoals 2026-01-31", "a date such as 2026-01-31"))
        return None

    def _note(self, *, needed: bool) -> str:
        note = self._table.get("note", "")
        if not isinstance(note, str) or len(note) > _MAX_TEXT:
            self._wrong("note", Text("een tekst", "a text"))
            return ""
        if needed and not note.strip():
            self._find(
                "deadline-unconfirmed",
                "note",
                Text(
                    "De termijn is nog te bevestigen, maar zegt niet wat.",
                    "The term is to be confirmed, but does not say what is.",
                ),
                Text("Schrijf het in 'note'.", "Write it in 'note'."),
            )
        return note

    def _reminders(self, length: Period | feel.Expression) -> tuple[ReminderRule, ...]:
        rules, wrong = read_reminders(self._table.get("reminder", []), length)
        for position, message, remedy in wrong:
            line = self._lines.inner("term", self._index, "reminder", position)
            self._add("deadline-reminder", line, message, remedy)
        return rules

    def _wrong(self, key: str, expected: Text, *, rule: str = "deadline-field") -> None:
        """Note that a key is missing or has the wrong kind of value."""
        missing = self._is_table and key not in self._table
        what = ("ontbreekt", "is missing") if missing else ("is fout", "is wrong")
        self._find(
            rule,
            key,
            Text(f"'{key}' {what[0]}.", f"'{key}' {what[1]}."),
            Text(f"Schrijf {expected.nl}.", f"Write {expected.en}."),
        )

    def _find(self, rule: str, key: str, message: Text, remedy: Text) -> None:
        self._add(rule, self._lines.key("term", self._index, key), message, remedy)

    def _add(self, rule: str, line: int | None, message: Text, remedy: Text) -> None:
        self.findings.append(
            Finding(
                file=self._file,
                line=line,
                element=self._name,
                rule=rule,
                message=message,
                remedy=remedy,
            )
        )


def _is_sentence(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= _MAX_TEXT
