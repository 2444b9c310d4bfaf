"""Correcting a fact of a case, with a reason; the old value is kept apart."""

from typing import Any

from engine.errors import NotFoundError
from engine.operations.access import case_access
from engine.operations.fact_values import read_values
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.people import Actor, FactAccess, may_correct_fact
from engine.step import FactWritten, Step
from engine.store import cases, record
from engine.store.happening import Happening
from engine.store.write_facts import write_facts
from engine.text import Text


def correct_fact(  # noqa: PLR0913
    leidraad: Leidraad,
    actor: Actor,
    case_id: int,
    name: str,
    value: Any,
    *,
    reason: str,
    scope: str = "",
) -> None:
    """Give a fact another value; what the diagram did before stays as it was.

    Raises:
        NotFoundError: There is no such case, or the diagram knows no such fact.
        ConflictError: The case is closed.
        NotAllowedError: The actor may not correct it.
        InvalidDataError: The value has another type than the fact, or there is no reason.
    """
    reason = must_give_reason(reason)
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        row = cases.lock(connection, case_id)
        definition = leidraad.published.version(connection, row.definition_id).definition
        declared = definition.facts.get(name)
        if declared is None:
            raise NotFoundError(
                Text(f"Er is geen gegeven ‘{name}’.", f"There is no fact ‘{name}’.")
            )
        may_correct_fact(
            actor,
            case_access(connection, row),
            FactAccess(name=name, sensitivity=declared.sensitivity),
        )
        value = read_values(definition.facts, {name: value})[name]
        facts = cases.facts_of(connection, case_id)
        happening = Happening(
            kind="fact_corrected",
            at=now,
            account_id=actor.account_id,
            detail={"fact": name, "reason": reason},
        )
        written = FactWritten(scope=scope, name=name, value=value, element="")
        write_facts(
            connection,
            row,
            Step(state=b"", facts=(written,)),
            happening,
            facts,
            reason=reason,
        )
        record.add_entry(connection, case_id, happening)
