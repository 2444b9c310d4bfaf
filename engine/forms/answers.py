"""Turns one raw answer, from a page or from JSON, into a value of FEEL."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from engine.forms.answer_error import AnswerError
from engine.forms.model import Field, Kind
from engine.forms.moments import read_date, read_moment, read_time
from engine.forms.numbers import read_number
from engine.text import Text

#: Answers that can be chosen at once.
MAX_CHOSEN = 500
_MAX_RAW = 200_000
_YES = frozenset({"true", "on", "1", "ja", "yes"})
_NO = frozenset({"false", "off", "0", "nee", "no", ""})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def read_answer(asked: Field, raw: Any) -> Any:
    """Read an answer by the kind of its field; blank gives None.

    A page sends strings, or a list of one; JSON sends typed values. A checkbox gives a
    boolean, a checklist or taglist a list. Whether what was chosen is offered, and the
    limits hold, is judged later.

    Raises:
        AnswerError: It is no answer of that kind.
    """
    if asked.is_multiple:
        return _several(raw)
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    if asked.kind == "checkbox":
        return _yes_or_no(raw)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if isinstance(raw, str) and len(raw) > _MAX_RAW:
        raise AnswerError(Text("Dit is te lang.", "This is too long."))
    return _READERS[asked.kind](raw)


def is_blank(asked: Field, value: Any) -> bool:
    """Whether a required field was left open; a checkbox then is not ticked."""
    return value is None or value == [] or (asked.kind == "checkbox" and value is False)


def blank_answer(asked: Field) -> Any:
    """Give the FEEL value of a field that was left open."""
    if asked.is_multiple:
        return []
    return False if asked.kind == "checkbox" else None


def _line(raw: Any) -> str:
    text = _text(raw)
    return " ".join(text.split("\n")).strip()


def _lines(raw: Any) -> str:
    return _text(raw).strip()


def _text(raw: Any) -> str:
    if not isinstance(raw, str):
        raise AnswerError(Text("Schrijf een tekst.", "Write a text."))
    if _CONTROL.search(raw):
        raise AnswerError(
            Text("De tekst bevat een onbruikbaar teken.", "The text has an unusable sign.")
        )
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def _choice(raw: Any) -> str | bool | Decimal:
    if isinstance(raw, bool):
        return raw
    return _text(raw).strip() if isinstance(raw, str) else read_number(raw)


def _several(raw: Any) -> list[str | bool | Decimal]:
    listed = raw if isinstance(raw, list | tuple) else [] if raw is None else [raw]
    if len(listed) > MAX_CHOSEN:
        raise AnswerError(
            Text(f"Kies er hoogstens {MAX_CHOSEN}.", f"Choose at most {MAX_CHOSEN}.")
        )
    chosen = (_choice(one) for one in listed if one is not None)
    return list(dict.fromkeys(one for one in chosen if one != ""))


def _yes_or_no(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    if raw is None:
        return False
    if isinstance(raw, str) and raw.strip().lower() in _YES | _NO:
        return raw.strip().lower() in _YES
    raise AnswerError(Text("Kies ja of nee.", "Choose yes or no."))


_READERS: dict[Kind, Callable[[Any], Any]] = {
    "textfield": _line,
    "textarea": _lines,
    "number": read_number,
    "radio": _choice,
    "select": _choice,
    "date": read_date,
    "time": read_time,
    "datetime": read_moment,
}
