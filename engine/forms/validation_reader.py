"""Reads what an answer must satisfy: the ``validate`` of a form-js component."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import regex

from engine import feel
from engine.forms.answer_error import AnswerError
from engine.forms.findings import Findings, inner
from engine.forms.json_lines import JsonObject
from engine.forms.model import Format, Kind, Validation
from engine.forms.numbers import MAX_DIGITS, read_number
from engine.text import Text

#: A text is never longer than this; a form may ask for less.
MAX_LENGTH = 100_000
MAX_PATTERN = 500
_DEFAULT_LENGTHS: dict[Kind, int] = {"textfield": 1_000, "textarea": 20_000}
_FORMATS: dict[str, Format] = {"email": "email", "phone": "phone", "insz": "insz"}


def read_validation(
    component: JsonObject, kind: Kind, properties: Mapping[str, str], findings: Findings
) -> Validation:
    """Read the limits; what is wrong gets the rule ``form-validation``.

    ``min`` and ``max`` may be FEEL, also in the custom properties (for dates:
    ``max = "=today()"``). The property ``format`` may be ``email``, ``phone`` or ``insz``.
    """
    validate = inner(component, "validate")
    reader = _Reader(component, validate, findings)
    return Validation(
        minimum=reader.limit("min", properties),
        maximum=reader.limit("max", properties),
        min_length=reader.length("minLength", 0),
        max_length=reader.length("maxLength", _DEFAULT_LENGTHS.get(kind, MAX_LENGTH)),
        pattern=reader.pattern(),
        pattern_message=_pattern_message(properties),
        format=reader.format(properties),
        decimals=reader.decimals(),
        increment=reader.increment(),
    )


def _pattern_message(properties: Mapping[str, str]) -> Text | None:
    dutch = properties.get("pattern_message")
    if not dutch:
        return None
    return Text(dutch, properties.get("pattern_message_en", dutch))


class _Reader:
    """Reads the keys one by one and notes what is wrong."""

    def __init__(
        self, component: JsonObject, validate: JsonObject, findings: Findings
    ) -> None:
        self._component = component
        self._validate = validate
        self._findings = findings

    def limit(self, key: str, properties: Mapping[str, str]) -> feel.Expression | None:
        written = self._validate.get(key, properties.get(key))
        if written in (None, ""):
            return None
        if isinstance(written, str) and written.lstrip().startswith("="):
            return self._findings.compiled(self._component, key, written)
        try:
            return feel.compile(format(read_number(written), "f"))
        except AnswerError:
            self._wrong(key, "een getal of FEEL", "a number or FEEL")
            return None

    def length(self, key: str, default: int) -> int:
        written = self._validate.get(key)
        if written in (None, ""):
            return default
        number = self._whole(written)
        if number is None or number > MAX_LENGTH:
            self._wrong(key, f"0 tot {MAX_LENGTH}", f"0 to {MAX_LENGTH}")
            return default
        return number

    def decimals(self) -> int | None:
        written = self._component.get("decimalDigits")
        if written in (None, ""):
            return None
        number = self._whole(written)
        if number is None or number > MAX_DIGITS:
            self._wrong("decimalDigits", f"0 tot {MAX_DIGITS}", f"0 to {MAX_DIGITS}")
            return None
        return number

    def increment(self) -> Decimal | None:
        written = self._component.get("increment")
        if written in (None, ""):
            return None
        try:
            number = read_number(written)
        except AnswerError:
            number = Decimal(0)
        if number <= 0:
            self._wrong("increment", "een getal boven 0", "a number above 0")
            return None
        return number

    def pattern(self) -> str | None:
        written = self._validate.get("pattern")
        if written in (None, ""):
            return None
        if isinstance(written, str) and len(written) <= MAX_PATTERN:
            try:
                regex.compile(written)
            except (regex.error, RecursionError, OverflowError, ValueError):
                pass
            else:
                return written
        self._wrong(
            "pattern",
            f"een reguliere uitdrukking van hoogstens {MAX_PATTERN} tekens",
            f"a regular expression of at most {MAX_PATTERN} characters",
        )
        return None

    def format(self, properties: Mapping[str, str]) -> Format | None:
        written = properties.get("format") or self._validate.get("validationType")
        if written in (None, "", "custom"):
            return None
        if isinstance(written, str) and written in _FORMATS:
            return _FORMATS[written]
        self._wrong("format", "email, phone of insz", "email, phone or insz")
        return None

    @staticmethod
    def _whole(written: Any) -> int | None:
        try:
            number = read_number(written)
        except AnswerError:
            return None
        if number != number.to_integral_value() or not 0 <= number <= MAX_LENGTH:
            return None
        return int(number)

    def _wrong(self, key: str, dutch: str, english: str) -> None:
        self._findings.add(
            "form-validation",
            self._component,
            Text(f"'{key}' is onbruikbaar.", f"'{key}' is not usable."),
            Text(f"Schrijf {dutch}.", f"Write {english}."),
            key="validate",
        )
