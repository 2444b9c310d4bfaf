"""Letting one timer of a case fire at another moment, with a reason."""

from datetime import UTC, datetime, timedelta

from engine.errors import ConflictError, InvalidDataError, NotFoundError
from engine.operations.access import case_access
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.people import Actor, may_change_timer
from engine.step import Place
from engine.store import cases, record, timers
from engine.store.happening import Happening
from engine.store.timers import TimerRow
from engine.text import Text

#: Whoever types an hour and a minute means that minute, also while it runs.
_MINUTE = timedelta(minutes=1)
#: As far as a timer can be moved.
FURTHEST = timedelta(days=10 * 366)

_TERM = Text(
    "Deze timer volgt een termijn en verschuift alleen met haar mee. Schort de termijn op "
    "of verleng ze, op de bladzijde van het dossier.",
    "This timer follows a term and moves only along with it. Suspend or extend the term "
    "instead, on the page of the case.",
)
_NOT_ARMED = Text(
    "Deze timer mislukte. Probeer eerst zijn storing opnieuw.",
    "This timer failed. Retry its incident first.",
)
_PAST = Text(
    "Kies een ogenblik dat nog komt, hoogstens tien jaar vooruit.",
    "Choose a moment that is still to come, ten years ahead at most.",
)
_GONE = Text("Deze timer is er niet meer.", "This timer is no longer there.")


def change_timer(
    leidraad: Leidraad,
    actor: Actor,
    case_id: int,
    place: Place,
    *,
    due_at: datetime,
    reason: str,
) -> datetime:
    """Let a timer fire at another instant; where the case stands is not touched.

    Of a timer that repeats only the next firing moves; those after it stay on their grid.

    Args:
        leidraad: The running Leidraad.
        actor: Who changes it; a supervisor of the case's agency.
        case_id: The case.
        place: Where the timer waits.
        due_at: When it is to fire, aware; the present minute lets the next tick fire it.
        reason: Why; kept in the history of the case with both instants.

    Returns:
        The instant at which it is due now, in UTC.

    Raises:
        NotFoundError: There is no such case, or no timer at that place any more.
        ConflictError: The case is closed, or the timer follows a term or failed.
        NotAllowedError: The actor is no supervisor of the case's agency.
        InvalidDataError: There is no reason, or the instant is past or too far.
    """
    reason = must_give_reason(reason)
    with leidraad.acting(actor, "change_timer", case_id=case_id) as connection:
        now = leidraad.now(connection)
        row = cases.lock(connection, case_id, running=False)
        may_change_timer(actor, case_access(connection, row))
        cases.must_run(row)
        found = timers.find(connection, case_id, place)
        if found is None:
            raise NotFoundError(_GONE)
        _must_move_by_hand(found)
        moved_to = _instant(due_at, now)
        timers.move(connection, case_id, place, moved_to)
        happening = Happening(
            kind="timer_changed",
            at=now,
            place=place,
            account_id=actor.recorded_as,
            detail={"due_before": found.due_at, "due_at": moved_to, "reason": reason},
        )
        record.add_entry(connection, case_id, happening)
    return moved_to


def _must_move_by_hand(found: TimerRow) -> None:
    if found.follows_term:
        raise ConflictError(_TERM, code="timer-follows-term")
    if found.status != "armed":
        raise ConflictError(_NOT_ARMED, code="timer-failed")


def _instant(due_at: datetime, now: datetime) -> datetime:
    if not now - _MINUTE < due_at <= now + FURTHEST:
        raise InvalidDataError(_PAST, {"due_at": [_PAST]})
    return max(due_at.astimezone(UTC), now)
