"""How much an expression may want; counted, not timed, so that runs agree."""

from engine.feel.errors import FeelLimitError
from engine.text import Text

#: Characters of an expression.
SOURCE_LENGTH = 20_000
#: Expressions inside expressions.
NESTING = 60
#: Function calls inside function calls.
CALLS = 40
#: Nodes evaluated in loops, and elements touched by functions, in one evaluation.
STEPS = 500_000
#: Characters that a function reads or writes for one step.
CHARACTERS_A_STEP = 64
#: Elements of a list or context that an expression makes.
LIST_LENGTH = 100_000
#: Characters of a string that an expression makes.
STRING_LENGTH = 200_000
#: Characters of the text that a regular expression searches.
PATTERN_TEXT_LENGTH = 50_000
#: Characters of a regular expression, with each ``{n}`` written out.
PATTERN_LENGTH = 10_000
#: Seconds that the regular expressions of one evaluation may take; only hostile ones
#: come near.
PATTERN_SECONDS = 0.3
#: Nesting and number of the values that are written as text.
VALUE_DEPTH = 100
VALUE_COUNT = 500_000


def exceeded(nl: str, en: str) -> FeelLimitError:
    """Make the error for something that is too long, too deep or too much."""
    return FeelLimitError(
        Text(
            f"De uitdrukking vraagt te veel: {nl} Maak haar eenvoudiger.",
            f"The expression wants too much: {en} Make it simpler.",
        )
    )


def check_string(value: str) -> str:
    """Give the string back when it is not too long.

    Raises:
        FeelLimitError: It is.
    """
    if len(value) > STRING_LENGTH:
        raise exceeded(
            f"een tekst van meer dan {STRING_LENGTH} tekens.",
            f"a string of more than {STRING_LENGTH} characters.",
        )
    return value


def check_length(count: int) -> None:
    """Refuse a list of more elements than allowed.

    Raises:
        FeelLimitError: It would be too long.
    """
    if count > LIST_LENGTH:
        raise exceeded(
            f"een lijst van meer dan {LIST_LENGTH} elementen.",
            f"a list of more than {LIST_LENGTH} elements.",
        )
