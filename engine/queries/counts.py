"""The numbers beside the views of the inbox; counting stops where it stops mattering."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, literal, select

from engine.people import Actor
from engine.queries.scope import IS_OPEN, teams_of
from engine.store.tables import task

#: What lies above is shown as "200+".
CAP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """Open tasks by view; ``CAP + 1`` means "more than CAP"."""

    mine: int
    mine_overdue: int
    team: int
    team_overdue: int
    unclaimed: int


def inbox_counts(connection: Connection, actor: Actor, *, today: date) -> InboxCounts:
    """Count the open tasks of each view, up to `CAP` and one more."""
    mine = task.c.assignee_id == actor.account_id
    teams = task.c.team_id.in_(teams_of(actor))
    overdue = task.c.urgent_on < today
    row = connection.execute(
        select(
            _capped(mine).label("mine"),
            _capped(mine, overdue).label("mine_overdue"),
            _capped(teams).label("team"),
            _capped(teams, overdue).label("team_overdue"),
            _capped(teams, task.c.assignee_id.is_(None)).label("unclaimed"),
        )
    ).one()
    return InboxCounts(**row._mapping)  # noqa: SLF001 -- the public name of a row's mapping


def _capped(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    some = select(literal(1).label("one")).where(IS_OPEN, *conditions).limit(CAP + 1)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()
