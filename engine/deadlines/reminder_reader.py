"""Reads the ``[[term.reminder]]`` tables of a term."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from engine.deadlines.due_date import Recipient
from engine.deadlines.period import Period
from engine.deadlines.term import ReminderRule
from engine.text import Text

MAX_REMINDERS = 20
_REMEDY = Text(
    'Schrijf before = "P14D" en to = ["assignee", "team", "supervisor"].',
    'Write before = "P14D" and to = ["assignee", "team", "supervisor"].',
)


class Wrong(NamedTuple):
    """What is wrong with a reminder; ``position`` counts from 0."""

    position: int
    message: Text
    remedy: Text


def read_reminders(
    written: Any, length: Any
) -> tuple[tuple[ReminderRule, ...], list[Wrong]]:
    """Read the reminders of a term; one longer before the end than the term is wrong."""
    if not isinstance(written, list) or len(written) > MAX_REMINDERS:
        message = Text(
            f"'reminder' is geen reeks van hoogstens {MAX_REMINDERS} tabellen.",
            f"'reminder' is no array of at most {MAX_REMINDERS} tables.",
        )
        return (), [Wrong(0, message, _REMEDY)]
    rules, wrong = [], []
    for position, table in enumerate(written):
        rule = _rule(table if isinstance(table, dict) else {})
        if rule is None:
            message = Text("De herinnering is onvolledig.", "The reminder is not complete.")
            wrong.append(Wrong(position, message, _REMEDY))
        elif isinstance(length, Period) and _never_sent(rule.offset, length):
            wrong.append(Wrong(position, *_too_early(rule.offset)))
        else:
            rules.append(rule)
    return tuple(rules), wrong


def _rule(table: dict[str, Any]) -> ReminderRule | None:
    to = table.get("to")
    if table.keys() != {"before", "to"} or not isinstance(to, list) or not to:
        return None
    recipients = tuple(dict.fromkeys(_known(to)))
    if len(recipients) != len(to):
        return None
    try:
        return ReminderRule(
            offset=Period.parse(str(table["before"])), moment="before", to=recipients
        )
    except ValueError:
        return None


def _known(names: list[Any]) -> Iterator[Recipient]:
    known: Recipient
    for name in names:
        for known in get_args(Recipient):
            if name == known:
                yield known


def _never_sent(before: Period, length: Period) -> bool:
    return before.months >= length.months and before.days >= length.days


def _too_early(before: Period) -> tuple[Text, Text]:
    return (
        Text(
            f"De herinnering {before} voor het einde valt voor het begin.",
            f"The reminder {before} before the end falls before the start.",
        ),
        Text("Kies een kortere periode dan de termijn.", "Take less than the term."),
    )
