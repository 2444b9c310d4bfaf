"""What falls due in the weeks to come, by team and person, counted in the database.

A term that an open task follows counts where that task lies. A term that no open task
follows counts apart, without a team: the case waits for somebody outside. Weeks are ISO
weeks, from Monday to Sunday in Brussels; the first is the week of today. While a term is
suspended it has no last day, nor has the task that follows it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
)

from engine.people import Actor
from engine.queries.scope import IS_OPEN, does_casework, is_supervisor
from engine.store.tables import account, cases, deadline, task, team

#: How many weeks are looked ahead.
WEEKS = 8

#: What is late, beside the numbers of the weeks (0 to `WEEKS` - 1).
_LATE = -1

#: As literals, so that both databases may use the index on status and last day. A term
#: that ran out stays undone until the case does not wait for it any more.
IS_UNDONE: ColumnElement[bool] = and_(
    deadline.c.status.in_((literal_column("'open'"), literal_column("'missed'"))),
    deadline.c.closed_at.is_(None),
    deadline.c.suspended_on.is_(None),
)
IS_SUSPENDED: ColumnElement[bool] = and_(
    deadline.c.status == literal_column("'open'"), deadline.c.suspended_on.is_not(None)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What falls due for one person in one team.

    Nobody's when ``account_id`` is None; without a team when no open task follows it.
    """

    team_id: int | None
    team: str
    account_id: int | None
    name: str | None
    #: Past its last day and still open.
    late: int
    #: By week, the one of today first.
    weeks: tuple[int, ...]
    #: Whose last day is not known as long as the suspension lasts.
    suspended: int

    @property
    def ahead(self) -> int:
        """How much falls due in all weeks together."""
        return sum(self.weeks)


class _Owner(NamedTuple):
    team_id: int | None
    account_id: int | None


#: Whose a term is that no open task follows.
_NOBODY = _Owner(None, None)


@dataclass(slots=True)
class _Tally:
    late: int = 0
    suspended: int = 0
    weeks: list[int] = field(default_factory=lambda: [0] * WEEKS)

    def add(self, week: int, number: int) -> None:
        if week == _LATE:
            self.late += number
        else:
            self.weeks[week] += number


def mondays(today: date) -> tuple[date, ...]:
    """Give the first day of each week that is looked ahead, the one of today first."""
    first = today - timedelta(days=today.weekday())
    return tuple(first + timedelta(weeks=number) for number in range(WEEKS))


def forecast(
    connection: Connection, actor: Actor, *, today: date, mine: bool = False
) -> tuple[Load, ...]:
    """Count what falls due: of the supervisor's agency, or of the actor alone.

    First the teams by name, in each what nobody has and then people by name; last what
    no open task follows. Who steers no agency gets nothing unless ``mine``.
    """
    if not (does_casework(actor) if mine else is_supervisor(actor)):
        return ()
    theirs = (
        task.c.assignee_id == actor.account_id if mine else task.c.agency_id == actor.agency
    )
    tallies: dict[_Owner, _Tally] = {}
    for owner, week, number in _tasks_ahead(connection, theirs, today):
        tallies.setdefault(owner, _Tally()).add(week, number)
    for owner, number in _standing_still(connection, actor, theirs, mine=mine):
        tallies.setdefault(owner, _Tally()).suspended += number
    if not mine:
        for week, number in _waiting_ahead(connection, actor, today):
            tallies.setdefault(_NOBODY, _Tally()).add(week, number)
    return _named(connection, actor, tallies)


def no_task_follows() -> ColumnElement[bool]:
    """Keep, of the terms of the outer query, those that no open task follows."""
    follower = (
        select(task.c.task_id)
        .where(task.c.deadline_id == deadline.c.deadline_id, IS_OPEN)
        .correlate(deadline)
    )
    return ~follower.exists()


def _tasks_ahead(
    connection: Connection, theirs: ColumnElement[bool], today: date
) -> Iterator[tuple[_Owner, int, int]]:
    some = (
        select(task.c.team_id, task.c.assignee_id, _week_of(task.c.urgent_on, today))
        .where(IS_OPEN, theirs, task.c.urgent_on < _horizon(today))
        .subquery()
    )
    for row in connection.execute(
        select(some, func.count().label("number")).group_by(*some.c)
    ):
        yield _Owner(row.team_id, row.assignee_id), row.week, row.number


def _standing_still(
    connection: Connection, actor: Actor, theirs: ColumnElement[bool], *, mine: bool
) -> Iterator[tuple[_Owner, int]]:
    """Count the terms that are suspended, with the task that follows each, if any."""
    follows = and_(task.c.deadline_id == deadline.c.deadline_id, IS_OPEN)
    alone = and_(task.c.task_id.is_(None), cases.c.agency_id == actor.agency)
    rows = connection.execute(
        select(task.c.team_id, task.c.assignee_id, func.count().label("number"))
        .select_from(deadline)
        .join(cases, cases.c.case_id == deadline.c.case_id)
        .outerjoin(task, follows)
        .where(IS_SUSPENDED, theirs if mine else or_(theirs, alone))
        .group_by(task.c.team_id, task.c.assignee_id)
    )
    for row in rows:
        yield _Owner(row.team_id, row.assignee_id), row.number


def _waiting_ahead(
    connection: Connection, actor: Actor, today: date
) -> Iterator[tuple[int, int]]:
    some = (
        select(_week_of(deadline.c.due_on, today))
        .join(cases, cases.c.case_id == deadline.c.case_id)
        .where(
            IS_UNDONE,
            deadline.c.due_on < _horizon(today),
            cases.c.agency_id == actor.agency,
            no_task_follows(),
        )
        .subquery()
    )
    for row in connection.execute(
        select(some, func.count().label("number")).group_by(*some.c)
    ):
        yield row.week, row.number


def _week_of(due_on: Column[date], today: date) -> ColumnElement[int]:
    """Number the week of a date before the horizon; what is past is late."""
    whens = [(due_on < today, literal_column(str(_LATE), Integer))]
    whens += [
        (due_on < monday, literal_column(str(number), Integer))
        for number, monday in enumerate(mondays(today)[1:])
    ]
    return case(*whens, else_=literal_column(str(WEEKS - 1), Integer)).label("week")


def _horizon(today: date) -> date:
    """Give the first day that is not looked at any more."""
    return mondays(today)[-1] + timedelta(weeks=1)


def _named(
    connection: Connection, actor: Actor, tallies: dict[_Owner, _Tally]
) -> tuple[Load, ...]:
    teams = select(team.c.team_id, team.c.name).where(team.c.agency_id == actor.agency)
    people = select(account.c.account_id, account.c.name).where(
        account.c.agency_id == actor.agency
    )
    team_names = {row.team_id: row.name for row in connection.execute(teams)}
    names = {row.account_id: row.name for row in connection.execute(people)}
    loads = [
        Load(
            team_id=owner.team_id,
            team=team_names.get(owner.team_id, ""),
            account_id=owner.account_id,
            name=names.get(owner.account_id),
            late=tally.late,
            weeks=tuple(tally.weeks),
            suspended=tally.suspended,
        )
        for owner, tally in tallies.items()
    ]
    return tuple(
        sorted(loads, key=lambda one: (one.team_id is None, one.team, one.name or ""))
    )
