"""Stopping a case for good, with a reason."""

from engine import runtime
from engine.operations.access import case_access
from engine.operations.advance import advance
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.people import Actor, may_cancel_case
from engine.step import Step
from engine.store import cases, incidents, record
from engine.store.happening import Happening
from engine.store.write_step import close_all


def cancel_case(leidraad: Leidraad, actor: Actor, case_id: int, *, reason: str) -> None:
    """Close all tasks, timers, terms and messages of a case.

    Raises:
        NotFoundError: There is no such case.
        ConflictError: It is closed already.
        NotAllowedError: The actor is no supervisor of its agency.
        InvalidDataError: There is no reason.
    """
    reason = must_give_reason(reason)
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        row = cases.lock(connection, case_id)
        may_cancel_case(actor, case_access(connection, row))
        step = Step(state=b"")
        if row.state is not None:
            ready = advance(leidraad, connection, row, now)
            step = runtime.cancel(ready.version.compiled, row.state)
        cases.save_state(
            connection, row, state=step.state, status="cancelled", outcome=None, at=now
        )
        happening = Happening(
            kind="case_cancelled",
            at=now,
            account_id=actor.account_id,
            detail={"reason": reason},
        )
        close_all(connection, row, step, happening)
        incidents.solve_all(connection, case_id, account_id=actor.account_id, at=now)
        record.add_entry(connection, case_id, happening)
