"""What a page shows: the texts that inputs start with, and texts with facts in them."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from babel.dates import format_date

from engine import feel
from engine.clock import BRUSSELS
from engine.forms.model import Display, Field
from engine.forms.moments import written_moment
from engine.forms.numbers import written_number
from engine.text import Language, Text


def start_value(asked: Field, facts: Mapping[str, Any]) -> Any:
    """Give the fact that a field shows first, or its default."""
    value = facts.get(asked.fact)
    return asked.default if value is None else value


def raw_text(asked: Field, value: Any) -> str | list[str]:
    """Write a FEEL value as a page sends it, so that reading gives the value back."""
    if asked.is_multiple:
        return [_raw(one) for one in value] if isinstance(value, list) else []
    if asked.kind == "checkbox":
        return "true" if value is True else ""
    return _raw(value)


def written(part: Display, context: Mapping[str, Any], *, now: datetime) -> Text:
    """Give the text of a part, each expression replaced by its value."""
    return Text(
        _joined(part.pieces[0], context, now, "nl"),
        _joined(part.pieces[1], context, now, "en"),
    )


def _joined(
    pieces: tuple[str | feel.Expression, ...],
    context: Mapping[str, Any],
    now: datetime,
    language: Language,
) -> str:
    return "".join(
        piece
        if isinstance(piece, str)
        else _shown(piece.evaluate(context, now=now), language)
        for piece in pieces
    )


def _raw(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return written_number(value)
    if isinstance(value, datetime):
        return written_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.replace(tzinfo=None).isoformat(
            "seconds" if value.second else "minutes"
        )
    return value if isinstance(value, str) else ""


def _shown(value: Any, language: Language) -> str:
    """Write a value for reading: dates in words, numbers with a comma in Dutch."""
    if isinstance(value, bool):
        yes_or_no = Text("ja", "yes") if value else Text("nee", "no")
        return yes_or_no.in_language(language)
    if isinstance(value, date):
        return _day(value, language)
    if isinstance(value, Decimal):
        number = format(value, "f")
        return number.replace(".", ",") if language == "nl" else number
    if isinstance(value, list):
        return ", ".join(_shown(one, language) for one in value)
    return "" if value is None else feel.string_of(value)


def _day(value: date, language: Language) -> str:
    if not isinstance(value, datetime):
        return format_date(value, "d MMMM y", locale=language)
    local = value.astimezone(BRUSSELS) if value.tzinfo else value
    return f"{format_date(local, 'd MMMM y', locale=language)} {local:%H:%M}"
