"""The error of one answer, before it is put with its field."""

from engine.text import Text


class AnswerError(Exception):
    """An answer cannot be taken; ``text`` tells whoever typed it what to write."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text
