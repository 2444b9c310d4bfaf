"""Firing the timers that are due, one case and one transaction at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

from engine import runtime
from engine.clock import brussels_date
from engine.errors import EngineError, StepFailedError
from engine.operations.advance import Attempt, advance, one_step, report_failure
from engine.operations.leidraad import Leidraad
from engine.store import Connection, incidents, record, waits
from engine.store.happening import Happening
from engine.store.waits import DueTimer


def fire_due(
    leidraad: Leidraad,
    *,
    now: datetime | None = None,
    limit: int = 1000,
    on_fired: Callable[[timedelta], object] = lambda _: None,
) -> int:
    """Fire due timers, the longest due first, and mark the terms that ran out.

    A timer that cannot fire becomes an incident and does not hold up the others. Several
    processes may do this at once: each takes other cases.

    Args:
        leidraad: The running Leidraad.
        now: Fire what is due at this instant, and at this instant; now by default.
        limit: Timers to fire, and terms to mark, at most.
        on_fired: Told of each timer, when it was taken, how late it was.

    Returns:
        How many timers and terms were taken.
    """
    fired = 0
    while fired < limit and (late := _fire_one(leidraad, now)) is not None:
        on_fired(late)
        fired += 1
    missed = 0
    while missed < limit and (some := _miss_terms(leidraad, now)):
        missed += some
    return fired + missed


def _fire_one(leidraad: Leidraad, at: datetime | None) -> timedelta | None:
    """Take one timer and tell how late it was; None when none is due."""
    due, late = None, timedelta()
    try:
        with leidraad.database.writing() as connection:
            now = at or leidraad.now(connection)
            due = waits.claim_timer(connection, now)
            if due is None:
                return None
            late = now - due.due_at
            _fire(leidraad, connection, due, now)
    except EngineError as error:
        if due is None:
            raise
        _fail(leidraad, due, error, at)
    return late


def _fire(leidraad: Leidraad, connection: Connection, due: DueTimer, now: datetime) -> None:
    happening = Happening(
        kind="timer_fired", at=now, place=due.place, detail={"due_at": due.due_at}
    )
    with one_step(due.place):
        ready = advance(leidraad, connection, due.case, now)
        step = runtime.fire_timer(
            ready.version.compiled, ready.state, due.place, **ready.surroundings
        )
        if step is not None:
            ready.write(step, happening)
            return
        waits.drop_timer(connection, due.case.case_id, due.place)
        if due.case.has_incident:
            incidents.solve(connection, due.case.case_id, "timer", happening)


def _fail(
    leidraad: Leidraad, due: DueTimer, error: EngineError, at: datetime | None
) -> None:
    """Open an incident, so that a timer that cannot fire does not hold up the others."""
    attempt = Attempt(case_id=due.case.case_id, kind="timer", place=due.place)
    failed = error if isinstance(error, StepFailedError) else StepFailedError(error.text)
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        if report_failure(connection, attempt, failed, now):
            waits.set_timer_status(connection, attempt.case_id, attempt.place, "failed")


def _miss_terms(leidraad: Leidraad, at: datetime | None) -> int:
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        missed = waits.miss_deadlines(connection, brussels_date(now))
        for case_id, place, name in missed:
            happening = Happening(
                kind="deadline_missed", at=now, place=place, detail={"name": name}
            )
            record.add_entry(connection, case_id, happening)
    return len(missed)
