"""The inbox: open tasks, most urgent first, as fast at 100,000 tasks as at 1,000.

One LIMIT query for each team walks an index in the order of urgency and stops; the results
are merged. A page is found by the last row of the one before, never by counting rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    select,
    tuple_,
    union_all,
)

from engine.people import Actor
from engine.queries.page import Cursor, Page, page_of
from engine.queries.scope import IS_OPEN, teams_of
from engine.queries.task_rows import TaskRow, by_urgency, joined, to_row
from engine.queries.words import search_words, starts_with
from engine.store.tables import cases, person_word, task

View = Literal["mine", "team", "unclaimed"]
Due = Literal["overdue", "week"]

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """Which open tasks to show."""

    view: View = "mine"
    trajectory: str | None = None
    due: Due | None = None
    #: Beginning of a word of the person's name, or of the case number.
    text: str = ""


def inbox(
    connection: Connection,
    actor: Actor,
    wanted: InboxFilter,
    *,
    today: date,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[TaskRow]:
    """Give one page of open tasks, most urgent first.

    Args:
        connection: A reading transaction.
        actor: Whose inbox it is.
        wanted: Mine, my teams' or unclaimed; narrowed by trajectory, due date or name.
        today: The date in Brussels; a task is overdue when its due date lies before it.
        after: The cursor of the page before.
        limit: Rows on a page.
    """
    if wanted.view != "mine" and not teams_of(actor):
        return Page(rows=())
    picked = _picked(actor, _conditions(wanted, today, after), wanted.view, limit + 1)
    statement = (
        joined(picked).order_by(picked.c.urgent_on, picked.c.task_id).limit(limit + 1)
    )
    found = [to_row(row, actor, today) for row in connection.execute(statement)]
    return page_of(found, limit, by_urgency)


def _picked(
    actor: Actor, conditions: Sequence[ColumnElement[bool]], view: View, limit: int
) -> Subquery:
    if view == "mine":
        return _first(conditions, task.c.assignee_id == actor.account_id, limit).subquery()
    unclaimed = [task.c.assignee_id.is_(None)] if view == "unclaimed" else []
    each_team = [
        _first([*conditions, *unclaimed], task.c.team_id == team, limit).subquery()
        for team in teams_of(actor)
    ]
    if len(each_team) == 1:
        return each_team[0]
    return union_all(*(select(one) for one in each_team)).subquery()


def _first(
    conditions: Sequence[ColumnElement[bool]], whose: ColumnElement[bool], limit: int
) -> Select[Any]:
    return (
        select(task)
        .where(IS_OPEN, whose, *conditions)
        .order_by(task.c.urgent_on, task.c.task_id)
        .limit(limit)
    )


def _conditions(
    wanted: InboxFilter, today: date, after: Cursor | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if after is not None:
        conditions.append(
            tuple_(task.c.urgent_on, task.c.task_id) > tuple_(after.day(), after.key)
        )
    if wanted.trajectory:
        conditions.append(task.c.trajectory == wanted.trajectory)
    if wanted.due == "overdue":
        conditions.append(task.c.urgent_on < today)
    elif wanted.due == "week":
        conditions.append(task.c.urgent_on <= today + _WEEK)
    if wanted.text.strip():
        conditions.append(_about(wanted.text))
    return conditions


def _about(text: str) -> ColumnElement[bool]:
    """Keep the tasks of a case with this number, or of a person with these names."""
    number = starts_with(cases.c.number, text.strip().upper())
    by_number = select(cases.c.case_id).where(number)
    words = search_words(text)
    if not words:
        return task.c.case_id.in_(by_number)
    named = [
        cases.c.person_id.in_(
            select(person_word.c.person_id).where(starts_with(person_word.c.word, word))
        )
        for word in words
    ]
    by_name = select(cases.c.case_id).where(*named)
    return task.c.case_id.in_(by_number.union(by_name))
