"""Timers: bare ISO 8601, quoted, FEEL, or the name of a deadline."""

import re
from typing import Literal

from engine.definitions.formulas import Formulas, feel_string
from engine.definitions.model import Formula, Timer
from engine.definitions.tree import child, line_of, text_of
from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

TimerKind = Literal["date", "duration", "cycle"]

_DEADLINE = re.compile(r'\s*deadline\(\s*"([^"]+)"\s*\)\s*')
_DAYS = r"(?:\d+W|(?=\d|T\d)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?)"
_MONTHS = r"(?=\d)(?:\d+Y)?(?:\d+M)?"
_DURATION = re.compile(rf"-?P(?:{_MONTHS}|{_DAYS})")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d|\[?@?\w+/\w+\]?)?"
)
_CYCLE = re.compile(rf"R(\d*)/(?:[^/]+/)?P(?:{_MONTHS}|{_DAYS})(?:/[^/]+)?")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_ELEMENTS: tuple[tuple[str, TimerKind], ...] = (
    ("timeDate", "date"),
    ("timeDuration", "duration"),
    ("timeCycle", "cycle"),
)
_EXAMPLE = {"date": "2027-03-31T09:00:00", "duration": "P14D", "cycle": "R3/P7D"}


def deadline_of(formula: Formula | None) -> str | None:
    """Give the name when the whole formula is ``deadline("name")``."""
    match = _DEADLINE.fullmatch(formula.source) if formula is not None else None
    return match.group(1) if match else None


def read_timer(definition: Element, formulas: Formulas) -> Timer | None:
    """Read a ``timerEventDefinition``; None with a finding where it says no time."""
    for name, kind in _ELEMENTS:
        element = child(definition, name)
        if element is None:
            continue
        text = text_of(element)
        if not text:
            break
        formula = _formula(text, kind, element, formulas)
        if formula is None:
            return None
        return Timer(kind=kind, formula=formula, deadline=deadline_of(formula))
    formulas.findings.append(
        formulas.tree.finding(
            "timer-missing",
            definition,
            Text("De timer zegt geen tijd.", "The timer names no time."),
            Text(
                "Vul een datum, duur (P14D) of herhaling (R3/P7D) in.",
                "Fill in a date, duration (P14D) or cycle (R3/P7D).",
            ),
        )
    )
    return None


def _formula(
    text: str, kind: TimerKind, element: Element, formulas: Formulas
) -> Formula | None:
    """Read the text; a cycle becomes a FEEL string in ISO 8601, the others values."""
    if text.startswith("=") or "${" in text or "#{" in text:
        written = text[1:].strip() if text.startswith("=") else ""
        if not (quoted := _QUOTED.fullmatch(written)):
            return formulas.expression(text, element)
        text = quoted.group(1) or quoted.group(2) or ""
    elif quoted := _QUOTED.fullmatch(text):
        text = quoted.group(1) or quoted.group(2) or ""
    source = literal(text, kind)
    if source is not None:
        return Formula(source=source, line=line_of(element), written=text)
    if re.match(r"[a-z_]\w*(?:\s+[a-z]\w*)*\s*\(", text) or _is_name(text):
        return formulas.expression(text, element)
    formulas.findings.append(_wrong(text, kind, element, formulas))
    return None


def literal(text: str, kind: TimerKind) -> str | None:
    """Put ISO 8601 text into FEEL; None when it is no such time.

    A cycle stays a string: ``R3/P7D`` has no FEEL type.
    """
    if kind == "cycle":
        return feel_string(text) if _CYCLE.fullmatch(text) else None
    if kind == "duration":
        return (
            f"duration({feel_string(_weeks(text))})" if _DURATION.fullmatch(text) else None
        )
    if _DATE.fullmatch(text):
        return f"date({feel_string(text)})"
    if _INSTANT.fullmatch(text):
        return f"date and time({feel_string(text)})"
    return None


def _weeks(text: str) -> str:
    match = re.fullmatch(r"(-?)P(\d+)W", text)
    return f"{match.group(1)}P{int(match.group(2)) * 7}D" if match else text


def _is_name(text: str) -> bool:
    return text.isidentifier() and text[0].islower()


def _wrong(text: str, kind: TimerKind, element: Element, formulas: Formulas) -> Finding:
    cron = len(text.split()) in {5, 6, 7} and any(mark in text for mark in "*?")
    nl = "cron wordt niet gelezen" if cron else f"dat is geen {_KINDS[kind].nl} in ISO 8601"
    en = "cron is not read" if cron else f"that is no {_KINDS[kind].en} in ISO 8601"
    return formulas.tree.finding(
        "timer-syntax",
        element,
        Text(f"De timer zegt '{text[:60]}': {nl}.", f"The timer says '{text[:60]}': {en}."),
        Text(
            f"Schrijf bijvoorbeeld {_EXAMPLE[kind]}, of = en een FEEL-uitdrukking.",
            f"Write for example {_EXAMPLE[kind]}, or = and a FEEL expression.",
        ),
    )


_KINDS = {
    "date": Text("tijdstip", "date or time"),
    "duration": Text("duur", "duration"),
    "cycle": Text("herhaling", "cycle"),
}
