"""Moving the clock of a demonstration: what is due fires in order, each at its instant."""

from collections.abc import Callable
from datetime import datetime, timedelta

from engine.clock import SystemClock
from engine.errors import InvalidDataError
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.leidraad import Leidraad
from engine.operations.recount_terms import recount_terms
from engine.operations.send_reminders import send_reminders
from engine.people import Actor, may_move_clock
from engine.store import deliveries, record, rows, waits
from engine.text import Text

#: The clock moves at most this far at once.
FURTHEST = timedelta(days=3 * 366)


def move_clock(leidraad: Leidraad, actor: Actor, to: datetime) -> int:
    """Set the clock of the demonstration forward to ``to`` (aware).

    Timers that are armed on the way fire too, each at its own instant. The offset is a
    row that all processes read; it moves along with each instant that fires.

    Returns:
        How many timers, terms, reminders and deliveries were taken.

    Raises:
        NotAllowedError: This is no demonstration, or the actor no administrator.
        InvalidDataError: ``to`` lies in the past or more than three years ahead.
    """
    may_move_clock(actor, is_demonstration=leidraad.settings.is_demonstration)
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        if not now <= to <= now + FURTHEST:
            wrong = Text(
                "De klok gaat alleen vooruit, hoogstens drie jaar ineens.",
                "The clock moves forward only, three years at most at once.",
            )
            raise InvalidDataError(wrong, {"to": [wrong]})
        record.add_access(
            connection,
            "clock_moved",
            account_id=None if actor.is_system else actor.account_id,
            at=now,
            subject={"to": to},
        )
    return pass_time(
        leidraad, now, to, lambda instant: _forward(leidraad, instant), delivers=True
    )


def pass_time(
    leidraad: Leidraad,
    since: datetime,
    until: datetime,
    set_clock: Callable[[datetime], None],
    *,
    delivers: bool = False,
) -> int:
    """Go from instant to instant at which something is due, and do it there.

    Timers that are armed on the way fire too. What another process has under lock is
    left to it, or to the last instant.

    Args:
        leidraad: The running Leidraad.
        since: The present instant.
        until: The instant to reach.
        set_clock: Told each instant before what is due there is done.
        delivers: Whether service entries of the outbox are delivered on the way, so that
            their cases go on at the right instant; mails are left to the scheduler.

    Returns:
        How many timers, terms, reminders and deliveries were taken.
    """
    taken = 0
    at = since
    passed: datetime | None = None
    while (instant := _next(leidraad, until, passed, delivers=delivers)) is not None:
        at = max(instant, at)
        set_clock(at)
        done = _catch_up(leidraad, at, delivers=delivers)
        if not done:
            passed = instant
        taken += done
    set_clock(until)
    return taken + _catch_up(leidraad, until, delivers=delivers)


def _catch_up(leidraad: Leidraad, instant: datetime, *, delivers: bool) -> int:
    # Before anything fires: a new law may have given it more time.
    while recount_terms(leidraad, now=instant):
        continue
    done = fire_due(leidraad, now=instant) + send_reminders(leidraad, now=instant)
    if delivers:
        done += deliver_outbox(leidraad, now=instant, kind="service")
    return done


def _next(
    leidraad: Leidraad, until: datetime, passed: datetime | None, *, delivers: bool
) -> datetime | None:
    with leidraad.reading() as connection:
        due = waits.next_due(connection, until, after=passed)
        if not (delivers and leidraad.settings.smtp_host):
            return due
        waiting = deliveries.next_at(connection, until, after=passed, kind="service")
    return min((one for one in (due, waiting) if one is not None), default=None)


def _forward(leidraad: Leidraad, instant: datetime) -> None:
    """Set the clock of every process; never back, when two people move it at once."""
    with leidraad.database.writing() as connection:
        rows.advance_clock_offset(connection, instant - SystemClock().now())
