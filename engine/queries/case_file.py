"""One case with all that its page shows, as far as the actor's agency may see it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import feel
from engine.errors import NotFoundError
from engine.people import Actor
from engine.queries.cases import RUNNING, CaseRow, joined, to_row
from engine.queries.scope import IS_OPEN, known_cases
from engine.queries.task_rows import TaskRow
from engine.queries.task_rows import joined as joined_tasks
from engine.queries.task_rows import to_row as to_task_row
from engine.store.tables import (
    account,
    agency,
    cases,
    definition,
    fact,
    note,
    person_details,
    task,
)
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHead:
    """What stands above every page of a case."""

    case: CaseRow
    definition_id: int
    #: Which version of the trajectory the case runs on.
    definition_version: int
    #: Counts the changes of the case itself.
    version: int
    agency_name: str
    contact_language: str
    email: str
    phone: str
    municipality: str
    closed_at: datetime | None
    #: Whether the actor's agency holds the case; else only its own tasks are shown.
    is_own: bool

    @property
    def is_running(self) -> bool:
        """Whether anything can still change in the case."""
        return self.case.status in RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """A fact of the case; title and sensitivity come from the definition."""

    scope: str
    name: str
    value: Any
    written_at: datetime
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """A note of a colleague."""

    at: datetime
    by: str
    text: str


def case_head(connection: Connection, actor: Actor, case_id: int) -> CaseHead:
    """Give the head of a case that the actor's agency holds or has a task in.

    Raises:
        NotFoundError: There is no such case, or it is not the actor's to see.
    """
    statement = (
        joined(actor)
        .add_columns(
            cases.c.definition_id,
            cases.c.version,
            definition.c.version.label("definition_version"),
            cases.c.closed_at,
            agency.c.name.label("agency_name"),
            person_details.c.contact_language,
            person_details.c.email,
            person_details.c.phone,
            person_details.c.municipality,
        )
        .join(agency, agency.c.agency_id == cases.c.agency_id)
        .where(cases.c.case_id == case_id, known_cases(actor))
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError(
            Text(
                "Dit dossier bestaat niet, of uw dienst werkt er niet aan.",
                "There is no such case, or your agency does not work on it.",
            )
        )
    return CaseHead(
        case=to_row(row),
        definition_id=row.definition_id,
        definition_version=row.definition_version,
        version=row.version,
        agency_name=row.agency_name,
        contact_language=row.contact_language or "",
        email=row.email or "",
        phone=row.phone or "",
        municipality=row.municipality or "",
        closed_at=row.closed_at,
        is_own=row.agency_id == actor.agency,
    )


def open_tasks_of(
    connection: Connection, actor: Actor, head: CaseHead, *, today: date
) -> tuple[TaskRow, ...]:
    """Give the open tasks of a case, most urgent first; of others' cases one's own."""
    statement = (
        joined_tasks()
        .where(IS_OPEN, task.c.case_id == head.case.case_id)
        .order_by(task.c.urgent_on, task.c.task_id)
    )
    if not head.is_own:
        statement = statement.where(task.c.agency_id == actor.agency)
    return tuple(to_task_row(row, actor, today) for row in connection.execute(statement))


def forms_of(connection: Connection, actor: Actor, head: CaseHead) -> frozenset[str]:
    """Name the forms of the tasks that the actor's agency has, or had, in a case."""
    rows = connection.execute(
        select(task.c.form)
        .distinct()
        .where(
            task.c.case_id == head.case.case_id,
            task.c.agency_id == actor.agency,
            task.c.form.is_not(None),
        )
    )
    return frozenset(form for (form,) in rows)


def facts_of(
    connection: Connection, head: CaseHead, *, names: Collection[str] | None = None
) -> tuple[FactRow, ...]:
    """Give the facts of a case by scope and name.

    Args:
        connection: A reading transaction.
        head: The case, as `case_head` let the actor see it.
        names: For another agency's case: the facts that the actor's forms name.

    Raises:
        ValueError: It is another agency's case and ``names`` is not given.
    """
    if names is None and not head.is_own:
        message = "Of another agency's case only the facts that a form names are read."
        raise ValueError(message)
    statement = (
        select(fact)
        .where(fact.c.case_id == head.case.case_id)
        .order_by(fact.c.scope, fact.c.name)
    )
    if names is not None:
        statement = statement.where(fact.c.name.in_(sorted(names)))
    return tuple(
        FactRow(
            scope=row.scope,
            name=row.name,
            value=feel.load(row.value),
            written_at=row.written_at,
            element=row.element,
        )
        for row in connection.execute(statement)
    )


def notes_of(connection: Connection, head: CaseHead) -> tuple[NoteRow, ...]:
    """Give the notes of a case, newest first; none of another agency's case."""
    if not head.is_own:
        return ()
    rows = connection.execute(
        select(note.c.at, note.c.text, account.c.name)
        .join(account, account.c.account_id == note.c.account_id)
        .where(note.c.case_id == head.case.case_id)
        .order_by(note.c.note_id.desc())
    )
    return tuple(NoteRow(at=row.at, by=row.name, text=row.text) for row in rows)
