"""Cases in which nothing moves, although nothing failed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, false, null, or_, select, true, tuple_
from sqlalchemy import case as choose

from engine.clock import brussels_date, start_of_day
from engine.deadlines import Calendar
from engine.people import Actor
from engine.queries.case_waits import MAY_FIRE, Wait
from engine.queries.cases import CaseRow, by_movement, joined, to_row
from engine.queries.page import Cursor, Page, page_of
from engine.queries.scope import IS_OPEN, supervised_cases
from engine.store.tables import account, cases, definition, message_wait, task, timer
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The task that a case waits for."""

    task_id: int
    version: int
    title: Text
    #: Who has it; empty when nobody does.
    assignee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckRow:
    """A case without movement, and whose turn it is."""

    case: CaseRow
    working_days: int
    #: Its most urgent open task; None when it waits for something else.
    turn: Turn | None
    #: The messages and timers that it waits for, the first timer first.
    waits: tuple[Wait, ...]


def stuck(
    connection: Connection,
    actor: Actor,
    *,
    today: date,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[StuckRow]:
    """Give running cases that have not moved for their trajectory's working days.

    The limit stands in trajectory.toml (``no_movement_working_days``); the days are
    working days in Belgium. Longest without movement first.
    """
    calendar = Calendar.belgian()
    limits = connection.execute(select(definition.c.no_movement_working_days).distinct())
    too_long = [
        and_(
            definition.c.no_movement_working_days == days,
            cases.c.moved_at < start_of_day(_last_day(calendar, today, days)),
        )
        for (days,) in limits
    ]
    statement = (
        joined(actor)
        .where(
            cases.c.status == "running", supervised_cases(actor), or_(false(), *too_long)
        )
        .order_by(cases.c.moved_at, cases.c.case_id)
        .limit(limit + 1)
    )
    if after is not None:
        place = tuple_(cases.c.moved_at, cases.c.case_id)
        statement = statement.where(place > tuple_(after.instant(), after.key))
    found = [to_row(row) for row in connection.execute(statement)]
    page = page_of(found, limit, by_movement)
    return Page(rows=_with_turn(connection, page.rows, calendar, today), next=page.next)


def _last_day(calendar: Calendar, today: date, days: int) -> date:
    """Give the first day on which a movement is recent enough to not be stuck."""
    earliest = calendar.add_working_days(today, -days)
    while calendar.working_days_between(earliest, today) >= days:
        earliest = date.fromordinal(earliest.toordinal() + 1)
    return earliest


def _with_turn(
    connection: Connection, found: tuple[CaseRow, ...], calendar: Calendar, today: date
) -> tuple[StuckRow, ...]:
    ids = [case.case_id for case in found]
    tasks = connection.execute(
        select(task, account.c.name)
        .outerjoin(account, account.c.account_id == task.c.assignee_id)
        .where(IS_OPEN, task.c.case_id.in_(ids))
        .order_by(task.c.urgent_on.desc(), task.c.task_id.desc())
    )
    first = {row.case_id: row for row in tasks}
    waits = _waits(connection, ids)
    rows = []
    for case in found:
        turn = first.get(case.case_id)
        moved_on = brussels_date(case.moved_at)
        rows.append(
            StuckRow(
                case=case,
                working_days=calendar.working_days_between(moved_on, today),
                turn=None if turn is None else _turn(turn),
                waits=tuple(waits.get(case.case_id, ())),
            )
        )
    return tuple(rows)


def _waits(connection: Connection, ids: Collection[int]) -> dict[int, list[Wait]]:
    found: dict[int, list[Wait]] = {}
    due_at = choose((timer.c.status != "held", timer.c.due_at))
    for kind, waiting, name, comes_at, counts in (
        ("timer", timer, timer.c.deadline, due_at, MAY_FIRE),
        ("message", message_wait, message_wait.c.name, null(), true()),
    ):
        columns = (waiting.c.case_id, waiting.c.scope, waiting.c.element)
        rows = connection.execute(
            select(*columns, name.label("name"), comes_at.label("due_at"))
            .where(waiting.c.case_id.in_(ids), counts)
            .order_by("due_at", "name")
        )
        for row in rows:
            found.setdefault(row.case_id, []).append(
                Wait(
                    kind=kind,
                    scope=row.scope,
                    element=row.element,
                    name=row.name or "",
                    due_at=row.due_at,
                )
            )
    return found


def _turn(row: Row[Any]) -> Turn:
    return Turn(
        task_id=row.task_id,
        version=row.version,
        title=Text(row.title_nl, row.title_en),
        assignee=row.name or "",
    )
