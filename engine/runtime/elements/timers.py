"""Timers and deadlines as rows: armed, fired, taken away."""

from datetime import datetime
from typing import Literal

from engine.clock import end_of_term
from engine.definitions.model import Timer
from engine.runtime.failure import stop
from engine.runtime.moments import Cycle, instant_of, literal_span, read_cycle
from engine.runtime.tokens import Token
from engine.step import DeadlineClosed, DeadlineOpened, Place, TimerArmed


def open_deadline(token: Token, place: Place, name: str) -> DeadlineOpened:
    """Count a term and let it run at a place."""
    due = token.play.due(name, token.scope)
    opened = DeadlineOpened(place=place, name=name, due=due)
    token.play.record.deadlines_opened.append(opened)
    return opened


def late(token: Token, place: Place, name: str) -> None:
    """Note that a term ran out while its task still stands."""
    closed = DeadlineClosed(place=place, name=name, how="missed", stands=True)
    token.play.record.deadlines_closed.append(closed)


def close_deadline(
    token: Token, place: Place, name: str | None, how: Literal["met", "missed", "waived"]
) -> None:
    """End the term at a place, once; nothing where no term is named."""
    if name is not None and not token.settled:
        token.settled = True
        closed = DeadlineClosed(place=place, name=name, how=how)
        token.play.record.deadlines_closed.append(closed)


def sharing_task(token: Token, name: str | None) -> Token | None:
    """Give the task that a boundary timer hangs on, when both are about the same term.

    The term is then one deadline, and it is the task's.
    """
    host = token.parent
    # Of a task that is done in rounds each round has the term, and no timer is all of them.
    if name is None or host is None or not host.task_spec.manual:
        return None
    return host if host.task_spec.node.work.due_deadline == name else None


def arm(token: Token, timer: Timer, place: Place) -> bool:
    """Make the row for a timer; False when a cycle has no firing left."""
    host = sharing_task(token, timer.deadline)
    follows = host.place if host is not None else place
    if timer.deadline is not None and host is not None:
        due_at = end_of_term(token.play.due(timer.deadline, token.scope).due_on)
    elif timer.deadline is not None:
        opened = open_deadline(token, place, timer.deadline)
        due_at = end_of_term(opened.due.due_on)
    elif timer.kind == "cycle":
        next_at = _next_of_cycle(token, timer)
        if next_at is None:
            return False
        due_at = next_at
    else:
        due_at = _once(token, timer)
    token.play.record.timers_armed.append(
        TimerArmed(
            place=place,
            due_at=due_at,
            deadline=timer.deadline,
            follows=follows if timer.deadline is not None else None,
        )
    )
    return True


def _once(token: Token, timer: Timer) -> datetime:
    now = token.play.now
    span = literal_span(timer.formula.source)
    if span is not None:
        return span.after(now)
    return instant_of(token.play.evaluate(timer.formula, token.scope), now)


def _next_of_cycle(token: Token, timer: Timer) -> datetime | None:
    # rest: number of the next firing, anchor of the grid, the text it was read from.
    if token.rest:
        index, anchor_text, text = token.rest
        cycle, anchor = read_cycle(str(text)), datetime.fromisoformat(str(anchor_text))
        following = cycle.next_after(anchor, int(index), token.play.now)
        if following is None:
            return None
        token.rest = [following, anchor_text, text]
        return cycle.point(anchor, following)
    text = token.play.evaluate(timer.formula, token.scope)
    cycle = _cycle_of(text)
    anchor = cycle.start if cycle.start is not None else token.play.now
    token.rest = [1, anchor.isoformat(), text]
    return cycle.point(anchor, 1)


def _cycle_of(value: object) -> Cycle:
    if not isinstance(value, str):
        stop(
            "De herhaling van de timer is geen tekst zoals R3/P7D.",
            "The repetition of the timer is no text like R3/P7D.",
        )
    return read_cycle(value)
