"""The numbers beside the views of the inbox; counting stops where it stops mattering."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, ScalarSelect, false, func, literal, select

from engine.people import Actor
from engine.queries.scope import (
    IS_ESCALATED,
    IS_OPEN,
    is_supervisor,
    supervised_cases,
    teams_of,
)
from engine.store.tables import cases, incident, task

#: What lies above is shown as "50+".
CAP = 50


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionCounts:
    """What asks for a supervisor; ``CAP + 1`` means "more than CAP"."""

    open: int
    overdue: int
    escalated: int
    unclaimed: int
    incidents: int


def supervision_counts(
    connection: Connection, actor: Actor, *, today: date
) -> SupervisionCounts:
    """Count the open tasks and incidents of the supervisor's agency, up to `CAP`."""
    ours = task.c.agency_id == actor.agency if is_supervisor(actor) else false()
    failed = (
        select(literal(1).label("one"))
        .select_from(incident)
        .join(cases, cases.c.case_id == incident.c.case_id)
        .where(incident.c.status == "open", supervised_cases(actor))
        .limit(CAP + 1)
    )
    row = connection.execute(
        select(
            _capped(ours).label("open"),
            _capped(ours, task.c.urgent_on < today).label("overdue"),
            _capped(ours, IS_ESCALATED).label("escalated"),
            _capped(ours, task.c.assignee_id.is_(None)).label("unclaimed"),
            select(func.count())
            .select_from(failed.subquery())
            .scalar_subquery()
            .label("incidents"),
        )
    ).one()
    return SupervisionCounts(**row._mapping)  # noqa: SLF001 -- as above
