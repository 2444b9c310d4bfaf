"""Facts that a step writes, and the values that they replace."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from engine import feel
from engine.step import FactWritten, Step
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.tables import (
    fact,
    fact_past,
)


def _upsert_fact(module: Any) -> Any:
    statement = module.insert(fact)
    return statement.on_conflict_do_update(
        index_elements=["case_id", "scope", "name"],
        set_={
            "value": statement.excluded.value,
            "written_at": statement.excluded.written_at,
            "element": statement.excluded.element,
        },
    )


_UPSERT_FACT = {"sqlite": _upsert_fact(sqlite), "postgresql": _upsert_fact(postgresql)}


_KEEP_PAST = insert(fact_past).from_select(
    (
        *("case_id", "scope", "name", "value", "written_at"),
        *("replaced_at", "account_id", "reason"),
    ),
    select(
        fact.c.case_id,
        fact.c.scope,
        fact.c.name,
        fact.c.value,
        fact.c.written_at,
        bindparam("at", type_=fact_past.c.replaced_at.type),
        bindparam("who", type_=fact_past.c.account_id.type),
        bindparam("why", type_=fact_past.c.reason.type),
    ).where(
        fact.c.case_id == bindparam("id"),
        fact.c.scope == bindparam("in_scope"),
        fact.c.name == bindparam("called"),
    ),
)


def write_facts(
    connection: Connection,
    case: CaseRow,
    step: Step,
    happening: Happening,
    facts: Mapping[tuple[str, str], Any],
    *,
    reason: str = "",
) -> None:
    """Write the facts of a step; values that they replace are kept apart."""
    if not step.facts:
        return
    latest = {(written.scope, written.name): written for written in step.facts}
    past = [
        {
            "id": case.case_id,
            "in_scope": scope,
            "called": name,
            "at": happening.at,
            "who": happening.account_id,
            "why": reason,
        }
        for (scope, name), written in latest.items()
        if (scope, name) in facts
        and (facts[scope, name] is not None or reason)
        and facts[scope, name] != written.value
    ]
    if past:
        connection.execute(_KEEP_PAST, past)
    write_given(connection, case.case_id, list(latest.values()), happening.at)


def write_given(
    connection: Connection, case_id: int, written: Sequence[FactWritten], at: datetime
) -> None:
    """Write facts as they are given."""
    if not written:
        return
    connection.execute(
        _UPSERT_FACT[connection.dialect.name],
        [
            {
                "case_id": case_id,
                "scope": one.scope,
                "name": one.name,
                "value": feel.dump(one.value),
                "written_at": at,
                "element": one.element,
            }
            for one in written
        ],
    )
