"""Translates the regular expressions of XPath 2.0 to those of the package `regex`."""

import re
from collections.abc import Callable
from typing import Any

_NAME_START = r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF"
_NAME_MORE = rf"{_NAME_START}\-.0-9\u00B7\u0300-\u036F"
_ITEM = re.compile(
    r"\\(?P<escaped>[pP]\{[A-Za-z0-9_-]+\}|.)|(?P<group>\(\?)|(?P<other>.)", re.DOTALL
)
_COUNTED = re.compile(r"\{(?P<count>[0-9]+(?:,[0-9]*)?)\}|\\.|.", re.DOTALL)
_ALLOWED = frozenset("nrt\\|.?*+(){}-[]^$sSiIcCdDwW") | frozenset("123456789")


def python_pattern(pattern: str, *, spaced: bool) -> str | None:
    """Translate a pattern; None when XPath knows no such one.

    Args:
        pattern: The regular expression.
        spaced: Whether white space in it has no meaning (flag ``x``).
    """
    out: list[str] = []
    depth = 0
    previous = ""
    for match in _ITEM.finditer(pattern):
        piece, depth = _translated(match, depth, previous)
        if piece is None:
            return None
        if not (spaced and depth == 0 and match[0].isspace()):
            out.append(piece)
        previous = match[0]
    return "".join(out) if depth == 0 else None


def unrolled_size(pattern: str) -> int:
    """Say how many characters a pattern would have with its ``{n}`` written out."""
    sizes, last = [0], 0
    for match in _COUNTED.finditer(pattern):
        if match["count"]:
            times = max(int(number) for number in match["count"].split(",") if number)
            sizes[-1] += last * max(times - 1, 0)
        elif match[0] == "(":
            sizes.append(0)
        elif match[0] == ")" and len(sizes) > 1:
            last = sizes.pop()
            sizes[-1] += last
        else:
            last = 1
            sizes[-1] += 1
    return sum(sizes)


def _translated(match: re.Match[str], depth: int, previous: str) -> tuple[str | None, int]:
    escaped, text = match["escaped"], match[0]
    if escaped:
        return _escape(escaped, in_class=depth > 0), depth
    if text == "[":
        # Inside a class this can only be a subtraction: [a-z-[aeiou]].
        opening = "[" if not depth else "-[" if previous == "-" else None
        return opening, depth + 1
    if text == "]":
        return ("]" if depth else None), max(depth - 1, 0)
    if match["group"] and not depth:
        return None, depth
    return (f"\\{text}" if depth and text in "&|~" else text), depth


def _escape(escaped: str, *, in_class: bool) -> str | None:
    letter = escaped[0]
    if letter in "pP":
        # XPath names blocks IsGreek, where the package has InGreek.
        return "\\" + escaped.replace("{Is", "{In", 1)
    if letter not in _ALLOWED:
        return None
    if letter in "iIcC":
        content = _NAME_START if letter in "iI" else _NAME_MORE
        if letter.isupper():
            return None if in_class else f"[^{content}]"
        return content if in_class else f"[{content}]"
    return f"\\{escaped}"


def python_replacement(replacement: str, groups: int) -> Callable[[Any], str] | None:
    r"""Read a replacement with ``$1`` and ``\$``; None when it is wrong."""
    parts: list[str | int] = []
    position = 0
    while position < len(replacement):
        character = replacement[position]
        following = replacement[position + 1 : position + 2]
        if character == "\\":
            if following not in {"\\", "$"}:
                return None
            parts.append(following)
            position += 2
        elif character == "$":
            number = re.compile(r"[0-9]+").match(replacement, position + 1)
            if number is None:
                return None
            digits = number[0]
            while len(digits) > 1 and int(digits) > groups:
                digits = digits[:-1]
            parts.append(int(digits) if int(digits) <= groups else "")
            position += 1 + len(digits)
        else:
            parts.append(character)
            position += 1

    def expand(match: Any) -> str:
        return "".join(
            part if isinstance(part, str) else (match[part] or "") for part in parts
        )

    return expand
