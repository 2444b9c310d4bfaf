"""One-line expressions of other languages, put into FEEL where they mean the same.

Read are the comparisons, ``&& || !`` (also as words), ``== !=``, arithmetic, property and
index access, the conditional ``a ? b : c``, literals and a few methods that every one of
JUEL, Groovy, JavaScript and Python has a twin of. Everything else is refused, never
guessed.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

__all__ = ["UntranslatableError", "to_feel"]

#: More text than this is no one-liner; it also bounds the depth of what is read.
MAX_LENGTH: Final = 2_000
_MAX_DEPTH: Final = 60

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?)(?P<suffix>[lLfFdDgG]\b)?
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<name>[A-Za-z_$][\w$]*)
  | (?P<mark>===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!?:().,\[\]])
    )""",
    re.VERBOSE,
)
_WORDS = {
    "and": "&&",
    "or": "||",
    "not": "not",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "div": "/",
}
_CONSTANTS = {
    "true": "true",
    "false": "false",
    "null": "null",
    "True": "true",
    "False": "false",
    "None": "null",
}
_COMPARISONS = {"==": "=", "===": "=", "!=": "!=", "!==": "!="}
_COMPARISONS |= {mark: mark for mark in ("<", ">", "<=", ">=")}
#: Words that mean something in one of the languages and are no names.
_RESERVED = frozenset(
    {"new", "import", "def", "var", "let", "const", "function", "lambda", "if", "else"}
    | {"for", "while", "return", "in", "is", "instanceof", "typeof", "await", "async"}
    | {"yield", "delete", "void", "this", "self", "class"}
)


class UntranslatableError(Exception):
    """The expression does something that FEEL has no equal for; args[0] shows where."""


class _Token(NamedTuple):
    kind: str
    text: str


class _Feel(NamedTuple):
    """FEEL text with how strongly it binds, and its type where that is plain to see."""

    source: str
    strength: int
    type: str = ""

    def at(self, strength: int) -> str:
        return self.source if self.strength >= strength else f"({self.source})"


_IF, _OR, _AND, _COMPARE, _ADD, _MULTIPLY, _UNARY, _PATH = range(8)


def to_feel(text: str) -> str:
    """Translate one expression, without ``${ }`` around it.

    Raises:
        UntranslatableError: Some part has no equal in FEEL.
    """
    if len(text) > MAX_LENGTH:
        raise UntranslatableError(text[:40])
    return _Translation(_tokens(text)).whole().source


def _tokens(text: str) -> list[_Token]:
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise UntranslatableError(text[position : position + 20])
        position = match.end()
        kind = match.lastgroup or ""
        kind = "number" if kind == "suffix" else kind
        token = match.group(kind)
        if kind == "name" and token in _WORDS:
            kind, token = "mark", _WORDS[token]
        tokens.append(_Token(kind, token))
    return tokens


