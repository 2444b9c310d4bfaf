"""Days on which an agency is closed: ``closing_days.toml`` beside the tables of law.

They are no working days for that agency; a legal term in calendar days is not longer for
them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.definitions.toml_file import TomlFile
from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text

FILE = "closing_days.toml"
RULE = "closing-day"
_KEYS = frozenset({"agency", "on", "title"})

ClosingDays = Mapping[str, Mapping[date, Text]]


def read_closing_days(raw: bytes) -> tuple[ClosingDays, list[Finding]]:
    """Read the closing days by agency, and tell all that is wrong with them."""
    try:
        toml = TomlFile(raw, file=FILE, rule=RULE)
    except InvalidDefinitionError as error:
        return {}, list(error.findings)
    toml.unknown(toml.values, frozenset({"closing_day"}))
    found: dict[str, dict[date, Text]] = {}
    for table in toml.tables("closing_day"):
        toml.unknown(table, _KEYS)
        agency = toml.string(table, "agency")
        day = _day(toml, table)
        title = toml.text(table, "title", where=agency)
        if not agency:
            toml.wrong("agency", '"atlas"')
        elif day is not None:
            found.setdefault(agency, {})[day] = title
    return found, toml.findings


def _day(toml: TomlFile, table: Mapping[str, Any]) -> date | None:
    value = table.get("on")
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    toml.wrong("on", "2026-12-24")
    return None
