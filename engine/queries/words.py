"""Words that people type to find a person or a case."""

from sqlalchemy import ColumnElement, and_

from engine.store.persons import words_of

#: Sorts after every word with the same beginning.
_LAST = chr(0x10FFFF)


def search_words(text: str) -> tuple[str, ...]:
    """Fold what was typed as ``person_word`` was folded; the longest word first."""
    return tuple(sorted(words_of(text), key=lambda word: (-len(word), word)))


def starts_with(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Keep the words with this beginning, as a range that an index answers."""
    return and_(column >= prefix, column < prefix + _LAST)
