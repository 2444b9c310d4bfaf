"""Every Dutch sentence of the pages has its English one, with the same blanks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

#: Words are the same on every database.
pytestmark = pytest.mark.databases("sqlite")

WEB = Path(__file__).resolve().parents[3] / "web"
CATALOGUE = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"
_BLANK = re.compile(r"%\((\w+)\)[sd]")


def said() -> Iterator[str | tuple[str, ...]]:
    """Give every sentence in the code and the templates of the pages."""
    with (WEB / "babel.cfg").open() as config:
        methods, options = parse_mapping_cfg(config)
    for _, _, sentence, _, _ in extract_from_dir(WEB, methods, options):
        yield sentence


def catalogue() -> dict[str | tuple[str, ...], tuple[str, ...]]:
    with CATALOGUE.open("rb") as file:
        return {
            tuple(message.id) if isinstance(message.id, list) else message.id: as_texts(
                message.string
            )
            for message in read_po(file)
            if message.id
        }


def test_every_sentence_is_in_the_catalogue():
    known = catalogue()
    missing = {sentence for sentence in said() if not all(known.get(sentence, ("",)))}
    assert missing == set()


def test_the_catalogue_holds_nothing_else():
    assert set(catalogue()) - set(said()) == set()


def test_translations_keep_the_blanks():
    for sentence, english in catalogue().items():
        wanted = {name for text in as_texts(sentence) for name in _BLANK.findall(text)}
        for text in english:
            assert set(_BLANK.findall(text)) == wanted, sentence


def as_texts(sentence: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    if sentence is None:
        return ("",)
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)
