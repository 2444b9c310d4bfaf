"""String functions (DMN 10.3.4.3)."""

from decimal import Decimal
from typing import Any

from engine.feel import limits, patterns
from engine.feel.numbers import truncated
from engine.feel.registry import builtin
from engine.feel.scope import Run


@builtin("substring(string: string, start position: number, length?: number)")
def _substring(text: str, start: Decimal, length: Decimal | None) -> str | None:
    first = truncated(start)
    count = len(text) if length is None else truncated(length)
    if (
        not first
        or count is None
        or (count < 1 and length is not None)
        or abs(first) > max(len(text), 1)
    ):
        return None
    begin = first - 1 if first > 0 else len(text) + first
    return text[begin : begin + count]


@builtin("string length(string: string)")
def _length(text: str) -> Decimal:
    return Decimal(len(text))


@builtin("upper case(string: string)")
def _upper(text: str) -> str:
    return limits.check_string(text.upper())


@builtin("lower case(string: string)")
def _lower(text: str) -> str:
    return limits.check_string(text.lower())


@builtin("substring before(string: string, match: string)")
def _before(text: str, match: str) -> str:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after(string: string, match: string)")
def _after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@builtin("contains(string: string, match: string)")
def _contains(text: str, match: str) -> bool:
    return match in text


@builtin("starts with(string: string, match: string)")
def _starts(text: str, match: str) -> bool:
    return text.startswith(match)


@builtin("ends with(string: string, match: string)")
def _ends(text: str, match: str) -> bool:
    return text.endswith(match)


@builtin("matches(input: string, pattern: string, flags?: string|null)", run=True)
def _matches(run: Run, text: str, pattern: str, flags: str | None) -> bool | None:
    return patterns.matches(text, pattern, flags or "", run)


@builtin(
    "replace(input: string, pattern: string, replacement: string, flags?: string|null)",
    run=True,
)
def _replace(
    run: Run, text: str, pattern: str, replacement: str, flags: str | None
) -> str | None:
    return patterns.replace(text, (pattern, flags or ""), replacement, run)


@builtin("split(string: string, delimiter: string)", run=True)
def _split(run: Run, text: str, delimiter: str) -> list[str] | None:
    return patterns.split(text, delimiter, run)


@builtin("string join(list: list, delimiter?: string|null)")
def _join(parts: list[Any], delimiter: str | None) -> str | None:
    strings = [part for part in parts if part is not None]
    if not all(isinstance(part, str) for part in strings):
        return None
    between = delimiter or ""
    total = sum(map(len, strings)) + len(between) * len(strings)
    if total > limits.STRING_LENGTH:
        limits.check_string(" " * total)
    return between.join(strings)


@builtin("trim(string: string)")
def _trim(text: str) -> str:
    return text.strip()


@builtin("is blank(string: string)")
def _is_blank(text: str) -> bool:
    return not text.strip()
