"""A timer of more than a hundred years is a slip of the pen."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from engine import feel
from engine.definitions.diagram import Diagram
from engine.definitions.model import Timer
from engine.definitions.rules.reporting import about, shown
from engine.errors import EngineError, Finding
from engine.text import Text

NAME = "timer-too-long"

MAX_YEARS = 100
_NUMBERS = re.compile(r"(\d+)([YMWD])")
_DAYS = {"Y": 366, "M": 31, "W": 7, "D": 1}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse timers of more than a century, and those that are over before they begin."""
    for process in diagram.runnable:
        for node in process.nodes.values():
            timer = node.event.timer if node.event is not None else None
            if timer is None or not _is_wrong(timer):
                continue
            yield about(
                NAME,
                process,
                node,
                Text(
                    f"Timer '{shown(node)}' duurt boven {MAX_YEARS} jaar, of is negatief.",
                    f"Timer '{shown(node)}' is over {MAX_YEARS} years, or negative.",
                ),
                Text("Schrijf een kortere duur.", "Write a shorter duration."),
            )


def _is_wrong(timer: Timer) -> bool:
    if timer.kind == "cycle":
        found = _NUMBERS.findall(timer.formula.source.split("T")[0])
        days = sum(int(number) * _DAYS[unit] for number, unit in found)
        return days > MAX_YEARS * 366
    if timer.formula.expression.names or timer.deadline is not None:
        return False
    try:
        return _is_beyond(timer.formula.expression.evaluate({}))
    except EngineError:
        return False


def _is_beyond(value: Any) -> bool:
    if isinstance(value, feel.YearsMonths):
        return not 0 <= value.months <= MAX_YEARS * 12
    if isinstance(value, timedelta):
        return not timedelta(0) <= value <= timedelta(days=MAX_YEARS * 366)
    if isinstance(value, date | datetime):
        return not 1900 < value.year < 2200  # noqa: PLR2004
    return False
