"""Reads JSON and keeps the line of every object, which the standard library forgets."""

import json
import re
from bisect import bisect_right
from decimal import Decimal
from typing import Any

from engine.text import Text

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
MAX_VALUES = 50_000

_BLANK = re.compile(r"[ \t\n\r]*")


class JsonObject(dict[str, Any]):
    """An object with its line, and that of each of its keys, counted from 1."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key_lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Give the line of a key, or of the object when it has no such key."""
        return self.key_lines.get(key, self.line)


class JsonLinesError(Exception):
    """The bytes are no JSON that we take; ``line`` is where it went wrong."""

    def __init__(self, text: Text, line: int | None) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line


def decode(raw: bytes) -> Any:
    """Decode JSON in UTF-8; objects are `JsonObject`, numbers ``Decimal``.

    Raises:
        JsonLinesError: It is no JSON, is too large or too deep, or has a key twice.
    """
    if len(raw) > MAX_BYTES:
        raise JsonLinesError(
            Text("Het bestand is te groot.", "The file is too large."), None
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise JsonLinesError(
            Text("Het bestand is geen UTF-8.", "The file is no UTF-8."), line
        ) from error
    return _Decoder(text).whole()


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class _Decoder:
    """Walks the text once; single values are left to the standard library."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._left = MAX_VALUES
        self._single = json.JSONDecoder(
            parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant
        )

    def whole(self) -> Any:
        value, end = self._value(self._skip(0), 0)
        end = self._skip(end)
        if end != len(self._text):
            raise self._wrong(end, Text("Er staat iets achter.", "Something follows."))
        return value

    def _value(self, at: int, depth: int) -> tuple[Any, int]:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise self._wrong(
                at, Text("Het is te diep of te groot.", "It is too deep or too large.")
            )
        opening = self._text[at : at + 1]
        if opening == "{":
            return self._object(at, depth)
        if opening == "[":
            return self._array(at, depth)
        try:
            value, end = self._single.raw_decode(self._text, at)
        except (ValueError, ArithmeticError) as error:
            raise self._not_json(at) from error
        if isinstance(value, str):
            self._check_characters(value, at)
        return value, end

    def _object(self, at: int, depth: int) -> tuple[JsonObject, int]:
        found = JsonObject(self._line(at))
        at = self._skip(at + 1)
        if self._text[at : at + 1] == "}":
            return found, at + 1
        while True:
            if self._text[at : at + 1] != '"':
                raise self._not_json(at)
            key_at = at
            key, at = self._value(at, depth + 1)
            if key in found:
                raise self._wrong(
                    key_at,
                    Text(f"De sleutel '{key}' staat er tweemaal.", f"'{key}' is twice."),
                )
            at = self._expect(at, ":")
            found.key_lines[key] = self._line(key_at)
            found[key], at = self._value(at, depth + 1)
            at, is_last = self._next(at, "}")
            if is_last:
                return found, at

    def _array(self, at: int, depth: int) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self._skip(at + 1)
        if self._text[at : at + 1] == "]":
            return found, at + 1
        while True:
            value, at = self._value(at, depth + 1)
            found.append(value)
            at, is_last = self._next(at, "]")
            if is_last:
                return found, at

    def _next(self, at: int, closing: str) -> tuple[int, bool]:
        at = self._skip(at)
        if self._text[at : at + 1] == closing:
            return at + 1, True
        return self._expect(at, ","), False

    def _expect(self, at: int, sign: str) -> int:
        at = self._skip(at)
        if self._text[at : at + 1] != sign:
            raise self._not_json(at)
        return self._skip(at + 1)

    def _skip(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at

    def _check_characters(self, value: str, at: int) -> None:
        if any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in value):
            raise self._wrong(
                at,
                Text("De tekst heeft een ongeldig teken.", "A string has a bad character."),
            )

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at)

    def _not_json(self, at: int) -> JsonLinesError:
        sign = self._text[at : at + 1]
        if not sign:
            what = Text("Het bestand houdt te vroeg op.", "The file ends too early.")
        else:
            what = Text(f"'{sign}' staat hier verkeerd.", f"'{sign}' is out of place.")
        return self._wrong(at, what)

    def _wrong(self, at: int, text: Text) -> JsonLinesError:
        return JsonLinesError(text, self._line(at))
