"""Cases: make, lock, load their facts, close."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine import feel
from engine.errors import ConflictError, NotFoundError
from engine.ids import AgencyId, CaseId, DefinitionId, PersonId
from engine.store.tables import case_agency, case_number, case_person, cases, fact
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as it stands under the lock of this transaction."""

    case_id: CaseId
    number: str
    trajectory: str
    definition_id: DefinitionId
    agency_id: AgencyId
    person_id: PersonId
    status: str
    opened_at: datetime
    version: int
    state: bytes | None
    #: Whether an incident of the case is open.
    has_incident: bool = False


COLUMNS: tuple[Column[Any], ...] = (
    cases.c.case_id,
    cases.c.number,
    cases.c.trajectory,
    cases.c.definition_id,
    cases.c.agency_id,
    cases.c.person_id,
    cases.c.status,
    cases.c.opened_at,
    cases.c.version,
    cases.c.state,
    cases.c.has_incident,
)

#: Rows that refer to the case may be inserted meanwhile (``key_share``).
_LOCK = (
    select(*COLUMNS)
    .where(cases.c.case_id == bindparam("id"))
    .with_for_update(key_share=True)
)

_FACTS = select(fact.c.scope, fact.c.name, fact.c.value).where(
    fact.c.case_id == bindparam("id")
)


def from_row(row: Row[*tuple[Any, ...]]) -> CaseRow:
    """Read a `CaseRow` from a row that has `COLUMNS`, and maybe more."""
    return CaseRow(**{column.name: row._mapping[column] for column in COLUMNS})  # noqa: SLF001


def lock(connection: Connection, case_id: int, *, running: bool = True) -> CaseRow:
    """Lock a case until the end of the transaction; nobody else advances it meanwhile.

    The case is locked first, its tasks, timers, terms and deliveries after it.

    Raises:
        NotFoundError: There is no such case.
        ConflictError: It is closed, and ``running`` asks for one that is not.
    """
    row = connection.execute(_LOCK, {"id": case_id}).one_or_none()
    if row is None:
        raise NotFoundError(Text("Dit dossier bestaat niet.", "There is no such case."))
    case = from_row(row)
    if running:
        must_run(case)
    return case


def must_run(case: CaseRow) -> None:
    """Refuse to work on a case that is closed.

    Raises:
        ConflictError: The case has ended or was cancelled.
    """
    if case.status not in ("running", "starting"):
        raise ConflictError(
            Text(
                f"Dossier {case.number} is afgesloten; er kan niets meer aan veranderen.",
                f"Case {case.number} is closed; nothing can change in it any more.",
            ),
            code="case-closed",
        )


def facts_of(connection: Connection, case_id: int) -> dict[tuple[str, str], Any]:
    """Load all facts of a case by scope and name."""
    return {
        (scope, name): feel.load(value)
        for scope, name, value in connection.execute(_FACTS, {"id": case_id})
    }


def top_facts(facts: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    """Keep the facts of the case itself, by name."""
    return {name: value for (scope, name), value in facts.items() if not scope}


def _next_number(dialect: Any) -> Any:
    statement = dialect.insert(case_number)
    return statement.on_conflict_do_update(
        index_elements=["prefix", "year"], set_={"last": case_number.c.last + 1}
    ).returning(case_number.c.last)


_NEXT_NUMBER = {"sqlite": _next_number(sqlite), "postgresql": _next_number(postgresql)}


def next_number(connection: Connection, prefix: str, year: int) -> str:
    """Count the next case number of an agency in a year, like ``ATL-2026-000042``."""
    last = connection.execute(
        _NEXT_NUMBER[connection.dialect.name], {"prefix": prefix, "year": year, "last": 1}
    ).scalar_one()
    return f"{prefix}-{year}-{last:06d}"


def create(connection: Connection, values: Mapping[str, Any]) -> CaseId:
    """Insert a case, its first responsible agency and its subject."""
    case_id = connection.execute(
        insert(cases).returning(cases.c.case_id), dict(values)
    ).scalar_one()
    connection.execute(
        insert(case_agency),
        {
            "case_id": case_id,
            "agency_id": values["agency_id"],
            "from_at": values["opened_at"],
        },
    )
    connection.execute(
        insert(case_person),
        {"case_id": case_id, "person_id": values["person_id"], "role": "subject"},
    )
    return CaseId(case_id)


_SAVE = (
    update(cases)
    .where(cases.c.case_id == bindparam("id"), cases.c.version == bindparam("old"))
    .values(
        version=bindparam("new"),
        state=bindparam("tokens"),
        status=bindparam("how"),
        outcome=bindparam("end"),
        closed_at=bindparam("closed"),
        moved_at=bindparam("at"),
    )
)


def save_state(
    connection: Connection,
    case: CaseRow,
    *,
    state: bytes,
    status: str,
    outcome: str | None,
    at: datetime,
) -> None:
    """Write the tokens of a case and count its version up.

    Raises:
        ConflictError: Another transaction was first, in spite of the lock.
    """
    done = connection.execute(
        _SAVE,
        {
            "id": case.case_id,
            "old": case.version,
            "new": case.version + 1,
            "tokens": state,
            "how": status,
            "end": outcome,
            "closed": None if status == "running" else at,
            "at": at,
        },
    )
    if done.rowcount != 1:
        raise ConflictError(
            Text(
                f"Dossier {case.number} werd net door iemand anders gewijzigd. "
                "Probeer opnieuw.",
                f"Somebody else just changed case {case.number}. Try again.",
            )
        )


def number_of(connection: Connection, case_id: int) -> str:
    """Give the number by which people know a case."""
    found: str = connection.execute(
        select(cases.c.number).where(cases.c.case_id == case_id)
    ).scalar_one()
    return found


def person_of(connection: Connection, case_id: int) -> PersonId:
    """Give the subject of a case."""
    found: PersonId = connection.execute(
        select(cases.c.person_id).where(cases.c.case_id == case_id)
    ).scalar_one()
    return found


def running_of(connection: Connection, person_id: int) -> list[int]:
    """List the running cases of which a person is the subject, the oldest first."""
    return list(
        connection.scalars(
            select(cases.c.case_id)
            .where(
                cases.c.person_id == person_id, cases.c.status.in_(("running", "starting"))
            )
            .order_by(cases.c.case_id)
        )
    )


def had(connection: Connection, person_id: int, trajectory: str) -> bool:
    """Tell whether a person ever had a case of a trajectory."""
    found = connection.execute(
        select(cases.c.case_id)
        .where(cases.c.person_id == person_id, cases.c.trajectory == trajectory)
        .limit(1)
    )
    return found.first() is not None


def running_trajectories(connection: Connection, person_id: int) -> set[str]:
    """Give the trajectories on which a person has a running case."""
    return set(
        connection.scalars(
            select(cases.c.trajectory).where(
                cases.c.person_id == person_id, cases.c.status.in_(("running", "starting"))
            )
        )
    )
