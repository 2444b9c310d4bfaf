"""The sentences to newcomers: complete in each language, and about nothing but contact."""

from datetime import date
from pathlib import Path

import pytest

from engine.errors import ConfigurationError
from engine.notices.newcomer import FILE, Told, wordings, write

WORKFLOWS = Path(__file__).parents[2] / "workflows"
TOLD = Told(agency="Atlas", address="atlas@example.invalid", due_on=date(2026, 3, 2))
RIGHT = (WORKFLOWS / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", sorted(wordings(WORKFLOWS)))
def test_each_language_says_whom_to_contact_and_until_when(language: str) -> None:
    letter = write(wordings(WORKFLOWS), language, TOLD)
    assert letter.languages[0] == language
    assert set(letter.texts) == {"before", "on", "after"}
    for words in letter.texts.values():
        assert "Atlas" in words["subject"]
        assert "atlas@example.invalid" in words["body"]
        assert "2026" in words["body"]
        assert "{" not in words["body"]
    assert len({words["body"] for words in letter.texts.values()}) == 3


@pytest.mark.parametrize(
    ("asked", "languages"),
    [
        ("nl", ("nl",)),
        ("fr-BE", ("fr", "nl")),
        ("AR_sy", ("ar", "nl")),
        ("ti", ("nl", "en")),
        ("", ("nl", "en")),
    ],
)
def test_what_nobody_reviewed_has_the_dutch_below(
    asked: str, languages: tuple[str, ...]
) -> None:
    assert write(wordings(WORKFLOWS), asked, TOLD).languages == languages


def test_a_reviewed_translation_stands_alone(tmp_path: Path) -> None:
    head, french = RIGHT.split("[fr]")
    reviewed = french.replace("reviewed = false", "reviewed = true", 1)
    put(tmp_path, f"{head}[fr]{reviewed}")
    assert write(wordings(tmp_path), "fr", TOLD).languages == ("fr",)


def test_a_folder_without_sentences_has_those_that_come_along(tmp_path: Path) -> None:
    assert wordings(tmp_path) == wordings(WORKFLOWS)


@pytest.mark.parametrize(
    "wrong",
    [
        RIGHT.replace("[en]", "[xx]"),
        RIGHT.replace("met {agency}", "met {school}", 1),
        RIGHT.replace("met {agency}", "met {agency", 1),
        RIGHT.replace("subject =", "title =", 1),
        "[nl",
        "nl = 3",
    ],
)
def test_sentences_that_are_wrong_are_told_with_their_file(
    tmp_path: Path, wrong: str
) -> None:
    put(tmp_path, wrong)
    with pytest.raises(ConfigurationError, match="reminder"):
        wordings(tmp_path)


def put(folder: Path, written: str) -> None:
    (folder / FILE.parent).mkdir()
    (folder / FILE).write_text(written, encoding="utf-8")
