"""The pulse: ticks every few seconds and calls the operations; it has no rules of its own.

Two schedulers are as safe as one: timers, reminders and deliveries are claimed row by row.
"""

import logging
import signal
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler

from engine.clock import SystemClock
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.leidraad import Leidraad
from engine.operations.send_reminders import send_reminders

_LOGGER = logging.getLogger(__name__)
# That a tick is skipped while the one before still works is meant, not a fault.
logging.getLogger("apscheduler").setLevel(logging.ERROR)

#: Seconds between two ticks; a timer fires at most this much late on an idle machine.
PULSE = 5


def tick(leidraad: Leidraad) -> int:
    """Do all that is due now; gives how many timers, terms and entries there were."""
    done = 0
    verbs: tuple[Callable[[Leidraad], int], ...] = (
        fire_due,
        send_reminders,
        deliver_outbox,
    )
    for verb in verbs:
        try:
            done += verb(leidraad)
        except Exception:
            # One verb that fails must not stop the others, nor the next tick.
            _LOGGER.exception("The tick could not %s.", verb.__name__)
    return done


def start(leidraad: Leidraad) -> BaseScheduler:
    """Tick in a thread of this process, until its ``shutdown()``."""
    scheduler = BackgroundScheduler(timezone="UTC")
    _plan(scheduler, leidraad)
    scheduler.start()
    return scheduler


def run(leidraad: Leidraad) -> None:
    """Tick in this thread until the process is told to stop; a tick is not cut off."""
    scheduler = BlockingScheduler(timezone="UTC")
    _plan(scheduler, leidraad)

    def stop(_number: int, _frame: object) -> None:
        scheduler.shutdown(wait=False)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    scheduler.start()


def _plan(scheduler: BaseScheduler, leidraad: Leidraad) -> None:
    scheduler.add_job(
        tick,
        "interval",
        args=[leidraad],
        seconds=PULSE,
        next_run_time=SystemClock().now(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
