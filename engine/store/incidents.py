"""Steps that failed: one open row for each place, until a retry succeeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from engine import feel
from engine.errors import ConflictError, NotFoundError
from engine.step import Place
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


def report(
    connection: Connection,
    case_id: int,
    kind: str,
    place: Place,
    text: Text,
    *,
    material: Mapping[str, Any],
    account_id: int | None,
    at: datetime,
) -> None:
    """Open an incident, or count another attempt on the one that is open there."""
    again = connection.execute(
        update(incident)
        .where(
            incident.c.case_id == case_id,
            incident.c.kind == kind,
            incident.c.scope == place.scope,
            incident.c.element == place.element,
            incident.c.occurrence == place.occurrence,
            incident.c.status == "open",
        )
        .values(
            text_nl=text.nl,
            text_en=text.en,
            attempts=incident.c.attempts + 1,
            material=feel.dump(dict(material)),
        )
    )
    if again.rowcount:
        return
    connection.execute(
        insert(incident),
        {
            "case_id": case_id,
            "kind": kind,
            "scope": place.scope,
            "element": place.element,
            "occurrence": place.occurrence,
            "text_nl": text.nl,
            "text_en": text.en,
            "material": feel.dump(dict(material)),
            "account_id": account_id,
            "status": "open",
            "attempts": 1,
            "created_at": at,
        },
    )


def lock(connection: Connection, incident_id: int) -> IncidentRow:
    """Lock an open incident.

    Raises:
        NotFoundError: There is no such incident.
        ConflictError: It is solved already.
    """
    row = connection.execute(
        select(incident).where(incident.c.incident_id == incident_id).with_for_update()
    ).one_or_none()
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


def solve(
    connection: Connection,
    case_id: int,
    kind: str,
    place: Place,
    *,
    account_id: int | None,
    at: datetime,
) -> None:
    """Close the incident at a place, because the case went on from there."""
    connection.execute(
        _SOLVE,
        {
            "id": case_id,
            "what": kind,
            "in_scope": place.scope,
            "at_element": place.element,
            "nth": place.occurrence,
            "who": account_id,
            "at": at,
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
