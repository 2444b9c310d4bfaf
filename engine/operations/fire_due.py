"""Firing the timers that are due, one case and one transaction at a time."""

from datetime import datetime

from engine import runtime
from engine.clock import brussels_date
from engine.errors import StepFailedError
from engine.operations.advance import Attempt, advance, report_failure
from engine.operations.leidraad import Leidraad
from engine.store import incidents, record, waits
from engine.store.happening import Happening
from engine.store.waits import DueTimer


def fire_due(leidraad: Leidraad, *, now: datetime | None = None, limit: int = 1000) -> int:
    """Fire due timers, the longest due first, and mark the terms that ran out.

    A timer that cannot fire becomes an incident and does not hold up the others. Several
    processes may do this at once: each takes other cases.

    Args:
        leidraad: The running Leidraad.
        now: Fire what is due at this instant, and at this instant; now by default.
        limit: Timers to fire at most.

    Returns:
        How many timers were taken.
    """
    taken = 0
    while taken < limit and _fire_one(leidraad, now):
        taken += 1
    _miss_terms(leidraad, now)
    return taken


def _fire_one(leidraad: Leidraad, at: datetime | None) -> bool:
    try:
        with leidraad.database.writing() as connection:
            now = at or leidraad.now(connection)
            due = waits.claim_timer(connection, now)
            if due is None:
                return False
            attempt = Attempt(case_id=due.case.case_id, kind="timer", place=due.place)
            ready = advance(leidraad, connection, due.case, now)
            step = runtime.fire_timer(
                ready.version.compiled, ready.state, due.place, **ready.surroundings
            )
            if step is None:
                waits.drop_timer(connection, due.case.case_id, due.place)
                return True
            happening = _fired(due, now)
            ready.write(step, happening)
            incidents.solve(connection, due.case.case_id, "timer", happening)
    except StepFailedError as error:
        with leidraad.database.writing() as connection:
            report_failure(connection, attempt, error, now)
            waits.set_timer_status(connection, attempt.case_id, attempt.place, "failed")
    return True


def _fired(due: DueTimer, now: datetime) -> Happening:
    return Happening(
        kind="timer_fired", at=now, place=due.place, detail={"due_at": due.due_at}
    )


def _miss_terms(leidraad: Leidraad, at: datetime | None) -> None:
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        for case_id, place, name in waits.miss_deadlines(connection, brussels_date(now)):
            record.add_entry(
                connection,
                case_id,
                Happening(
                    kind="deadline_missed", at=now, place=place, detail={"name": name}
                ),
            )
