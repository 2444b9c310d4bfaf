"""What is new in all cases since somebody last looked: for whoever plays a whole year.

Rows are told apart by their growing keys, so that a look costs what is new and not what
there is. It is right as long as one process writes, as in a simulation.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from engine import feel
from engine.step import Place, visible_facts
from engine.store.tables import (
    cases,
    deadline,
    fact,
    history,
    incident,
    message_wait,
    outbox,
    task,
)
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The last row of each kind that was seen."""

    history: int = 0
    task: int = 0
    outbox: int = 0
    incident: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An entry of the history of a case."""

    case_id: int
    trajectory: str
    at: datetime
    #: A past participle: case_opened, task_completed, timer_fired, ...
    kind: str
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task that was opened, and may be gone already."""

    task_id: int
    case_id: int
    opened_at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A service entry of the outbox for whose delivery its case waits."""

    outbox_id: int
    case_id: int
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """A step that failed."""

    incident_id: int
    case_id: int
    kind: str
    place: Place
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """All that is new, oldest first."""

    since: Since
    happened: tuple[Happened, ...]
    tasks: tuple[NewTask, ...]
    deliveries: tuple[NewDelivery, ...]
    incidents: tuple[NewIncident, ...]

    @property
    def touched(self) -> list[int]:
        """The cases in which something happened, each once."""
        return sorted({one.case_id for one in self.happened})


def _after(key: Any, *columns: Any) -> Select[Any]:
    return select(key, *columns).where(key > bindparam("last")).order_by(key)


_HISTORY = _after(
    history.c.history_id,
    history.c.case_id,
    history.c.at,
    history.c.kind,
    history.c.element,
    cases.c.trajectory,
).join(cases, cases.c.case_id == history.c.case_id)
_TASKS = _after(task.c.task_id, task.c.case_id, task.c.opened_at, task.c.due_on)
_OUTBOX = _after(
    outbox.c.outbox_id, outbox.c.case_id, outbox.c.topic, outbox.c.kind, outbox.c.status
)
_INCIDENTS = _after(
    incident.c.incident_id,
    incident.c.case_id,
    incident.c.kind,
    incident.c.scope,
    incident.c.element,
    incident.c.occurrence,
    incident.c.text_nl,
    incident.c.text_en,
)


def news(connection: Connection, since: Since) -> News:
    """Read what came after ``since``."""

    def read(statement: Select[Any], last: int) -> Sequence[Row[Any]]:
        return connection.execute(statement, {"last": last}).all()

    def newest(rows: Sequence[Row[Any]], last: int) -> int:
        return int(rows[-1][0]) if rows else last

    happened = read(_HISTORY, since.history)
    if not happened:
        return News(since=since, happened=(), tasks=(), deliveries=(), incidents=())
    tasks = read(_TASKS, since.task)
    entries = read(_OUTBOX, since.outbox)
    failed = read(_INCIDENTS, since.incident)
    return News(
        since=Since(
            history=newest(happened, since.history),
            task=newest(tasks, since.task),
            outbox=newest(entries, since.outbox),
            incident=newest(failed, since.incident),
        ),
        happened=tuple(
            Happened(
                case_id=row.case_id,
                trajectory=row.trajectory,
                at=row.at,
                kind=row.kind,
                element=row.element,
            )
            for row in happened
        ),
        tasks=tuple(
            NewTask(
                task_id=row.task_id,
                case_id=row.case_id,
                opened_at=row.opened_at,
                due_on=row.due_on,
            )
            for row in tasks
        ),
        deliveries=tuple(
            NewDelivery(outbox_id=row.outbox_id, case_id=row.case_id, topic=row.topic)
            for row in entries
            if row.kind == "service" and row.status == "waiting"
        ),
        incidents=tuple(_incident(row) for row in failed),
    )


def _incident(row: Row[Any]) -> NewIncident:
    return NewIncident(
        incident_id=row.incident_id,
        case_id=row.case_id,
        kind=row.kind,
        place=Place(row.scope, row.element, row.occurrence),
        text=Text(row.text_nl, row.text_en),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedMessage:
    """A message that a case waits for."""

    case_id: int
    definition_id: int
    place: Place
    name: str
    key: str


_AWAITED = (
    select(message_wait, cases.c.definition_id)
    .join(cases, cases.c.case_id == message_wait.c.case_id)
    .where(message_wait.c.case_id.in_(bindparam("these", expanding=True)))
    .order_by(
        message_wait.c.case_id,
        message_wait.c.scope,
        message_wait.c.element,
        message_wait.c.occurrence,
    )
)


def awaited(connection: Connection, case_ids: Collection[int]) -> list[AwaitedMessage]:
    """List the messages that these cases wait for."""
    rows = connection.execute(_AWAITED, {"these": list(case_ids)})
    return [
        AwaitedMessage(
            case_id=row.case_id,
            definition_id=row.definition_id,
            place=Place(row.scope, row.element, row.occurrence),
            name=row.name,
            key=row.key,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """An open task with what its form may read."""

    task_id: int
    case_id: int
    definition_id: int
    element: str
    agency: str
    form: str | None
    assignee_id: int | None
    #: As the task sees them: the nearest scope wins.
    facts: dict[str, Any]


_WORK = (
    select(
        task.c.task_id,
        task.c.case_id,
        task.c.scope,
        task.c.element,
        task.c.agency_id,
        task.c.form,
        task.c.assignee_id,
        cases.c.definition_id,
    )
    .join(cases, cases.c.case_id == task.c.case_id)
    .where(task.c.task_id == bindparam("id"), task.c.status == "open")
)
_FACTS = select(fact.c.scope, fact.c.name, fact.c.value).where(
    fact.c.case_id == bindparam("id")
)


def work(connection: Connection, task_id: int) -> Work | None:
    """Give an open task, whoever asks; None when it is done or gone."""
    row = connection.execute(_WORK, {"id": task_id}).one_or_none()
    if row is None:
        return None
    return Work(
        task_id=row.task_id,
        case_id=row.case_id,
        definition_id=row.definition_id,
        element=row.element,
        agency=row.agency_id,
        form=row.form,
        assignee_id=row.assignee_id,
        facts=_facts(connection, row.case_id, row.scope),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTerm:
    """A term of a case that is not closed; it may be missed."""

    deadline_id: int
    start_on: date
    due_on: date
    is_missed: bool
    is_suspended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningCase:
    """A case that runs, with its facts and the terms that are not closed."""

    case_id: int
    definition_id: int
    agency: str
    facts: dict[str, Any]
    terms: tuple[RunningTerm, ...]


_RUNNING_CASE = select(cases.c.definition_id, cases.c.agency_id).where(
    cases.c.case_id == bindparam("id"), cases.c.status == "running"
)
_RUNNING_TERMS = (
    select(deadline)
    .where(deadline.c.case_id == bindparam("id"), deadline.c.closed_at.is_(None))
    .order_by(deadline.c.deadline_id)
)


def running_case(connection: Connection, case_id: int) -> RunningCase | None:
    """Give a case, whoever asks; None when it does not run any more."""
    row = connection.execute(_RUNNING_CASE, {"id": case_id}).one_or_none()
    if row is None:
        return None
    terms = connection.execute(_RUNNING_TERMS, {"id": case_id})
    return RunningCase(
        case_id=case_id,
        definition_id=row.definition_id,
        agency=row.agency_id,
        facts=_facts(connection, case_id, ""),
        terms=tuple(
            RunningTerm(
                deadline_id=term.deadline_id,
                start_on=term.start_on,
                due_on=term.due_on,
                is_missed=term.status == "missed",
                is_suspended=term.suspended_on is not None,
            )
            for term in terms
        ),
    )


def _facts(connection: Connection, case_id: int, scope: str) -> dict[str, Any]:
    found = connection.execute(_FACTS, {"id": case_id})
    return visible_facts({(at, name): feel.load(value) for at, name, value in found}, scope)
