"""The pulse: ticks every few seconds and calls the operations; it has no rules of its own.

Two schedulers are as safe as one: timers, reminders and deliveries are claimed row by row.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable
from functools import partial
from threading import Event

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler

from engine.clock import SystemClock
from engine.errors import UnavailableError
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.leidraad import Leidraad
from engine.operations.recount_terms import recount_terms
from engine.operations.send_digests import send_digests
from engine.operations.send_reminders import send_reminders
from engine.operations.watch import Watch
from engine.store import is_outage

_LOGGER = logging.getLogger(__name__)
# That a tick is skipped while the one before still works is meant, not a fault.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

#: Seconds between two ticks; a timer fires at most this much late on an idle machine.
PULSE = 5
#: Rows of one kind that are done before the others, or the end, get their turn.
_AT_ONCE = 50
_AWAY = "The database did not answer; the next tick goes on from there. (%s)"


class Pulse:
    """Ticks in a thread of this process until it is stopped."""

    def __init__(self, leidraad: Leidraad) -> None:
        self._leidraad = leidraad
        self._watch = Watch(leidraad, _name())
        self._stopping = Event()
        self._scheduler = BackgroundScheduler(timezone="UTC")
        _plan(self._scheduler, self._tick)

    def start(self) -> None:
        """Tick from now on."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more; what is being done is brought to its end first."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)
        self._tell(self._watch.stop)

    def _tick(self) -> None:
        tick(self._leidraad, is_over=self._stopping.is_set, watch=self._watch)
        self._tell(self._watch.tell)

    def _tell(self, heartbeat: Callable[[], None]) -> None:
        try:
            heartbeat()
        except Exception as error:
            # The work itself goes on, or tells its own trouble.
            if _is_outage(error):
                _LOGGER.warning(_AWAY, _in_one_line(error))
                return
            _LOGGER.exception("The heartbeat could not be written.")


def tick(
    leidraad: Leidraad,
    *,
    is_over: Callable[[], bool] = lambda: False,
    watch: Watch | None = None,
) -> int:
    """Do all that is due now; gives how many timers, terms and entries there were.

    Each kind gets its turn again and again, so that very many timers hold up no mail. A
    kind that fails is left to the next tick, and stops none of the others; nothing can be
    done while the database is away.

    Args:
        leidraad: The running Leidraad.
        is_over: Asked now and then; when it says so, the rest is left to the next tick.
        watch: Told what is done, and how late the timers were.
    """
    done = 0
    fire = fire_due if watch is None else partial(fire_due, on_fired=watch.fired)
    verbs: dict[str, Callable[..., int]] = {
        # First: a new law may give more time to what would fire.
        "recount_terms": recount_terms,
        "fire_due": fire,
        "send_reminders": send_reminders,
        "send_digests": send_digests,
        "deliver_outbox": deliver_outbox,
    }
    try:
        while not is_over() and (some := _round(leidraad, verbs)):
            done += some
            if watch is not None:
                watch.work(some)
    except Exception as error:
        if not _is_outage(error):
            raise
        _LOGGER.warning(_AWAY, _in_one_line(error))
    return done


def _round(leidraad: Leidraad, verbs: dict[str, Callable[..., int]]) -> int:
    """Give each verb its turn, and drop those that fail."""
    done = 0
    for name, verb in tuple(verbs.items()):
        try:
            done += verb(leidraad, limit=_AT_ONCE)
        except Exception as error:
            if _is_outage(error):
                raise
            # One verb that fails must not stop the others, nor the next tick.
            _LOGGER.exception("The tick could not %s.", name)
            del verbs[name]
    return done


def _is_outage(error: Exception) -> bool:
    return isinstance(error, UnavailableError) or is_outage(error)


def _in_one_line(error: Exception) -> str:
    told = str(getattr(error, "orig", error)).splitlines()
    return told[0] if told else type(error).__name__


def start(leidraad: Leidraad) -> Pulse:
    """Tick in a thread of this process, until its ``stop()``."""
    pulse = Pulse(leidraad)
    pulse.start()
    return pulse


def run(leidraad: Leidraad) -> None:
    """Tick until the process is told to stop; what is being done comes to its end."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: told.set())
    pulse = start(leidraad)
    told.wait()
    pulse.stop()


def _name() -> str:
    """Name this process so that no other ever has the same name."""
    return f"{socket.gethostname()}:{os.getpid()}:{SystemClock().now():%Y%m%dT%H%M%S.%fZ}"


def _plan(scheduler: BaseScheduler, work: Callable[[], None]) -> None:
    scheduler.add_job(
        work,
        "interval",
        seconds=PULSE,
        next_run_time=SystemClock().now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
