"""Cuts an expression into tokens; here names with spaces become one token.

FEEL cannot be cut without knowing names: ``date and time`` is one name, ``a and b`` is not.
Known are the built-in ones, those given, and those the expression itself defines. Other
words that follow each other are one name as well, for that is the only way to read them.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from lark import Token

from engine.feel.mistakes import unreadable

_KEYWORDS = {
    "and": "_AND",
    "or": "_OR",
    "between": "_BETWEEN",
    "in": "_IN",
    "instance": "_INSTANCE",
    "of": "_OF",
    "if": "_IF",
    "then": "_THEN",
    "else": "_ELSE",
    "for": "_FOR",
    "return": "_RETURN",
    "some": "SOME",
    "every": "EVERY",
    "satisfies": "_SATISFIES",
    "function": "_FUNCTION",
    "external": "EXTERNAL",
    "true": "TRUE",
    "false": "FALSE",
    "null": "NULL",
}
_SYMBOLS = {
    "..": "_DOTDOT",
    "**": "POW",
    "<=": "LE",
    ">=": "GE",
    "!=": "NE",
    "->": "_ARROW",
    "<": "LT",
    ">": "GT",
    "=": "EQ",
    "+": "PLUS",
    "-": "MINUS",
    "–": "MINUS",  # word processors write it for a minus
    "*": "STAR",
    "/": "SLASH",
    ",": "_COMMA",
    ":": "_COLON",
    ".": "_DOT",
    "@": "_AT",
    "(": "_LPAR",
    ")": "_RPAR",
    "[": "_LSQB",
    "]": "_RSQB",
    "{": "_LBRACE",
    "}": "_RBRACE",
}
#: What a name starts with: letters, and what grammar rule 28 has besides.
_START = (
    r"[^\W\d]|[?\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
    r"\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U000effff]"
)
_WORD = rf"(?:{_START})(?:{_START}|\w|['’\u00b7\u203f\u2040])*"
_TOKEN = re.compile(
    rf"""(?P<space>(?:[\s\ufeff\u180e\u200b]|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)+)
    |(?P<dots>\.\.)
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<string>"(?:[^"\\\n\r]|\\.)*")
    |(?P<word>{_WORD})
    |(?P<symbol>\*\*|<=|>=|!=|->|[-–<>=+*/,:.@()\[\]{{}}])""",
    re.VERBOSE,
)
_KEY = re.compile(r"([^\s\"{}\[\]():,][^\"{}\[\]():,]*):")
_PARTS = re.compile(rf"{_WORD}|\d+|\S")
_OPERAND_ENDS = frozenset(
    [
        "NUMBER",
        "STRING",
        "NAME",
        "TRUE",
        "FALSE",
        "NULL",
        "_RPAR",
        "_RSQB",
        "_RBRACE",
        "CLOSE_RPAR",
        "CLOSE_RSQB",
        "CLOSE_LSQB",
    ]
)
_AFTER_RANGE = re.compile(
    r"\s*(?:$|[,)\]}=!<>*+/]|\.(?!\d)|(?:and|or|then|else|return|in)\b)"
)


class _Names(NamedTuple):
    """Known names by their first part, longest first."""

    by_first: dict[str, list[tuple[str, ...]]]

    def add(self, name: str) -> None:
        parts = tuple(_PARTS.findall(name))
        known = self.by_first.setdefault(parts[0], []) if parts else []
        if len(parts) > 1 and parts not in known:
            known.append(parts)
            known.sort(key=len, reverse=True)


@lru_cache(maxsize=256)
def _names(names: frozenset[str]) -> _Names:
    known = _Names({})
    for name in names:
        known.add(name)
    return known


def tokenize(source: str, names: Collection[str], *, unary: bool) -> list[Token]:
    """Cut a source into tokens for the parser.

    Raises:
        FeelSyntaxError: There is a character or a string that cannot be read.
    """
    return _Tokenizer(source, _names(frozenset(names)), unary=unary).run()


class _Tokenizer:
    def __init__(self, source: str, names: _Names, *, unary: bool) -> None:
        self.source = source
        self.given = names
        self.own = _Names({})
        self.unary = unary
        self.position = 0
        self.tokens: list[Token] = []
        #: Open brackets, and whether ``..`` stood in them.
        self.open: list[tuple[str, bool]] = []

    def run(self) -> list[Token]:
        while self.position < len(self.source):
            match = _TOKEN.match(self.source, self.position)
            if match is None:
                raise unreadable(self.source, self.position)
            kind, text = match.lastgroup, match.group()
            if kind == "space":
                self.position = match.end()
            elif self._is_key():
                pass
            elif kind == "word":
                self._word(text)
            elif kind in {"symbol", "dots"}:
                self._symbol(text)
            elif kind == "number":
                self._number(text)
            else:
                self._push("STRING", text, len(text))
        self._mark_negation()
        return self.tokens

    def _push(self, kind: str, value: str, length: int) -> None:
        self.tokens.append(
            Token(kind, value, self.position, end_pos=self.position + length)
        )
        self.position += length

    def _last(self) -> str:
        return self.tokens[-1].type if self.tokens else ""

    def _is_key(self) -> bool:
        """Read the key of an entry or parameter, which defines a name with symbols."""
        if not self.open or self.open[-1][0] not in "{(":
            return False
        if self._last() not in {"_LBRACE", "_LPAR", "_COMMA"}:
            return False
        match = _KEY.match(self.source, self.position)
        if match is None:
            return False
        name = _joined(match[1])
        self.own.add(name)
        self._push("NAME", name, match.end(1) - self.position)
        return True

    def _word(self, word: str) -> None:
        name, end = self._known(self.position)
        if name:
            self._name(name, end)
        elif word in _KEYWORDS and self._last() != "_DOT":
            self._push(_KEYWORDS[word], word, len(word))
            if word in {"return", "satisfies"}:
                self._end_of_item()
        else:
            self._name(word, self.position + len(word))

    def _number(self, text: str) -> None:
        if self._last() == "NAME" and text.isdigit():
            self._name(text, self.position + len(text))
        else:
            self._push("NUMBER", text, len(text))

    def _name(self, name: str, end: int) -> None:
        """Add a name; two in a row are one name that nobody made known."""
        if self._last() != "NAME":
            self._push("NAME", name, end - self.position)
            return
        start = self.tokens[-1]
        merged = Token("NAME", f"{start} {name}", start.start_pos, end_pos=end)
        self.tokens[-1] = merged
        self.position = end

    def _known(self, position: int) -> tuple[str, int]:
        first = _PARTS.match(self.source, position)
        if first is None:
            return "", 0
        for names in (self.own, self.given):
            for parts in names.by_first.get(first.group(), ()):
                end = self._end_of(parts, position)
                if end:
                    return _joined(self.source[position:end]), end
        return "", 0

    def _end_of(self, parts: tuple[str, ...], position: int) -> int:
        for part in parts:
            while position < len(self.source) and self.source[position].isspace():
                position += 1
            match = _PARTS.match(self.source, position)
            if match is None or match.group() != part:
                return 0
            position = match.end()
        return position

    def _symbol(self, text: str) -> None:
        kind = _SYMBOLS[text]
        if self.source.startswith("/*", self.position):
            raise unreadable(self.source, self.position)
        if text in "([{]":
            kind = self._bracket(text, kind)
        elif text in ")}":
            kind = self._closing(kind)
        elif text == ".." and self.open:
            self.open[-1] = (self.open[-1][0], True)
        elif text == ",":
            self._end_of_item()
        self._push(kind, text, len(text))

    def _bracket(self, text: str, kind: str) -> str:
        """Tell brackets that hold something from those at the ends of a range."""
        if text == "[" and self._closes_range():
            return self._closing(kind)
        if text == "]":
            if self._last() in _OPERAND_ENDS or self._last() == "_LSQB":
                return self._closing(kind)
            kind = "_OPENING"
        self.open.append((text, False))
        return kind

    def _closing(self, kind: str) -> str:
        dots = self.open.pop()[1] if self.open else False
        return f"CLOSE{kind}" if dots and kind != "_RBRACE" else kind

    def _end_of_item(self) -> None:
        if self.open:
            self.open[-1] = (self.open[-1][0], False)

    def _closes_range(self) -> bool:
        if not self.open or not self.open[-1][1] or self._last() not in _OPERAND_ENDS:
            return False
        return bool(_AFTER_RANGE.match(self.source, self.position + 1))

    def _mark_negation(self) -> None:
        """Read ``not(...)`` around a whole cell as a negated list of tests."""
        tokens = self.tokens
        if not self.unary or len(tokens) < 3 or tokens[0] != "not":  # noqa: PLR2004
            return
        depth = 0
        for index, token in enumerate(tokens[1:], start=1):
            depth += (token.value in {"(", "{"}) - (token.value in {")", "}"})
            if depth == 0:
                if index == len(tokens) - 1 and index > 1:
                    tokens[0] = Token("_NOT", "not", tokens[0].start_pos)
                return


def _joined(text: str) -> str:
    return " ".join(text.split())
