"""Words that a person reads, in the two languages of the pages."""

from typing import Literal, NamedTuple

Language = Literal["nl", "en"]


class Text(NamedTuple):
    """A sentence or label in Dutch and English; Dutch is the language of record."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the English text for ``en`` and the Dutch one for anything else."""
        return self.en if language == "en" and self.en else self.nl
