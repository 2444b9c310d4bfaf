"""Regular expressions of XPath, run by the package `regex`, which can be stopped.

The `re` of Python cannot be stopped once it backtracks for ever, and RE2 has no back
references, which XPath has; hence `regex`, with a limit of time and bounded lengths.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import regex

from engine.feel import limits
from engine.feel.errors import FeelLimitError
from engine.feel.xpath import python_pattern, python_replacement

_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Any:
    """Compile a pattern; None when it or its flags are not right."""
    if len(pattern) > limits.PATTERN_LENGTH or not set(flags) <= set("smixq"):
        return None
    if "q" in flags:
        translated: str | None = regex.escape(pattern)
    else:
        translated = python_pattern(pattern, spaced="x" in flags)
    if translated is None:
        return None
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    try:
        return regex.compile(translated, options)
    except (regex.error, ValueError, OverflowError, RecursionError):
        return None


def _bounded(text: str, work: Callable[[], Any]) -> Any:
    if len(text) > limits.PATTERN_TEXT_LENGTH:
        raise _too_much()
    try:
        return work()
    except TimeoutError:
        raise _too_much() from None


def _too_much() -> FeelLimitError:
    return limits.exceeded(
        "een reguliere expressie die te lang zoekt.",
        "a regular expression that searches too long.",
    )


def matches(text: str, pattern: str, flags: str) -> bool | None:
    """Say whether the pattern occurs in the text; None for a pattern that is wrong."""
    compiled = _compiled(pattern, flags)
    if compiled is None:
        return None
    found: bool = _bounded(
        text, lambda: compiled.search(text, timeout=limits.PATTERN_SECONDS) is not None
    )
    return found


def replace(text: str, pattern: str, replacement: str, flags: str) -> str | None:
    """Replace each occurrence; None for a wrong pattern, or one that matches nothing."""
    compiled = _compiled(pattern, flags)
    if compiled is None:
        return None
    template = (
        (lambda _match: replacement)
        if "q" in flags
        else python_replacement(replacement, compiled.groups)
    )
    if template is None:
        return None

    def work() -> str | None:
        if compiled.search("", timeout=limits.PATTERN_SECONDS):
            return None
        found: list[str] = []
        start = length = 0
        for match in compiled.finditer(text, timeout=limits.PATTERN_SECONDS):
            found += [text[start : match.start()], template(match)]
            length += len(found[-1]) + len(found[-2])
            if length > limits.STRING_LENGTH:
                raise _too_much()
            start = match.end()
        return "".join([*found, text[start:]])

    result: str | None = _bounded(text, work)
    return result


def split(text: str, delimiter: str) -> list[str] | None:
    """Split at each occurrence of a pattern; None for a pattern that is wrong."""
    compiled = _compiled(delimiter, "")
    if compiled is None:
        return None

    def work() -> list[str] | None:
        if compiled.search("", timeout=limits.PATTERN_SECONDS):
            return None
        pieces, start = [], 0
        for match in compiled.finditer(text, timeout=limits.PATTERN_SECONDS):
            pieces.append(text[start : match.start()])
            start = match.end()
        return [*pieces, text[start:]]

    result: list[str] | None = _bounded(text, work)
    return result
