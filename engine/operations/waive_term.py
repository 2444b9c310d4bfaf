"""Waiving a term: nobody has to keep it any more."""

from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.operations.term_ledger import changing
from engine.people import Actor, may_relax_term


def waive_term(
    leidraad: Leidraad,
    actor: Actor,
    deadline_id: int,
    *,
    reason: str,
    version: int | None = None,
) -> None:
    """Let a term go: its timers do not fire and nobody is reminded.

    Where the diagram waits for nothing but its end, the case goes on at the next tick.

    Args:
        leidraad: The running Leidraad.
        actor: Who waives it; a supervisor of the case's agency.
        deadline_id: The term.
        reason: Why.
        version: The version of the term that the actor saw; any when it is not given.

    Raises:
        NotFoundError: There is no such term.
        NotAllowedError: The actor may not waive it.
        ConflictError: It or its case is closed, or somebody changed it after the actor
            saw it.
        InvalidDataError: There is no reason.
    """
    reason = must_give_reason(reason)
    with changing(
        leidraad, actor, "waive_term", deadline_id, may=may_relax_term, version=version
    ) as held:
        held.close("waived", reason=reason)
