"""Regular expressions of XPath, run by the package `regex`, which can be stopped.

The `re` of Python cannot be stopped once it backtracks for ever, and RE2 has no back
references, which XPath has; hence `regex`, with a limit of time and bounded lengths.
"""

from collections.abc import Callable
from functools import lru_cache
from time import perf_counter
from typing import Any

import regex

from engine.feel import limits
from engine.feel.errors import FeelLimitError
from engine.feel.scope import Run
from engine.feel.xpath import python_pattern, python_replacement, unrolled_size

_FLAGS = {"i": regex.IGNORECASE, "m": regex.MULTILINE, "s": regex.DOTALL}


@lru_cache(maxsize=512)
def _compiled(pattern: str, flags: str) -> Any:
    """Compile a pattern; None when it or its flags are not right."""
    if not set(flags) <= set("smixq"):
        return None
    if max(len(pattern), unrolled_size(pattern)) > limits.PATTERN_LENGTH:
        raise limits.exceeded(
            "een te lange reguliere expressie.", "a regular expression that is too long."
        )
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


class _Search:
    """One use of a pattern, within the time that is left to the evaluation."""

    def __init__(self, pattern: tuple[str, str], text: str, run: Run) -> None:
        if len(text) > limits.PATTERN_TEXT_LENGTH:
            raise _too_much()
        self.compiled = _compiled(*pattern)
        self.text = text
        self.run = run

    def timed(self, work: Callable[[float], Any]) -> Any:
        """Do the work in the seconds that are left, and take its time off them."""
        start, left = perf_counter(), self.run.pattern_seconds
        if left <= 0:
            raise _too_much()
        try:
            return work(left)
        except TimeoutError:
            raise _too_much() from None
        finally:
            self.run.pattern_seconds = left - (perf_counter() - start)

    def occurs(self, text: str) -> bool:
        """Whether the pattern occurs in a text."""
        return bool(self.timed(lambda left: self.compiled.search(text, timeout=left)))

    def pieces(self, replaced: Callable[[Any], str]) -> tuple[list[str], list[str]]:
        """Give what stands between the occurrences, and what replaces each."""
        between: list[str] = []
        instead: list[str] = []

        def work(left: float) -> None:
            start = length = 0
            for match in self.compiled.finditer(self.text, timeout=left):
                between.append(self.text[start : match.start()])
                instead.append(replaced(match))
                length += len(instead[-1])
                limits.check_length(len(between))
                if length > limits.STRING_LENGTH:
                    raise _too_much()
                start = match.end()
            between.append(self.text[start:])

        self.timed(work)
        return between, instead


def _too_much() -> FeelLimitError:
    return limits.exceeded(
        "een reguliere expressie die te lang zoekt.",
        "a regular expression that searches too long.",
    )


def matches(text: str, pattern: str, flags: str, run: Run) -> bool | None:
    """Say whether the pattern occurs in the text; None for a pattern that is wrong."""
    search = _Search((pattern, flags), text, run)
    return None if search.compiled is None else search.occurs(text)


def replace(text: str, pattern: tuple[str, str], replacement: str, run: Run) -> str | None:
    """Replace each occurrence; None for a wrong pattern, or one that matches nothing.

    Args:
        text: Where to look.
        pattern: The pattern and its flags.
        replacement: What to put there, with ``$1`` for the first group.
        run: The evaluation whose time it takes.
    """
    search = _Search(pattern, text, run)
    if search.compiled is None or search.occurs(""):
        return None
    replaced = (
        (lambda _match: replacement)
        if "q" in pattern[1]
        else python_replacement(replacement, search.compiled.groups)
    )
    if replaced is None:
        return None
    between, instead = search.pieces(replaced)
    return "".join(
        piece for pair in zip(between, [*instead, ""], strict=True) for piece in pair
    )


def split(text: str, delimiter: str, run: Run) -> list[str] | None:
    """Split at each occurrence of a pattern; None for a pattern that is wrong."""
    search = _Search((delimiter, ""), text, run)
    if search.compiled is None or search.occurs(""):
        return None
    return search.pieces(lambda _match: "")[0]
