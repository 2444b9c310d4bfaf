"""Noting that a term was met outside the diagram."""

from datetime import date

from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.operations.term_ledger import HeldTerm, changing, wrong_field
from engine.people import Actor, may_change_term


def meet_term(
    leidraad: Leidraad,
    actor: Actor,
    deadline_id: int,
    *,
    met_on: date,
    reason: str,
    version: int | None = None,
) -> None:
    """Note that what a term asks was done in time; its timers do not fire any more.

    Where the diagram waits for nothing but its end, the case goes on at the next tick.

    Args:
        leidraad: The running Leidraad.
        actor: Who notes it; a caseworker of the case's agency.
        deadline_id: The term.
        met_on: The day in Brussels on which it was done: from the start of the term to
            its last day, and not after today. A term that is suspended has no last day.
        reason: How it was done.
        version: The version of the term that the actor saw; any when it is not given.

    Raises:
        NotFoundError: There is no such term.
        NotAllowedError: The actor may not change it.
        ConflictError: It or its case is closed, or somebody changed it after the actor
            saw it.
        InvalidDataError: There is no reason, or the day is not right.
    """
    reason = must_give_reason(reason)
    with changing(
        leidraad, actor, "meet_term", deadline_id, may=may_change_term, version=version
    ) as held:
        _must_be_in_time(held, met_on)
        held.close("met", from_on=met_on, reason=reason)


def _must_be_in_time(held: HeldTerm, met_on: date) -> None:
    start_on, due_on = held.term.start_on, held.term.due_on
    if met_on > held.today:
        raise wrong_field(
            "met_on",
            "Kies de dag waarop het gebeurde: vandaag of vroeger.",
            "Choose the day on which it was done: today or earlier.",
        )
    if met_on < start_on:
        raise wrong_field(
            "met_on",
            f"De termijn begon pas op {start_on:%d/%m/%Y}; kies die dag of een latere.",
            f"The term only began on {start_on:%d/%m/%Y}; choose that day or a later one.",
        )
    if met_on > due_on and held.term.suspended_on is None:
        raise wrong_field(
            "met_on",
            f"De laatste dag was {due_on:%d/%m/%Y}; dat is te laat. Een leidinggevende kan "
            "de termijn verlengen of laten vallen.",
            f"The last day was {due_on:%d/%m/%Y}; that is too late. A supervisor can "
            "extend or waive the term.",
        )
