"""Moving a clock from instant to instant, but not for ever."""

from datetime import datetime

from engine.clock import SetClock
from engine.errors import InvalidDataError
from engine.text import Text

#: Instants at which something is due that one move of the clock may pass.
MOST_INSTANTS = 2_000


class Ticking:
    """Sets a clock, as `pass_time` asks; refuses the move that comes to no end."""

    def __init__(self, clock: SetClock) -> None:
        self._clock = clock
        self._left = MOST_INSTANTS

    def __call__(self, now: datetime) -> None:
        """Set the clock to the next instant.

        Raises:
            InvalidDataError: Too many instants were passed in this one move.
        """
        self._left -= 1
        if self._left < 0:
            raise InvalidDataError(
                Text(
                    f"Er vervalt iets op meer dan {MOST_INSTANTS} ogenblikken. "
                    "Kijk na of een herhaalde timer een einde heeft.",
                    f"Something is due at more than {MOST_INSTANTS} instants. "
                    "See whether a repeated timer has an end.",
                )
            )
        self._clock.set(now)
