"""The limits of an answer that hold whatever the case: length, pattern, decimals."""

import re
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import regex

from engine.forms.answer_error import AnswerError
from engine.forms.insz import is_insz
from engine.forms.model import Field
from engine.forms.numbers import written_number
from engine.text import Text

Rule = Callable[[Field, Any], None]

#: Seconds that the search for a pattern may take; only hostile ones come near.
PATTERN_SECONDS = 0.2
_EMAIL = re.compile(r"[^@\s]{1,64}@(?:[^@\s.]{1,63}\.){1,10}[^@\s.]{2,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{5,24}", re.ASCII)


def rules_for(asked: Field) -> list[Rule]:
    """Give the rules that an answer of this question must satisfy."""
    if asked.type == "string" and asked.kind in {"textfield", "textarea"}:
        rules: list[Rule] = [_length]
        if asked.validation.pattern is not None:
            rules.append(_pattern)
        if asked.validation.format is not None:
            rules.append(_format)
        return rules
    return [_steps] if asked.kind == "number" else []


def _length(asked: Field, value: str) -> None:
    least, most = asked.validation.min_length, asked.validation.max_length
    if len(value) > most:
        raise AnswerError(
            Text(
                f"Hoogstens {most} tekens; dit zijn er {len(value)}.",
                f"At most {most} characters; these are {len(value)}.",
            )
        )
    if len(value) < least:
        raise AnswerError(
            Text(f"Minstens {least} tekens.", f"At least {least} characters.")
        )


def _pattern(asked: Field, value: str) -> None:
    try:
        found = regex.search(asked.validation.pattern or "", value, timeout=PATTERN_SECONDS)
    except TimeoutError:
        found = None
    if found is None:
        raise AnswerError(
            asked.validation.pattern_message
            or Text(
                "Dit heeft niet de gevraagde vorm.", "This does not have the form asked."
            )
        )


def _format(asked: Field, value: str) -> None:
    if asked.validation.format == "email" and not _EMAIL.fullmatch(value):
        raise AnswerError(
            Text(
                "Schrijf een e-mailadres, zoals naam@voorbeeld.be.",
                "Write an e-mail address, such as name@example.be.",
            )
        )
    if asked.validation.format == "phone" and not _PHONE.fullmatch(value):
        raise AnswerError(
            Text(
                "Schrijf een telefoonnummer, zoals +32 470 12 34 56.",
                "Write a telephone number, such as +32 470 12 34 56.",
            )
        )
    if asked.validation.format == "insz" and not is_insz(value):
        raise AnswerError(
            Text(
                "Dit is geen geldig rijksregister- of bisnummer.",
                "This is no valid national register or bis number.",
            )
        )


def _steps(asked: Field, value: Decimal) -> None:
    decimals, increment = asked.validation.decimals, asked.validation.increment
    if decimals is not None and not _is_multiple(value, Decimal(1).scaleb(-decimals)):
        raise AnswerError(
            Text("Schrijf een geheel getal.", "Write a whole number.")
            if decimals == 0
            else Text(
                f"Hoogstens {decimals} cijfers na de komma.",
                f"At most {decimals} decimals.",
            )
        )
    if increment is not None and not _is_multiple(value, increment):
        step = written_number(increment)
        raise AnswerError(
            Text(f"Schrijf een veelvoud van {step}.", f"Write a multiple of {step}.")
        )


def _is_multiple(value: Decimal, step: Decimal) -> bool:
    with localcontext(prec=200):
        return value % step == 0
