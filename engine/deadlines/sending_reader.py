"""Reads the ``[sending]`` table: the hours in which reminders go out."""

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from engine.deadlines.sending import Sending
from engine.deadlines.toml_lines import TomlLines
from engine.errors import Finding
from engine.text import Text

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_KEYS = ("from", "until")
_REMEDY = Text(
    'Schrijf from = "08:00" en until = "18:00", het eerste voor het laatste.',
    'Write from = "08:00" and until = "18:00", the first before the last.',
)


def read_sending(
    written: Any, *, file: str, lines: TomlLines
) -> tuple[Sending, list[Finding]]:
    """Read the hours, or give the usual ones with what is wrong."""
    if written is None:
        return Sending(), []
    table: Mapping[str, Any] = written if isinstance(written, dict) else {}
    wrong = sorted(table.keys() - set(_KEYS))
    times = []
    for key in _KEYS:
        value = table.get(key)
        if isinstance(value, str) and _TIME.fullmatch(value):
            times.append(time.fromisoformat(value))
        else:
            wrong.append(key)
    if not wrong and not times[0] < times[1]:
        wrong.append("until")
    if not wrong:
        return Sending(opens=times[0], closes=times[1]), []
    return Sending(), [
        Finding(
            file=file,
            line=lines.key("sending", 0, key) or 1,
            element="sending",
            rule="deadline-sending",
            message=Text(
                f"'{key}' van [sending] klopt niet.", f"'{key}' of [sending] is wrong."
            ),
            remedy=_REMEDY,
        )
        for key in wrong
    ]
