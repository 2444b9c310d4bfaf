"""What a person's daily digest tells: what is late, what is near, what is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from engine.people import Actor
from engine.queries.scope import IS_OPEN, does_casework, teams_of
from engine.store.tables import cases, task
from engine.text import Text

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """A task: its label, the number of its case and its last day, nothing of the person."""

    title: Text
    number: str
    due_on: date | None
    urgent_on: date
    task_id: int
    #: Whether nobody has it yet.
    is_free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The most urgent tasks, each once, and how many more there are."""

    overdue: tuple[DigestLine, ...]
    #: Last day within a week.
    week: tuple[DigestLine, ...]
    #: Opened since the digest before, with more than a week to go.
    new: tuple[DigestLine, ...]
    #: How many are late, in lines or not.
    late: int
    #: How many stand in no line.
    more: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.overdue or self.week or self.new)


def digest(
    connection: Connection,
    actor: Actor,
    *,
    today: date,
    since: datetime,
    limit: int = 30,
) -> Digest:
    """Give the open tasks of a person, and those that nobody has in the person's teams.

    Args:
        connection: A transaction.
        actor: Whose digest it is.
        today: The date in Brussels.
        since: What was opened from then on is new.
        limit: Lines at most; the others are only counted.
    """
    if not does_casework(actor):
        return Digest(overdue=(), week=(), new=(), late=0, more=0)
    wanted = or_(task.c.urgent_on <= today + _WEEK, task.c.opened_at >= since)
    found: list[DigestLine] = []
    counted = late = 0
    for whose in _whose(actor):
        found += _lines(connection, [whose, wanted], limit)
        is_late = case((task.c.urgent_on < today, 1))
        of_all, of_late = connection.execute(
            select(func.count(), func.count(is_late)).where(IS_OPEN, whose, wanted)
        ).one()
        counted, late = counted + of_all, late + of_late
    found.sort(key=lambda line: (line.urgent_on, line.task_id))
    del found[limit:]
    return Digest(
        overdue=tuple(line for line in found if line.urgent_on < today),
        week=tuple(line for line in found if today <= line.urgent_on <= today + _WEEK),
        new=tuple(line for line in found if line.urgent_on > today + _WEEK),
        late=late,
        more=counted - len(found),
    )


def _whose(actor: Actor) -> Iterator[ColumnElement[bool]]:
    """Give mine, and what is free in my teams: each has an index of its own."""
    yield task.c.assignee_id == actor.account_id
    if teams_of(actor):
        yield task.c.assignee_id.is_(None) & task.c.team_id.in_(teams_of(actor))


def _lines(
    connection: Connection, conditions: list[ColumnElement[bool]], limit: int
) -> list[DigestLine]:
    rows = connection.execute(
        select(
            task.c.task_id,
            task.c.title_nl,
            task.c.title_en,
            task.c.due_on,
            task.c.urgent_on,
            task.c.assignee_id,
            cases.c.number,
        )
        .join(cases, cases.c.case_id == task.c.case_id)
        .where(IS_OPEN, *conditions)
        .order_by(task.c.urgent_on, task.c.task_id)
        .limit(limit)
    )
    return [
        DigestLine(
            title=Text(row.title_nl, row.title_en),
            number=row.number,
            due_on=row.due_on,
            urgent_on=row.urgent_on,
            task_id=row.task_id,
            is_free=row.assignee_id is None,
        )
        for row in rows
    ]
