"""Lists of cases: a counsellor's own, and those found by name or number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, null, select, tuple_
from sqlalchemy import case as choose

from engine.people import Actor
from engine.queries.page import Cursor, Page, page_of
from engine.queries.scope import IS_OPEN, does_casework, known_cases, open_tasks_seen
from engine.queries.task_rows import person_name
from engine.queries.words import search_words, starts_with
from engine.store.tables import (
    case_person,
    cases,
    definition,
    person_details,
    person_word,
    task,
)
from engine.text import Text

#: Cases that still run; ``starting`` waits for the retry of its first step.
RUNNING = ("running", "starting")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case in a list."""

    case_id: int
    number: str
    definition_id: int
    trajectory: str
    trajectory_title: Text
    agency: str
    #: running, starting, ended, cancelled.
    status: str
    #: The end that was reached; None as well when another agency holds the case.
    outcome: str | None
    person_id: int
    person: str
    born_on: date | None
    opened_at: datetime
    moved_at: datetime
    open_tasks: int
    #: The first due date of its open tasks; None when there is none.
    due_on: date | None


def my_cases(
    connection: Connection,
    actor: Actor,
    *,
    closed: bool = False,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[CaseRow]:
    """Give the cases in which the actor has a task or did one, last moved first."""
    if not does_casework(actor):
        return Page(rows=())
    has_task = select(task.c.case_id).where(IS_OPEN, task.c.assignee_id == actor.account_id)
    did_task = select(task.c.case_id).where(task.c.closed_by == actor.account_id)
    runs = cases.c.status.in_(RUNNING)
    wanted = ~runs if closed else runs
    statement = (
        joined(actor)
        .where(cases.c.case_id.in_(has_task.union(did_task)), wanted)
        .order_by(cases.c.moved_at.desc(), cases.c.case_id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        statement = statement.where(
            tuple_(cases.c.moved_at, cases.c.case_id) < tuple_(after.instant(), after.key)
        )
    found = [to_row(row) for row in connection.execute(statement)]
    return page_of(found, limit, by_movement)


def search(
    connection: Connection, actor: Actor, text: str, *, limit: int = 50
) -> Page[CaseRow]:
    """Find cases by the beginning of the number, or of each word of the person's name.

    ``next`` is set when there are more than ``limit``: the words must be narrowed.
    """
    typed = text.strip()
    if not typed or not does_casework(actor):
        return Page(rows=())
    found = _by_number(connection, actor, typed, limit + 1)
    if not found:
        found = _by_name(connection, actor, search_words(typed), limit + 1)
    return page_of(found, limit, lambda last: Cursor("", last.case_id))


def _by_number(
    connection: Connection, actor: Actor, number: str, limit: int
) -> list[CaseRow]:
    statement = (
        joined(actor)
        .where(known_cases(actor), starts_with(cases.c.number, number.upper()))
        .order_by(cases.c.number)
        .limit(limit)
    )
    return [to_row(row) for row in connection.execute(statement)]


def _by_name(
    connection: Connection, actor: Actor, words: tuple[str, ...], limit: int
) -> list[CaseRow]:
    if not words:
        return []
    first, *others = words
    also = [
        select(person_word.c.person_id)
        .where(
            person_word.c.person_id == case_person.c.person_id,
            starts_with(person_word.c.word, other),
        )
        .correlate(case_person)
        .exists()
        for other in others
    ]
    found = (
        select(person_word.c.word, cases.c.case_id)
        .select_from(person_word)
        .join(case_person, case_person.c.person_id == person_word.c.person_id)
        .join(cases, cases.c.case_id == case_person.c.case_id)
        .where(starts_with(person_word.c.word, first), known_cases(actor), *also)
        .order_by(person_word.c.word, person_word.c.person_id)
        .limit(limit)
        .subquery()
    )
    once = select(found.c.case_id).distinct()
    statement = (
        joined(actor)
        .where(cases.c.case_id.in_(once))
        .order_by(
            person_details.c.family_name, person_details.c.given_name, cases.c.case_id
        )
    )
    return [to_row(row) for row in connection.execute(statement)]


def by_movement(last: CaseRow) -> Cursor:
    """Give the place of a case in a list sorted by its last movement."""
    return Cursor(last.moved_at.isoformat(), last.case_id)


def joined(actor: Actor) -> Select[Any]:
    """Select cases with what a list shows; the caller adds which ones."""
    seen = open_tasks_seen(actor)
    open_tasks = select(func.count()).select_from(task).where(seen).correlate(cases)
    due_on = select(func.min(task.c.due_on)).where(seen).correlate(cases)
    return (
        select(
            cases.c.case_id,
            cases.c.number,
            cases.c.definition_id,
            cases.c.trajectory,
            cases.c.agency_id,
            cases.c.status,
            # How a case ended is for the agency that holds it.
            choose(
                (cases.c.agency_id == actor.agency, cases.c.outcome), else_=null()
            ).label("outcome"),
            cases.c.person_id,
            cases.c.opened_at,
            cases.c.moved_at,
            definition.c.title_nl,
            definition.c.title_en,
            person_details.c.given_name,
            person_details.c.family_name,
            person_details.c.born_on,
            open_tasks.scalar_subquery().label("open_tasks"),
            due_on.scalar_subquery().label("due_on"),
        )
        .select_from(cases)
        .join(definition, definition.c.definition_id == cases.c.definition_id)
        .outerjoin(person_details, person_details.c.person_id == cases.c.person_id)
    )


def to_row(row: Row[Any]) -> CaseRow:
    """Read a row of `joined`."""
    return CaseRow(
        case_id=row.case_id,
        number=row.number,
        definition_id=row.definition_id,
        trajectory=row.trajectory,
        trajectory_title=Text(row.title_nl, row.title_en),
        agency=row.agency_id,
        status=row.status,
        outcome=row.outcome,
        person_id=row.person_id,
        person=person_name(row.given_name, row.family_name),
        born_on=row.born_on,
        opened_at=row.opened_at,
        moved_at=row.moved_at,
        open_tasks=row.open_tasks,
        due_on=row.due_on,
    )
