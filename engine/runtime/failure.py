"""Stops a step with words that a designer or supervisor can act on."""

from typing import NoReturn

from engine.errors import StepFailedError
from engine.text import Text


def stop(nl: str, en: str) -> NoReturn:
    """Stop the step; the loop adds the scope and the element that was at work.

    Raises:
        StepFailedError: Always.
    """
    raise StepFailedError(Text(nl, en))
