"""Judges an answer within the form and the case: required, offered, within limits."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from engine import feel
from engine.forms.answers import is_blank
from engine.forms.model import CHOSEN, Field
from engine.forms.numbers import written_number
from engine.forms.sheet import Sheet
from engine.text import Text


def checked(asked: Field, sheet: Sheet, *, now: datetime) -> tuple[Any, list[Text]]:
    """Give the FEEL value of the answer, and what is wrong with it."""
    value = sheet.context[asked.key]
    if asked.key in sheet.refused:
        return value, [_not_offered(sheet.refused[asked.key])]
    if asked.required and is_blank(asked, value):
        return value, [_missing(asked)]
    return value, [] if value is None else _beyond(asked, value, sheet, now)


def _missing(asked: Field) -> Text:
    if asked.kind == "checkbox":
        return Text("Vink dit aan.", "Tick this.")
    if asked.kind in CHOSEN:
        return Text("Maak een keuze.", "Make a choice.")
    return Text("Vul dit in.", "Fill this in.")


def _not_offered(refused: str) -> Text:
    named = refused[:60]
    return Text(
        f"'{named}' is hier geen keuze. Kies uit de lijst.",
        f"'{named}' is no choice here. Choose from the list.",
    )


def _beyond(asked: Field, value: Any, sheet: Sheet, now: datetime) -> list[Text]:
    wrong = []
    for limit, is_least in (
        (asked.validation.minimum, True),
        (asked.validation.maximum, False),
    ):
        if limit is None:
            continue
        bound = limit.evaluate(sheet.context, now=now)
        if _is_wrong_side(value, bound, is_least=is_least):
            wrong.append(_beyond_text(bound, is_least=is_least))
    return wrong


def _is_wrong_side(value: Any, bound: Any, *, is_least: bool) -> bool:
    """Whether a value is beyond a bound of its own type; another type bounds nothing."""
    if feel.type_of(value) != feel.type_of(bound):
        return False
    order = feel.order(value, bound)
    if order is None:
        return False
    return order < 0 if is_least else order > 0


def _beyond_text(bound: Any, *, is_least: bool) -> Text:
    if isinstance(bound, Decimal):
        shown = Text(written_number(bound), written_number(bound))
    elif isinstance(bound, date):
        shown = Text(
            format_date(bound, "d MMMM y", locale="nl"),
            format_date(bound, "d MMMM y", locale="en"),
        )
    else:
        shown = Text(feel.string_of(bound), feel.string_of(bound))
    if is_least:
        return Text(f"Niet minder of vroeger dan {shown.nl}.", f"Not below {shown.en}.")
    return Text(f"Niet meer of later dan {shown.nl}.", f"Not above {shown.en}.")
