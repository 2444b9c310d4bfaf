"""Stopping a case for good, with a reason."""

from engine.operations.access import case_access
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.people import Actor, may_cancel_case
from engine.store import cases, incidents, record
from engine.store.close_case import close_case
from engine.store.happening import Happening


def cancel_case(leidraad: Leidraad, actor: Actor, case_id: int, *, reason: str) -> None:
    """Close all tasks, timers, terms and messages of a case.

    It asks the diagram nothing, so that a case that is stuck can be stopped as well.

    Raises:
        NotFoundError: There is no such case.
        ConflictError: It is closed already.
        NotAllowedError: The actor is no supervisor of its agency.
        InvalidDataError: There is no reason.
    """
    reason = must_give_reason(reason)
    by = actor.recorded_as
    with leidraad.acting(actor, "cancel_case", case_id=case_id) as connection:
        now = leidraad.now(connection)
        row = cases.lock(connection, case_id, running=False)
        may_cancel_case(actor, case_access(connection, row))
        cases.must_run(row)
        cases.save_state(
            connection, row, state=b"", status="cancelled", outcome=None, at=now
        )
        terms = close_case(connection, row, now)
        incidents.solve_all(connection, case_id, account_id=by, at=now)
        detail = {"reason": reason}
        happening = Happening(kind="case_cancelled", at=now, account_id=by, detail=detail)
        record.add_entry(connection, case_id, happening)
        for term in terms:
            ended = Happening(
                kind=f"deadline_{term.status}",
                at=now,
                place=term.place,
                account_id=by,
                detail={"name": term.name},
            )
            record.add_entry(connection, case_id, ended)
