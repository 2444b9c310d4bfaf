"""Expression languages: FEEL is read; a few are translated where they mean the same."""

import re

from engine.feel import foreign

__all__ = ["is_feel", "is_template", "to_feel"]

_FEEL = re.compile(
    r"feel|https?://www\.omg\.org/spec/(FEEL/\d+|DMN/(FEEL|\d+/FEEL))/?", re.IGNORECASE
)
#: Languages of which one-line expressions are translated.
_TRANSLATED = re.compile(r"juel|groovy|javascript|ecmascript|python", re.IGNORECASE)
_TEMPLATE = re.compile(r"\s*[$#]\{(?P<code>[^{}]*)\}\s*", re.DOTALL)


def is_feel(language: str) -> bool:
    """Whether a declared language is FEEL, in any version's spelling; empty counts."""
    return not language or _FEEL.fullmatch(language.strip()) is not None


def is_template(text: str) -> bool:
    """Whether a text is written as ``${ }``, whatever language the file declares."""
    return _TEMPLATE.fullmatch(text) is not None


def to_feel(text: str, language: str) -> str | None:
    """Give the FEEL of the same meaning, or None where there is none for certain."""
    template = _TEMPLATE.fullmatch(text)
    if template is None and not _TRANSLATED.fullmatch(language.strip()):
        return None
    try:
        return foreign.to_feel(template["code"] if template else text)
    except foreign.UntranslatableError:
        return None
