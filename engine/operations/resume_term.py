"""Resuming a term: the days that it really stood still are added."""

from datetime import date, timedelta

from engine.deadlines import Course, Suspension
from engine.errors import ConflictError, NotFoundError
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import may_give_reason
from engine.operations.term_ledger import (
    HeldTerm,
    changing,
    course_of,
    open_suspensions,
    wrong_field,
)
from engine.people import Actor, may_change_term
from engine.store.terms import ChangeRow
from engine.text import Text


def resume_term(  # noqa: PLR0913
    leidraad: Leidraad,
    actor: Actor,
    deadline_id: int,
    *,
    until_on: date,
    reason: str = "",
    change_id: int | None = None,
    version: int | None = None,
) -> None:
    """End a suspension of a term; its timers and reminders follow to the new last day.

    While another suspension runs, the term still stands still.

    Args:
        leidraad: The running Leidraad.
        actor: Who resumes it; a caseworker of the case's agency.
        deadline_id: The term.
        until_on: First day in Brussels that counts again, tomorrow at the latest. The
            first day of the suspension takes it back: no day was lost.
        reason: Why, if there is more to say.
        change_id: The suspension, where several run at once.
        version: The version of the term that the actor saw; any when it is not given.

    Raises:
        NotFoundError: There is no such term, or no such suspension of it.
        NotAllowedError: The actor may not change it.
        ConflictError: It or its case is closed, it is not suspended, several suspensions
            run and none was named, or somebody changed it after the actor saw it.
        InvalidDataError: The day is not right, or the reason cannot be kept.
    """
    reason = may_give_reason(reason)
    with changing(
        leidraad, actor, "resume_term", deadline_id, may=may_change_term, version=version
    ) as held:
        suspended = _suspension(held, change_id)
        from_on = suspended.from_on or until_on
        _must_end_well(held, from_on, until_on)
        others = course_of(
            one for one in held.changes if one.change_id != suspended.change_id
        )
        ended = Suspension(from_on=from_on, until_on=until_on, ground=suspended.reason)
        held.move(
            Course(suspensions=(*others.suspensions, ended), extensions=others.extensions),
            "resumed",
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            of_change_id=suspended.change_id,
        )


def _suspension(held: HeldTerm, change_id: int | None) -> ChangeRow:
    running = open_suspensions(held.changes)
    if change_id is not None:
        _must_be_known(held, change_id)
        running = [one for one in running if one.change_id == change_id]
    if not running:
        raise _not_suspended(held)
    if len(running) > 1:
        raise ConflictError(
            Text(
                "Er lopen verschillende opschortingen; kies welke eindigt.",
                "Several suspensions run; choose which one ends.",
            ),
            code="suspension-needed",
        )
    return running[0]


def _must_be_known(held: HeldTerm, change_id: int) -> None:
    known = {one.change_id for one in held.changes if one.kind == "suspended"}
    if change_id not in known:
        raise NotFoundError(
            Text("Deze opschorting bestaat niet.", "There is no such suspension.")
        )


def _not_suspended(held: HeldTerm) -> ConflictError:
    resumed = [one.by for one in held.changes if one.kind == "resumed" and one.by]
    text = Text("Deze termijn is niet opgeschort.", "This term is not suspended.")
    if resumed:
        text = Text(
            f"{resumed[-1]} was u voor: deze termijn loopt al weer.",
            f"{resumed[-1]} was first: this term runs again already.",
        )
    return ConflictError(text, code="term-not-suspended")


def _must_end_well(held: HeldTerm, from_on: date, until_on: date) -> None:
    if until_on < from_on:
        raise wrong_field(
            "until_on",
            f"De opschorting begon op {from_on:%d/%m/%Y}; de eerste dag die weer telt, "
            "komt daarna.",
            f"The suspension began on {from_on:%d/%m/%Y}; the first day that counts again "
            "comes after it.",
        )
    if until_on > held.today + timedelta(days=1):
        raise wrong_field(
            "until_on",
            "De eerste dag die weer telt, is ten laatste morgen.",
            "The first day that counts again is tomorrow at the latest.",
        )
