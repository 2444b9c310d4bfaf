"""Suspending a term, with a reason and what proves it."""

from datetime import date

from engine.clock import BRUSSELS
from engine.deadlines import Course, Suspension
from engine.errors import ConflictError
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import may_give_proof, must_give_reason
from engine.operations.term_ledger import HeldTerm, changing, wrong_field
from engine.people import Actor, may_change_term
from engine.text import Text


def suspend_term(  # noqa: PLR0913
    leidraad: Leidraad,
    actor: Actor,
    deadline_id: int,
    *,
    from_on: date,
    reason: str,
    proof: str = "",
    version: int | None = None,
) -> None:
    """Let the days of a term not count from a day on, until it is resumed.

    Its timers and reminders wait. Suspensions for other reasons may run beside it.

    Args:
        leidraad: The running Leidraad.
        actor: Who suspends it; a caseworker of the case's agency.
        deadline_id: The term.
        from_on: First day in Brussels that does not count: from the start of the term to
            its last day, and not after today.
        reason: The ground; it is told in the explanation of the date.
        proof: Where the proof is, for instance a letter in the file.
        version: The version of the term that the actor saw; any when it is not given.

    Raises:
        NotFoundError: There is no such term.
        NotAllowedError: The actor may not change it.
        ConflictError: It or its case is closed, somebody suspended it for the same reason
            or changed it after the actor saw it.
        InvalidDataError: There is no reason, or the day is not right.
    """
    reason, proof = must_give_reason(reason), may_give_proof(proof)
    with changing(
        leidraad, actor, "suspend_term", deadline_id, may=may_change_term, version=version
    ) as held:
        _must_be_in_the_term(held, from_on)
        _must_be_first(held, from_on, reason)
        before = held.course
        suspension = Suspension(from_on=from_on, until_on=None, ground=reason)
        held.move(
            Course(
                suspensions=(*before.suspensions, suspension), extensions=before.extensions
            ),
            "suspended",
            from_on=from_on,
            reason=reason,
            proof=proof,
        )


def _must_be_in_the_term(held: HeldTerm, from_on: date) -> None:
    start_on, due_on = held.term.start_on, held.term.due_on
    if from_on > held.today:
        raise wrong_field(
            "from_on",
            "De opschorting begint vandaag of vroeger, niet in de toekomst.",
            "The suspension begins today or earlier, not in the future.",
        )
    if from_on < start_on:
        raise wrong_field(
            "from_on",
            f"De termijn begon pas op {start_on:%d/%m/%Y}; kies die dag of een latere.",
            f"The term only began on {start_on:%d/%m/%Y}; choose that day or a later one.",
        )
    if from_on > due_on:
        raise wrong_field(
            "from_on",
            f"De laatste dag was {due_on:%d/%m/%Y}; daarna valt er niets op te schorten.",
            f"The last day was {due_on:%d/%m/%Y}; there is nothing to suspend after it.",
        )


def _must_be_first(held: HeldTerm, from_on: date, reason: str) -> None:
    """Refuse a second suspension for the same reason on the same days."""
    ended = {one.of_change_id: one.until_on for one in held.changes}
    for one in held.changes:
        if one.kind != "suspended" or _same(one.reason) != _same(reason):
            continue
        until_on = ended.get(one.change_id)
        if until_on is None or until_on > from_on:
            who, since = one.by or "Leidraad", one.from_on
            at = one.at.astimezone(BRUSSELS)
            raise ConflictError(
                Text(
                    f"{who} was u voor en schortte deze termijn om deze reden al op vanaf "
                    f"{since:%d/%m/%Y} (op {at:%d/%m/%Y om %H:%M}).",
                    f"{who} was first and suspended this term for this reason from "
                    f"{since:%d/%m/%Y} (on {at:%d/%m/%Y at %H:%M}).",
                ),
                code="term-suspended",
            )


def _same(reason: str) -> str:
    return " ".join(reason.casefold().split())
