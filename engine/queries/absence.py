"""What an absence would do: the terms that fall in it, and who could carry them.

Nothing is stored. The terms are spread over the counsellors of the same team in equal
shares; what is left over goes to who has least to do in those days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from engine.people import Actor
from engine.queries.scope import IS_OPEN, does_casework, is_supervisor
from engine.store.tables import account, cases, membership, task, team
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Falling:
    """A task that falls due during the absence: no name of a newcomer."""

    task_id: int
    title: Text
    due_on: date
    team: str
    case_id: int
    case_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one colleague has to do in those days, and what would come on top."""

    team: str
    account_id: int
    name: str
    own: int
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Who is away from when until when, with what that does."""

    name: str
    from_on: date
    #: The last day of the absence.
    until_on: date
    #: All that falls in it; ``terms`` holds the first ones by date.
    number: int
    terms: tuple[Falling, ...]
    shares: tuple[Share, ...]
    #: Teams in which nobody is left.
    alone: tuple[str, ...]


def absence(
    connection: Connection,
    actor: Actor,
    account_id: int,
    *,
    from_on: date,
    until_on: date,
    limit: int = 200,
) -> Absence | None:
    """Say what falls due while somebody is away, the first and the last day included.

    A supervisor asks it of everybody in the agency, a counsellor of oneself.

    Returns:
        None when the person is not the actor's to plan for.
    """
    name = _name(connection, actor, account_id)
    if name is None:
        return None
    days = and_(
        IS_OPEN,
        task.c.agency_id == actor.agency,
        task.c.urgent_on.between(from_on, until_on),
    )
    theirs = and_(days, task.c.assignee_id == account_id)
    counted = connection.execute(
        select(task.c.team_id, func.count().label("number"))
        .where(theirs)
        .group_by(task.c.team_id)
    )
    by_team = {row.team_id: row.number for row in counted}
    shares, alone = _shares(connection, days, account_id, by_team)
    return Absence(
        name=name,
        from_on=from_on,
        until_on=until_on,
        number=sum(by_team.values()),
        terms=_terms(connection, theirs, limit),
        shares=shares,
        alone=alone,
    )


def spread(number: int, loads: Mapping[int, int]) -> dict[int, int]:
    """Deal a number out in equal shares; what is left over goes where least lies.

    Args:
        number: How much there is to deal out.
        loads: What each has already; at least one.
    """
    share, left = divmod(number, len(loads))
    lightest = sorted(loads, key=lambda one: (loads[one], one))[:left]
    return {one: share + (one in lightest) for one in loads}


def _name(connection: Connection, actor: Actor, account_id: int) -> str | None:
    if not does_casework(actor) or (
        account_id != actor.account_id and not is_supervisor(actor)
    ):
        return None
    name: str | None = connection.execute(
        select(account.c.name).where(
            account.c.account_id == account_id, account.c.agency_id == actor.agency
        )
    ).scalar_one_or_none()
    return name


def _terms(
    connection: Connection, theirs: ColumnElement[bool], limit: int
) -> tuple[Falling, ...]:
    rows = connection.execute(
        select(task, cases.c.number, team.c.name.label("team_name"))
        .join(cases, cases.c.case_id == task.c.case_id)
        .join(team, team.c.team_id == task.c.team_id)
        .where(theirs)
        .order_by(task.c.urgent_on, task.c.task_id)
        .limit(limit)
    )
    return tuple(
        Falling(
            task_id=row.task_id,
            title=Text(row.title_nl, row.title_en),
            due_on=row.due_on,
            team=row.team_name,
            case_id=row.case_id,
            case_number=row.number,
        )
        for row in rows
    )


def _shares(
    connection: Connection,
    days: ColumnElement[bool],
    account_id: int,
    by_team: Mapping[int, int],
) -> tuple[tuple[Share, ...], tuple[str, ...]]:
    shares: list[Share] = []
    alone: list[str] = []
    teams = select(team.c.team_id, team.c.name).where(team.c.team_id.in_(sorted(by_team)))
    for team_id, team_name in connection.execute(teams.order_by(team.c.name)):
        colleagues = _colleagues(connection, days, team_id, account_id)
        if not colleagues:
            alone.append(team_name)
            continue
        loads = {one: own for one, _, own in colleagues}
        more = spread(by_team[team_id], loads)
        shares.extend(
            Share(team=team_name, account_id=one, name=name, own=own, more=more[one])
            for one, name, own in colleagues
        )
    return tuple(shares), tuple(alone)


def _colleagues(
    connection: Connection, days: ColumnElement[bool], team_id: int, account_id: int
) -> list[tuple[int, str, int]]:
    """Give id and name of the other counsellors of a team, and what they have then."""
    own = (
        select(func.count())
        .select_from(task)
        .where(days, task.c.assignee_id == account.c.account_id)
        .correlate(account)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(account.c.account_id, account.c.name, own)
        .join(membership, membership.c.account_id == account.c.account_id)
        .where(
            membership.c.team_id == team_id,
            membership.c.role == "counsellor",
            account.c.is_active,
            account.c.account_id != account_id,
        )
        .order_by(account.c.name, account.c.account_id)
    )
    return [(one, name, number) for one, name, number in rows]
