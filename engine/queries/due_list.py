"""What stands behind one number of the forecast: the terms themselves, by date."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, and_, select, tuple_

from engine.people import Actor
from engine.queries.forecast import IS_SUSPENDED, IS_UNDONE, no_task_follows
from engine.queries.page import Cursor, Page, page_of
from engine.queries.scope import IS_OPEN, does_casework, is_supervisor
from engine.store.tables import account, cases, deadline, task, team
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DueChoice:
    """Which number: whose, and of which week."""

    #: Monday of the week; None for what is late, or what is suspended.
    monday: date | None = None
    is_suspended: bool = False
    #: None for the terms that no open task follows.
    team_id: int | None = None
    #: None for what nobody in the team has.
    account_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """A term or task that falls due: no name of a newcomer."""

    #: Of the task, else of the term.
    key: int
    task_id: int | None
    title: Text
    due_on: date
    case_id: int
    case_number: str
    team: str
    assignee: str


def due_list(
    connection: Connection,
    actor: Actor,
    choice: DueChoice,
    *,
    today: date,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[DueRow]:
    """List what a number of the forecast counted, by last day.

    A supervisor asks it of the whole agency, a counsellor of oneself.
    """
    theirs = choice.account_id == actor.account_id and does_casework(actor)
    if not (theirs or is_supervisor(actor)):
        return Page(rows=())
    if choice.team_id is None:
        statement, day, key = _terms(actor, choice, today)
    else:
        statement, day, key = _tasks(actor, choice, today)
    if after is not None:
        statement = statement.where(tuple_(day, key) > tuple_(after.day(), after.key))
    rows = connection.execute(statement.order_by(day, key).limit(limit + 1))
    found = [_to_row(row) for row in rows]
    return page_of(found, limit, lambda last: Cursor(last.due_on.isoformat(), last.key))


_Listed = tuple[Select[Any], "Column[date]", "Column[int]"]


def _tasks(actor: Actor, choice: DueChoice, today: date) -> _Listed:
    has = task.c.assignee_id
    statement = (
        select(
            task.c.task_id.label("key"),
            task.c.task_id,
            task.c.title_nl,
            task.c.title_en,
            task.c.urgent_on.label("due_on"),
            task.c.case_id,
            cases.c.number,
            team.c.name.label("team_name"),
            account.c.name.label("assignee_name"),
        )
        .join(cases, cases.c.case_id == task.c.case_id)
        .join(team, team.c.team_id == task.c.team_id)
        .outerjoin(account, account.c.account_id == has)
        .where(
            IS_OPEN,
            task.c.agency_id == actor.agency,
            task.c.team_id == choice.team_id,
            has.is_(None) if choice.account_id is None else has == choice.account_id,
        )
    )
    if choice.is_suspended:
        still = select(deadline.c.deadline_id).where(IS_SUSPENDED)
        statement = statement.where(task.c.deadline_id.in_(still))
    else:
        statement = statement.where(_in_week(task.c.urgent_on, choice, today))
    return statement, task.c.urgent_on, task.c.task_id


def _terms(actor: Actor, choice: DueChoice, today: date) -> _Listed:
    statement = (
        select(
            deadline.c.deadline_id.label("key"),
            deadline.c.title_nl,
            deadline.c.title_en,
            deadline.c.due_on,
            deadline.c.case_id,
            cases.c.number,
        )
        .join(cases, cases.c.case_id == deadline.c.case_id)
        .where(cases.c.agency_id == actor.agency, no_task_follows())
    )
    if choice.is_suspended:
        statement = statement.where(IS_SUSPENDED)
    else:
        statement = statement.where(
            IS_UNDONE,
            _in_week(deadline.c.due_on, choice, today),
        )
    return statement, deadline.c.due_on, deadline.c.deadline_id


def _in_week(due_on: Column[date], choice: DueChoice, today: date) -> ColumnElement[bool]:
    """Keep one week; of the week of today only what is still to come."""
    if choice.monday is None:
        return due_on < today
    begin = max(choice.monday, today)
    return and_(due_on >= begin, due_on < choice.monday + timedelta(weeks=1))


def _to_row(row: Row[Any]) -> DueRow:
    given = row._mapping  # noqa: SLF001 -- the public name of a row's mapping
    return DueRow(
        key=row.key,
        task_id=given.get("task_id"),
        title=Text(row.title_nl, row.title_en),
        due_on=row.due_on,
        case_id=row.case_id,
        case_number=row.number,
        team=given.get("team_name") or "",
        assignee=given.get("assignee_name") or "",
    )
