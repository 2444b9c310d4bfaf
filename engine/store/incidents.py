"""Steps that failed: one open row for each place, until a retry succeeds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select, update

from engine import feel
from engine.errors import ConflictError, NotFoundError
from engine.step import Place
from engine.store.happening import Happening
from engine.store.tables import incident
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """An incident as it stands under the lock of this transaction."""

    incident_id: int
    case_id: int
    kind: str
    place: Place
    text: Text
    material: Mapping[str, Any]
    account_id: int | None
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A step that could not be done, with what a retry needs to do it again."""

    case_id: int
    #: start, task, timer, message, delivery, acknowledgement.
    kind: str
    place: Place
    text: Text
    at: datetime
    account_id: int | None = None
    material: Mapping[str, Any] = field(default_factory=dict)


def report(connection: Connection, failure: Failure) -> None:
    """Open an incident, or count another attempt on the one that is open there."""
    told = {
        "text_nl": failure.text.nl,
        "text_en": failure.text.en,
        "material": feel.dump(dict(failure.material)),
    }
    where = {
        "case_id": failure.case_id,
        "kind": failure.kind,
        "scope": failure.place.scope,
        "element": failure.place.element,
        "occurrence": failure.place.occurrence,
    }
    again = connection.execute(
        update(incident)
        .where(
            *(incident.c[name] == value for name, value in where.items()),
            incident.c.status == "open",
        )
        .values(attempts=incident.c.attempts + 1, **told)
    )
    if again.rowcount:
        return
    connection.execute(
        insert(incident),
        {
            **where,
            **told,
            "account_id": failure.account_id,
            "status": "open",
            "attempts": 1,
            "created_at": failure.at,
        },
    )


def peek(connection: Connection, incident_id: int) -> IncidentRow:
    """Read an open incident without locking it: its case is locked first.

    Raises:
        NotFoundError: There is no such incident.
        ConflictError: It is solved already.
    """
    return _read(connection, select(incident).where(incident.c.incident_id == incident_id))


def lock(connection: Connection, incident_id: int) -> IncidentRow:
    """Lock an open incident.

    Raises:
        NotFoundError: There is no such incident.
        ConflictError: It is solved already.
    """
    query = select(incident).where(incident.c.incident_id == incident_id)
    return _read(connection, query.with_for_update())


def _read(connection: Connection, query: Select[Any]) -> IncidentRow:
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(
            Text("Dit incident bestaat niet.", "There is no such incident.")
        )
    if row.status != "open":
        raise ConflictError(
            Text("Dit incident is al opgelost.", "This incident is solved already.")
        )
    return IncidentRow(
        incident_id=row.incident_id,
        case_id=row.case_id,
        kind=row.kind,
        place=Place(row.scope, row.element, row.occurrence),
        text=Text(row.text_nl, row.text_en),
        material=feel.load(row.material),
        account_id=row.account_id,
        attempts=row.attempts,
    )


_SOLVE = (
    update(incident)
    .where(
        incident.c.case_id == bindparam("id"),
        incident.c.kind == bindparam("what"),
        incident.c.scope == bindparam("in_scope"),
        incident.c.element == bindparam("at_element"),
        incident.c.occurrence == bindparam("nth"),
        incident.c.status == "open",
    )
    .values(status="solved", solved_at=bindparam("at"), solved_by=bindparam("who"))
)


def solve(connection: Connection, case_id: int, kind: str, happening: Happening) -> None:
    """Close the incident at a place, because the case went on from there."""
    connection.execute(
        _SOLVE,
        {
            "id": case_id,
            "what": kind,
            "in_scope": happening.place.scope,
            "at_element": happening.place.element,
            "nth": happening.place.occurrence,
            "who": happening.account_id,
            "at": happening.at,
        },
    )


def solve_all(
    connection: Connection, case_id: int, *, account_id: int | None, at: datetime
) -> None:
    """Close every incident of a case that is closed."""
    connection.execute(
        update(incident)
        .where(incident.c.case_id == case_id, incident.c.status == "open")
        .values(status="solved", solved_at=at, solved_by=account_id)
    )
