"""Reads the TOML files of a trajectory; says on which line something is wrong."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Literal

from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text

_AT_LINE = re.compile(r"at line (\d+), column \d+")


class TomlFile:
    """A parsed TOML file that collects findings about its keys."""

    def __init__(self, raw: bytes, *, file: str, rule: str) -> None:
        """Parse it.

        Raises:
            InvalidDefinitionError: It is no TOML in UTF-8.
        """
        self.file = file
        self.findings: list[Finding] = []
        self._rule = rule
        self._lines: list[str] = []
        self.values: dict[str, Any] = self._parse(raw)

    def text(self, table: Mapping[str, Any], key: str, *, where: str = "") -> Text:
        """Give ``key = {nl = "...", en = "..."}`` (or one string for both) as a text."""
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return Text(value, "")
        if isinstance(value, dict) and all(
            isinstance(value.get(language), str) and value[language].strip()
            for language in ("nl", "en")
        ):
            return Text(value["nl"], value["en"])
        self.wrong(key, '{nl = "...", en = "..."}', element=where)
        return Text("", "")

    def string(self, table: Mapping[str, Any], key: str, default: str = "") -> str:
        """Give a string; without one the default, with a finding when it is no string."""
        value = table.get(key, default)
        if isinstance(value, str):
            return value
        self.wrong(key, '"..."')
        return default

    def table(self, table: Mapping[str, Any], key: str) -> dict[str, Any]:
        """Give a table; empty without one."""
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong(key, "[table]")
        return {}

    def tables(self, key: str) -> list[dict[str, Any]]:
        """Give the tables of a ``[[key]]``; empty without one."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            return value
        self.wrong(key, f"[[{key}]]")
        return []

    def unknown(self, table: Mapping[str, Any], known: frozenset[str]) -> None:
        """Warn about keys that nobody reads."""
        for key in table.keys() - known:
            self.find(
                key,
                Text(
                    f"Niemand leest de sleutel '{key}'.", f"Nobody reads the key '{key}'."
                ),
                Text("Verwijder of verbeter hem.", "Remove or correct it."),
                severity="warning",
            )

    def wrong(self, key: str, expected: str, *, element: str = "") -> None:
        """Note that a key is missing or has the wrong kind of value."""
        self.find(
            key,
            Text(f"'{key}' ontbreekt of is fout.", f"'{key}' is missing or wrong."),
            Text(f"Schrijf {key} = {expected}.", f"Write {key} = {expected}."),
            element=element,
        )

    def find(
        self,
        key: str,
        message: Text,
        remedy: Text,
        *,
        element: str = "",
        severity: Literal["error", "warning"] = "error",
    ) -> None:
        """Note a finding about a key."""
        self.findings.append(
            Finding(
                file=self.file,
                line=self.line_of(key, after=element),
                element=element or key,
                rule=self._rule,
                message=message,
                remedy=remedy,
                severity=severity,
            )
        )

    def line_of(self, key: str, *, after: str = "") -> int | None:
        """Give the line where a key or table is written, after the first one of another."""
        written = re.compile(rf"\s*(?:\[+\s*(?:[\w-]+\.)*)?\"?{re.escape(key)}\"?\s*[=.\]]")
        start = 0
        if after:
            holds = re.compile(rf"\b{re.escape(after)}\b")
            start = next((n for n, line in enumerate(self._lines) if holds.search(line)), 0)
        for number, line in enumerate(self._lines[start:], start=start + 1):
            if written.match(line):
                return number
        return start + 1 if after else None

    def _parse(self, raw: bytes) -> dict[str, Any]:
        line: int | None = None
        try:
            text = raw.decode().replace("\r\n", "\n")
            self._lines = text.split("\n")
            return tomllib.loads(text)
        except RecursionError:
            reason = "recursion"
        except ValueError as error:
            reason = str(error)
            at = _AT_LINE.search(reason)
            line = int(at[1]) if at else max(len(self._lines), 1)
        finding = Finding(
            file=self.file,
            line=line,
            element="",
            rule=self._rule,
            message=Text(f"Dit is geen TOML: {reason}.", f"This is no TOML: {reason}."),
            remedy=Text("Verbeter deze regel.", "Correct this line."),
        )
        raise InvalidDefinitionError([finding])
