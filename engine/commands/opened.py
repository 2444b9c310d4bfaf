"""Leidraad for as long as a command lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.operations import Leidraad
from engine.settings import Settings


@contextmanager
def opened() -> Iterator[Leidraad]:
    """Open what the settings of the environment name, and close it in the end.

    Raises:
        ConfigurationError: A setting is missing or wrong, or the database does not answer.
    """
    leidraad = Leidraad.open(Settings.from_environment())
    try:
        yield leidraad
    finally:
        leidraad.close()
