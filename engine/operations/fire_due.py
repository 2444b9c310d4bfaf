"""Firing the timers that are due, one case and one transaction at a time."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import runtime
from engine.clock import brussels_date
from engine.errors import EngineError, StepFailedError
from engine.operations.advance import Attempt, advance, one_step, report_failure
from engine.operations.leidraad import Leidraad
from engine.store import Connection, incidents, record, waits
from engine.store.happening import Happening
from engine.store.waits import DueTimer, Turn

#: Cases whose turn is looked up at once.
_AT_ONCE = 100


def fire_due(
    leidraad: Leidraad,
    *,
    now: datetime | None = None,
    limit: int = 1000,
    on_fired: Callable[[timedelta], object] = lambda _late: None,
) -> int:
    """Fire due timers, the longest due first, and mark the terms that ran out.

    A timer that cannot fire becomes an incident and does not hold up the others. Several
    processes may do this at once: each takes other cases. One transaction a timer.

    Args:
        leidraad: The running Leidraad.
        now: Fire what is due at this instant, and at this instant; now by default.
        limit: Timers to fire, and terms to mark, at most.
        on_fired: Told of each timer how late it was.

    Returns:
        How many timers and terms were taken.
    """
    firing = _Firing(leidraad, now, on_fired)
    fired = 0
    while fired < limit and (some := firing.walk(limit - fired)):
        fired += some
    missed = 0
    while missed < limit and (some := _miss_terms(leidraad, now)):
        missed += some
    return fired + missed


@dataclass(frozen=True, slots=True)
class _Firing:
    leidraad: Leidraad
    at: datetime | None
    on_fired: Callable[[timedelta], object]

    def walk(self, most: int) -> int:
        """Go once along all that is due; what somebody else has in hand is passed by."""
        fired = 0
        last: Turn | None = None
        while fired < most and (turns := self._turns(last, most - fired)):
            last = turns[-1]
            waiting = deque(turns)
            while waiting:
                fired += self._fire_next(waiting)
        return fired

    def _turns(self, last: Turn | None, most: int) -> list[Turn]:
        with self.leidraad.database.reading() as connection:
            now = self.at or self.leidraad.now(connection)
            return waits.turns(connection, now, after=last, most=min(most, _AT_ONCE))

    def _fire_next(self, waiting: deque[Turn]) -> bool:
        """Fire a timer of the first case that is free; False when none of them was."""
        due: DueTimer | None = None
        late = timedelta(0)
        try:
            with self.leidraad.database.writing() as connection:
                now = self.at or self.leidraad.now(connection)
                while waiting and due is None:
                    due = waits.claim_timer(connection, waiting.popleft().case_id, now)
                if due is None:
                    return False
                late = now - due.due_at
                _fire(self.leidraad, connection, due, now)
        except EngineError as error:
            if due is None:
                raise
            _fail(self.leidraad, due, error, self.at)
        self.on_fired(late)
        return True


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
