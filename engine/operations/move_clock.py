"""Moving the clock of a demonstration: what is due fires in order, each at its instant."""

from collections.abc import Callable
from datetime import datetime, timedelta

from engine.clock import SystemClock
from engine.errors import InvalidDataError
from engine.operations.fire_due import fire_due
from engine.operations.leidraad import Leidraad
from engine.operations.send_reminders import send_reminders
from engine.people import Actor, may_move_clock
from engine.store import record, rows, waits
from engine.text import Text

#: The clock moves at most this far at once.
FURTHEST = timedelta(days=3 * 366)


def move_clock(leidraad: Leidraad, actor: Actor, to: datetime) -> int:
    """Set the clock of the demonstration forward to ``to`` (aware).

    Timers that are armed on the way fire too, each at its own instant. The offset is a
    row that all processes read; it moves along with each instant that fires.

    Returns:
        How many timers and reminders were taken.

    Raises:
        NotAllowedError: This is no demonstration, or the actor no administrator.
        InvalidDataError: ``to`` lies in the past or more than three years ahead.
    """
    may_move_clock(actor, is_demonstration=leidraad.settings.is_demonstration)
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        record.add_access(
            connection,
            "clock_moved",
            account_id=None if actor.is_system else actor.account_id,
            at=now,
            subject={"to": to},
        )
    if not now <= to <= now + FURTHEST:
        wrong = Text(
            "De klok gaat alleen vooruit, hoogstens drie jaar ineens.",
            "The clock moves forward only, three years at most at once.",
        )
        raise InvalidDataError(wrong, {"to": [wrong]})
    return pass_time(leidraad, now, to, lambda instant: _set(leidraad, instant))


def pass_time(
    leidraad: Leidraad,
    since: datetime,
    until: datetime,
    set_clock: Callable[[datetime], None],
) -> int:
    """Go from instant to instant at which something is due, and do it there.

    Timers that are armed on the way fire too. Returns how many timers and reminders were
    taken.
    """
    taken = 0
    at = since
    while (instant := _next(leidraad, until)) is not None:
        at = max(instant, at)
        set_clock(at)
        done = _catch_up(leidraad, at)
        if not done:
            break
        taken += done
    set_clock(until)
    return taken + _catch_up(leidraad, until)


def _catch_up(leidraad: Leidraad, instant: datetime) -> int:
    return fire_due(leidraad, now=instant) + send_reminders(leidraad, now=instant)


def _next(leidraad: Leidraad, until: datetime) -> datetime | None:
    with leidraad.reading() as connection:
        return waits.next_due(connection, until)


def _set(leidraad: Leidraad, instant: datetime) -> None:
    with leidraad.database.writing() as connection:
        rows.set_clock_offset(connection, instant - SystemClock().now())
