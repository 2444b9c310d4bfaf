"""One timer of a case, read and moved under the lock of that case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from engine.step import Place
from engine.store.places import where_placed
from engine.store.tables import timer


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRow:
    """A timer as it stands."""

    due_at: datetime
    #: armed, failed, held.
    status: str
    #: Whether it moves with a term of the law or of the trajectory.
    follows_term: bool


_FIND = select(timer.c.due_at, timer.c.status, timer.c.deadline, timer.c.deadline_id).where(
    *where_placed(timer)
)
_MOVE = update(timer).where(*where_placed(timer)).values(due_at=bindparam("until"))


def find(connection: Connection, case_id: int, place: Place) -> TimerRow | None:
    """Read a timer of a case that is locked; None when there is none at that place."""
    row = connection.execute(_FIND, _at(case_id, place)).one_or_none()
    if row is None:
        return None
    return TimerRow(
        due_at=row.due_at,
        status=row.status,
        follows_term=row.deadline is not None or row.deadline_id is not None,
    )


def move(connection: Connection, case_id: int, place: Place, due_at: datetime) -> None:
    """Let a timer of a case that is locked fire at another instant."""
    connection.execute(_MOVE, {**_at(case_id, place), "until": due_at})


def _at(case_id: int, place: Place) -> dict[str, Any]:
    return {
        "id": case_id,
        "in_scope": place.scope,
        "at_element": place.element,
        "nth": place.occurrence,
    }
