"""Steps that failed: one open row for each place, until a retry succeeds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    insert,
    not_,
    select,
    update,
)

from engine import feel
from engine.errors import ConflictError, NotFoundError
from engine.step import Place
from engine.store.happening import Happening
from engine.store.tables import cases, incident, message_wait, outbox, task, timer
from engine.text import Text

#: Kinds that any step of the case solves: all of it was tried again.
_OF_CASE = ("start", "condition")
#: Where the row stands that an incident of this kind is about.
_ABOUT: Mapping[str, Table] = {"task": task, "timer": timer, "message": message_wait}


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
    #: start, task, timer, message, condition, delivery, acknowledgement.
    kind: str
    place: Place
    text: Text
    at: datetime
    #: Whose step it was; None when nobody's.
    account_id: int | None = None
    material: Mapping[str, Any] = field(default_factory=dict)


def still_matters(
    connection: Connection, case_id: int, kind: str, place: Place, *, status: str
) -> bool:
    """Tell whether what failed is still to be done, now that the case is locked.

    Args:
        connection: The transaction that locked the case.
        case_id: The case.
        kind: The kind of the incident.
        place: Where the step began.
        status: The status of the case.
    """
    if kind == "start":
        return status == "starting"
    if kind not in _ABOUT:
        return True
    table = _ABOUT[kind]
    query = select(table.c.case_id).where(
        table.c.case_id == case_id,
        table.c.scope == place.scope,
        table.c.element == place.element,
        table.c.occurrence == place.occurrence,
    )
    if kind == "task":
        query = query.where(task.c.status == "open")
    return connection.execute(query).first() is not None


def report(connection: Connection, failure: Failure) -> bool:
    """Open an incident; False when one is open there, which then counts an attempt."""
    told = {
        "text_nl": failure.text.nl,
        "text_en": failure.text.en,
        "material": feel.dump(dict(failure.material)),
        "account_id": failure.account_id,
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
        return False
    connection.execute(
        insert(incident),
        {
            **where,
            **told,
            "status": "open",
            "attempts": 1,
            "created_at": failure.at,
        },
    )
    _mark(connection, failure.case_id)
    return True


def _mark(connection: Connection, case_id: int) -> None:
    """Let the row of the case say whether it has an open incident."""
    is_open = exists().where(incident.c.case_id == case_id, incident.c.status == "open")
    connection.execute(
        update(cases).where(cases.c.case_id == case_id).values(has_incident=is_open)
    )


def peek(connection: Connection, incident_id: int) -> IncidentRow:
    """Read an incident, solved or not, without locking it: its case is locked first.

    Raises:
        NotFoundError: There is no such incident.
    """
    query = select(incident).where(incident.c.incident_id == incident_id)
    return _read(connection, query, must_be_open=False)


def lock(connection: Connection, incident_id: int) -> IncidentRow:
    """Lock an open incident.

    Raises:
        NotFoundError: There is no such incident.
        ConflictError: It is solved already.
    """
    query = select(incident).where(incident.c.incident_id == incident_id)
    return _read(connection, query.with_for_update(), must_be_open=True)


def _read(connection: Connection, query: Select[Any], *, must_be_open: bool) -> IncidentRow:
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(
            Text("Dit incident bestaat niet.", "There is no such incident.")
        )
    if must_be_open and row.status != "open":
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


#: What was typed or sent is in the facts now, or of no use any more.
_SOLVED = {
    "status": "solved",
    "material": "{}",
    "solved_at": bindparam("at"),
    "solved_by": bindparam("who"),
}

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
    .values(**_SOLVED)
)

_SOLVE_OF_CASE = (
    update(incident)
    .where(
        incident.c.case_id == bindparam("id"),
        incident.c.kind.in_(_OF_CASE),
        incident.c.status == "open",
    )
    .values(**_SOLVED)
)

_SOLVE_ONE = (
    update(incident)
    .where(incident.c.incident_id == bindparam("id"), incident.c.status == "open")
    .values(**_SOLVED)
)

#: A letter that was to go, whatever became of the case.
_UNSENT = and_(
    incident.c.kind.in_(("delivery", "acknowledgement")),
    exists()
    .where(
        outbox.c.case_id == incident.c.case_id,
        outbox.c.scope == incident.c.scope,
        outbox.c.element == incident.c.element,
        outbox.c.occurrence == incident.c.occurrence,
        outbox.c.kind == "send",
        outbox.c.status == "failed",
    )
    .correlate(incident),
)

_SOLVE_ALL = (
    update(incident)
    .where(
        incident.c.case_id == bindparam("id"), incident.c.status == "open", not_(_UNSENT)
    )
    .values(**_SOLVED)
)


def solve(connection: Connection, case_id: int, kind: str, happening: Happening) -> None:
    """Close the incident at a place, because the case went on from there."""
    connection.execute(_SOLVE, _at(case_id, kind, happening.place, happening))
    _mark(connection, case_id)


def settle(
    connection: Connection,
    case_id: int,
    gone: Collection[tuple[str, Place]],
    happening: Happening,
) -> None:
    """Close the incidents that a step made needless: its places, and all of the case."""
    by = {"id": case_id, "who": happening.account_id, "at": happening.at}
    connection.execute(_SOLVE_OF_CASE, by)
    if gone:
        places = [_at(case_id, kind, place, happening) for kind, place in gone]
        connection.execute(_SOLVE, places)
    _mark(connection, case_id)


def _at(case_id: int, kind: str, place: Place, happening: Happening) -> dict[str, Any]:
    return {
        "id": case_id,
        "what": kind,
        "in_scope": place.scope,
        "at_element": place.element,
        "nth": place.occurrence,
        "who": happening.account_id,
        "at": happening.at,
    }


def solve_one(
    connection: Connection, one: IncidentRow, *, account_id: int | None, at: datetime
) -> None:
    """Close an incident, because somebody retried it."""
    connection.execute(_SOLVE_ONE, {"id": one.incident_id, "who": account_id, "at": at})
    _mark(connection, one.case_id)


def solve_all(
    connection: Connection, case_id: int, *, account_id: int | None, at: datetime
) -> None:
    """Close the incidents of a case that is closed, but for a letter that did not go."""
    connection.execute(_SOLVE_ALL, {"id": case_id, "who": account_id, "at": at})
    _mark(connection, case_id)