@dataclass
class _Translation:
    tokens: list[_Token]
    position: int = 0
    depth: int = 0

    def whole(self) -> _Feel:
        result = self._conditional()
        if self.position < len(self.tokens):
            self._refuse()
        return result

    def _peek(self) -> str:
        if self.position >= len(self.tokens):
            return ""
        token = self.tokens[self.position]
        return token.text if token.kind == "mark" else token.kind

    def _take(self, *marks: str) -> str:
        mark = self._peek()
        if mark and mark in marks and self.tokens[self.position].kind == "mark":
            self.position += 1
            return mark
        return ""

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            self._refuse()

    def _refuse(self) -> None:
        rest = " ".join(token.text for token in self.tokens[self.position :][:4])
        raise UntranslatableError(rest)

    def _conditional(self) -> _Feel:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self._refuse()
        test = self._or()
        if self._take("?"):
            then = self._conditional()
            self._expect(":")
            other = self._conditional()
            source = f"if {test.at(_OR)} then {then.at(_OR)} else {other.at(_IF)}"
            test = _Feel(source, _IF)
        self.depth -= 1
        return test

    def _or(self) -> _Feel:
        left = self._and()
        while self._take("||"):
            left = _Feel(f"{left.at(_OR)} or {self._and().at(_AND)}", _OR, "boolean")
        return left

    def _and(self) -> _Feel:
        left = self._comparison()
        while self._take("&&"):
            right = self._comparison()
            left = _Feel(f"{left.at(_AND)} and {right.at(_AND)}", _AND, "boolean")
        return left

    def _comparison(self) -> _Feel:
        left = self._sum()
        mark = self._take(*_COMPARISONS)
        if not mark:
            return left
        right = self._sum()
        if self._peek() in _COMPARISONS:
            self._refuse()
        source = f"{left.at(_ADD)} {_COMPARISONS[mark]} {right.at(_ADD)}"
        return _Feel(source, _COMPARE, "boolean")

    def _sum(self) -> _Feel:
        left = self._product()
        while mark := self._take("+", "-"):
            right = self._product()
            if mark == "+" and "string" in (left.type, right.type):
                source = f"{_as_string(left)} + {_as_string(right)}"
                left = _Feel(source, _ADD, "string")
            else:
                source = f"{left.at(_ADD)} {mark} {right.at(_MULTIPLY)}"
                left = _Feel(source, _ADD)
        return left

    def _product(self) -> _Feel:
        left = self._unary()
        while mark := self._take("*", "/"):
            right = self._unary()
            left = _Feel(f"{left.at(_MULTIPLY)} {mark} {right.at(_UNARY)}", _MULTIPLY)
        return left

    def _unary(self) -> _Feel:
        if self._take("-"):
            return _Feel(f"-{self._path().at(_PATH)}", _UNARY)
        if mark := self._take("!", "not"):
            return self._negation(mark)
        return self._path()

    def _negation(self, mark: str) -> _Feel:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            self._refuse()
        inner = self._unary()
        self.depth -= 1
        if mark == "not" and self._peek() in _COMPARISONS:
            # Python denies the whole comparison here, JUEL its left side only.
            self._refuse()
        # A name that nobody wrote is null; other languages take its negation as true.
        test = inner.source if inner.type == "boolean" else f"{inner.at(_ADD)} = true"
        return _Feel(f"not({test})", _PATH, "boolean")

    def _path(self) -> _Feel:
        left = self._primary()
        while mark := self._take(".", "["):
            left = self._step(left) if mark == "." else self._index(left)
        return left

    def _primary(self) -> _Feel:
        if self._take("("):
            inner = self._conditional()
            self._expect(")")
            return _Feel(f"({inner.source})", _PATH, inner.type)
        if self._peek() not in {"number", "string", "name"}:
            self._refuse()
        token = self.tokens[self.position]
        self.position += 1
        if token.kind == "string":
            return _Feel(_string(token.text), _PATH, "string")
        if token.kind == "number":
            return _Feel(token.text, _PATH, "number")
        return self._named(token.text)

    def _named(self, name: str) -> _Feel:
        if name in _CONSTANTS:
            kind = "" if _CONSTANTS[name] == "null" else "boolean"
            return _Feel(_CONSTANTS[name], _PATH, kind)
        if name == "empty":
            value = self._path()
            source = f'({value.at(_ADD)} = null or {value.at(_ADD)} = "" or '
            return _Feel(f"{source}{value.at(_ADD)} = [])", _PATH, "boolean")
        if name in _RESERVED or "$" in name or self._peek() == "(":
            self.position -= 1
            self._refuse()
        return _Feel(name, _PATH)

    def _step(self, left: _Feel) -> _Feel:
        if self._peek() != "name":
            self._refuse()
        name = self.tokens[self.position].text
        self.position += 1
        if not self._take("("):
            if name in {"length", "size"}:
                self.position -= 1
                self._refuse()
            return _Feel(f"{left.at(_PATH)}.{name}", _PATH)
        argument = None if self._peek() == ")" else self._conditional()
        self._expect(")")
        return self._method(left, name, argument)

    def _method(self, left: _Feel, name: str, argument: _Feel | None) -> _Feel:
        if left.source == "execution" and name == "getVariable" and argument is not None:
            plain = argument.source.strip('"')
            if argument.type == "string" and plain.isidentifier():
                return _Feel(plain, _PATH)
        if argument is None and name in _BARE_METHODS:
            return _Feel(_BARE_METHODS[name].format(left.source), _PATH, "boolean")
        if argument is not None and name in _METHODS:
            source = _METHODS[name].format(left.source, argument.source)
            return _Feel(source, _PATH, "boolean")
        raise UntranslatableError(f"{left.source}.{name}(")

    def _index(self, left: _Feel) -> _Feel:
        if self._peek() not in {"number", "string"}:
            self._refuse()
        token = self.tokens[self.position]
        self.position += 1
        self._expect("]")
        if token.kind == "string" and token.text[1:-1].isidentifier():
            return _Feel(f"{left.at(_PATH)}.{token.text[1:-1]}", _PATH)
        if token.kind == "number" and token.text.isdigit():
            return _Feel(f"{left.at(_PATH)}[{int(token.text) + 1}]", _PATH)
        raise UntranslatableError(f"[{token.text}]")


_METHODS = {
    "equals": "({0} = {1})",
    "startsWith": "starts with({0}, {1})",
    "startswith": "starts with({0}, {1})",
    "endsWith": "ends with({0}, {1})",
    "endswith": "ends with({0}, {1})",
    "contains": "(if {0} instance of string then contains({0}, {1})"
    " else list contains({0}, {1}))",
    "includes": "(if {0} instance of string then contains({0}, {1})"
    " else list contains({0}, {1}))",
}
_BARE_METHODS = {"isEmpty": '({0} = "" or {0} = [])'}


def _string(token: str) -> str:
    inner = token[1:-1].replace("\\'", "'")
    if token[0] == "'":
        inner = re.sub(r'(?<!\\)"', r"\"", inner)
    return f'"{inner}"'


def _as_string(part: _Feel) -> str:
    if part.type == "string":
        return part.at(_ADD)
    return f"string({part.source})"
