"""What can go wrong with an expression: how it is written, or how much it wants."""

from engine.errors import EngineError
from engine.text import Text


class FeelSyntaxError(EngineError):
    """An expression cannot be read; the text says where and what to do."""

    code = "feel-syntax"

    def __init__(self, message: Text, remedy: Text, *, source: str, position: int) -> None:
        """Point at a place in the source.

        Args:
            message: What is wrong.
            remedy: What to do about it.
            source: The whole expression.
            position: Index in the source, counted from 0.
        """
        before = source[:position]
        #: Index in the source, counted from 0.
        self.position = position
        #: Line and column, counted from 1.
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        self.source = source
        self.message = message
        self.remedy = remedy
        super().__init__(
            Text(
                f"Regel {self.line}, kolom {self.column}: {message.nl} {remedy.nl}",
                f"Line {self.line}, column {self.column}: {message.en} {remedy.en}",
            )
        )


class FeelEvaluationError(EngineError):
    """An expression wants too much, or something that is not there.

    A wrong type is no such error: by the standard it gives null.
    """

    code = "feel-evaluation"


class FeelLimitError(FeelEvaluationError):
    """An expression would take too many steps, or too much space."""

    code = "feel-limit"
