"""Reads one ``[[term]]`` table; collects what is wrong with it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from engine import feel
from engine.deadlines.period import MAX_DAYS, MAX_MONTHS, Period
from engine.deadlines.reminder_reader import read_reminders
from engine.deadlines.term import THE_DAY_ITSELF, ReminderRule, Term
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
        "counts_from",
        "length",
        "days",
        "start_day_counts",
        "end_moves",
        "month_end",
        "running_terms",
        "extension_at_most",
        "legal_basis",
        "source",
        "valid_from",
        "valid_until",
        "to_be_confirmed",
        "note",
        "reminder",
    ]
)
_Choice = TypeVar("_Choice", bound=str)
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
        starts = self._formula("starts", self._table.get("starts"))
        length = self._length()
        confirmed = self._flag("to_be_confirmed")
        term = Term(
            name=self._identifier(),
            title=self._in_two_languages("title"),
            starts=starts,
            counts_from=self._counts_from(starts),
            length=length,
            days=self._choice("days", ("calendar", "working")),
            start_day_counts=self._flag("start_day_counts"),
            end_moves=self._choice("end_moves", ("none", "next_working_day")),
            month_end=self._choice("month_end", ("last_day", "first_of_next"), "last_day"),
            running_terms=self._choice("running_terms", ("keep", "recount"), "keep"),
            extension_at_most=self._extension_at_most(),
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

    def _in_two_languages(self, key: str) -> Text:
        written = self._table.get(key)
        if isinstance(written, dict) and written.keys() == {"nl", "en"}:
            dutch, english = written["nl"], written["en"]
            if _is_sentence(dutch) and _is_sentence(english):
                return Text(dutch, english)
        self._wrong(key, Text('{nl = "...", en = "..."}', '{nl = "...", en = "..."}'))
        return Text("", "")

    def _counts_from(self, starts: feel.Expression) -> Text:
        if "counts_from" not in self._table and not starts.names:
            return THE_DAY_ITSELF
        return self._in_two_languages("counts_from")

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
        return self._period("length")

    def _extension_at_most(self) -> Period | None:
        if "extension_at_most" not in self._table:
            return None
        return self._period("extension_at_most")

    def _period(self, key: str) -> Period:
        written = self._table.get(key)
        try:
            period = Period.parse(written if isinstance(written, str) else "")
        except ValueError:
            self._wrong(key, _PERIOD, rule="deadline-length")
            return Period(months=MAX_MONTHS, days=MAX_DAYS)
        if period.months and self._table.get("days") == "working":
            self._find(
                "deadline-length",
                key,
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

    def _choice(
        self, key: str, choices: tuple[_Choice, ...], default: _Choice | None = None
    ) -> _Choice:
        value = self._table.get(key, default)
        for choice in choices:
            if value == choice:
                return choice
        quoted = [f'"{choice}"' for choice in choices]
        self._wrong(key, Text(" of ".join(quoted), " or ".join(quoted)))
        return choices[0]

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
        if first is None and self._table.get("running_terms") == "recount":
            self._wrong(
                "running_terms",
                Text(
                    "valid_from erbij: vanaf dan worden lopende termijnen herteld",
                    "valid_from too: from then on running terms are recounted",
                ),
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
        for each in wrong:
            line = self._lines.inner_key(
                "term", self._index, "reminder", each.position, each.key
            )
            self._add("deadline-reminder", line, each.message, each.remedy)
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
