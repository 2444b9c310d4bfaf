"""How much work lies with whom, and to whom it can be given."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, func, select

from engine.people import Actor
from engine.queries.scope import IS_OPEN, is_supervisor
from engine.store.tables import account, membership, task, team


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """Open tasks of one person in one team; nobody's when ``account_id`` is None."""

    team_id: int
    team: str
    account_id: int | None
    name: str | None
    open: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody in the agency who works on cases."""

    account_id: int
    name: str
    teams: tuple[str, ...]


def workload(connection: Connection, actor: Actor, *, today: date) -> tuple[Workload, ...]:
    """Count the open tasks of the agency by team and person; first those of nobody."""
    if not is_supervisor(actor):
        return ()
    late = func.sum(case((task.c.urgent_on < today, 1), else_=0))
    counted = (
        select(
            task.c.team_id,
            task.c.assignee_id,
            func.count().label("open"),
            late.label("overdue"),
        )
        .where(IS_OPEN, task.c.agency_id == actor.agency)
        .group_by(task.c.team_id, task.c.assignee_id)
        .subquery()
    )
    rows = connection.execute(
        select(counted, team.c.name.label("team"), account.c.name)
        .join(team, team.c.team_id == counted.c.team_id)
        .outerjoin(account, account.c.account_id == counted.c.assignee_id)
        .order_by(team.c.name, counted.c.assignee_id.is_not(None), account.c.name)
    )
    return tuple(
        Workload(
            team_id=row.team_id,
            team=row.team,
            account_id=row.assignee_id,
            name=row.name,
            open=row.open,
            overdue=int(row.overdue),
        )
        for row in rows
    )


def colleagues(connection: Connection, actor: Actor) -> tuple[Colleague, ...]:
    """List who in the actor's agency works on cases, by name."""
    rows = connection.execute(
        select(account.c.account_id, account.c.name, team.c.name.label("team"))
        .distinct()
        .join(membership, membership.c.account_id == account.c.account_id)
        .join(team, team.c.team_id == membership.c.team_id)
        .where(
            account.c.is_active,
            team.c.agency_id == actor.agency,
            membership.c.role.in_(("counsellor", "supervisor")),
        )
        .order_by(account.c.name, account.c.account_id, team.c.name)
    )
    found: dict[int, tuple[str, list[str]]] = {}
    for row in rows:
        found.setdefault(row.account_id, (row.name, []))[1].append(row.team)
    return tuple(
        Colleague(account_id=account_id, name=name, teams=tuple(teams))
        for account_id, (name, teams) in found.items()
    )
