"""What stands open in one case, plainly: for scenarios and test cases."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from engine import feel
from engine.store.tables import (
    account,
    cases,
    deadline,
    fact,
    history,
    incident,
    message_wait,
    outbox,
    task,
    timer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTask:
    """An open task."""

    task_id: int
    element: str
    role: str
    agency: str
    due_on: date | None
    form: str | None
    assignee: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingDeadline:
    """A term, open or closed."""

    status: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """Everything that a case waits for, and what it knows."""

    status: str
    outcome: str | None
    definition_id: int
    tasks: tuple[StandingTask, ...]
    #: The latest term of each name.
    deadlines: dict[str, StandingDeadline]
    #: Facts of the case itself by name; those of inner scopes as ``scope/name``.
    facts: dict[str, Any]
    awaits: tuple[str, ...]
    timers: tuple[str, ...]
    #: Ids and elements of the open incidents.
    incidents: tuple[tuple[int, str], ...]


def case_state(connection: Connection, case_id: int) -> CaseState:
    """Read what stands open in a case, whoever asks: not for pages."""
    row = connection.execute(
        select(cases.c.status, cases.c.outcome, cases.c.definition_id).where(
            cases.c.case_id == case_id
        )
    ).one()
    return CaseState(
        status=row.status,
        outcome=row.outcome,
        definition_id=row.definition_id,
        tasks=_tasks(connection, case_id),
        deadlines=_deadlines(connection, case_id),
        facts=_facts(connection, case_id),
        awaits=tuple(
            connection.scalars(
                select(message_wait.c.name)
                .where(message_wait.c.case_id == case_id)
                .order_by(message_wait.c.name)
            )
        ),
        timers=tuple(
            connection.scalars(
                select(timer.c.element)
                .where(timer.c.case_id == case_id)
                .order_by(timer.c.element)
            )
        ),
        incidents=tuple(
            (one.incident_id, one.element)
            for one in connection.execute(
                select(incident.c.incident_id, incident.c.element)
                .where(incident.c.case_id == case_id, incident.c.status == "open")
                .order_by(incident.c.incident_id)
            )
        ),
    )


def _tasks(connection: Connection, case_id: int) -> tuple[StandingTask, ...]:
    rows = connection.execute(
        select(
            task.c.task_id,
            task.c.element,
            task.c.role,
            task.c.agency_id,
            task.c.due_on,
            task.c.form,
            account.c.login,
        )
        .outerjoin(account, account.c.account_id == task.c.assignee_id)
        .where(task.c.case_id == case_id, task.c.status == "open")
        .order_by(task.c.task_id)
    )
    return tuple(
        StandingTask(
            task_id=row.task_id,
            element=row.element,
            role=row.role,
            agency=row.agency_id,
            due_on=row.due_on,
            form=row.form,
            assignee=row.login,
        )
        for row in rows
    )


def _deadlines(connection: Connection, case_id: int) -> dict[str, StandingDeadline]:
    rows = connection.execute(
        select(deadline.c.name, deadline.c.status, deadline.c.due_on)
        .where(deadline.c.case_id == case_id)
        .order_by(deadline.c.deadline_id)
    )
    return {
        row.name: StandingDeadline(status=row.status, due_on=row.due_on) for row in rows
    }


def _facts(connection: Connection, case_id: int) -> dict[str, Any]:
    rows = connection.execute(
        select(fact.c.scope, fact.c.name, fact.c.value).where(fact.c.case_id == case_id)
    )
    return {
        f"{row.scope}/{row.name}" if row.scope else row.name: feel.load(row.value)
        for row in rows
    }


def services_waiting(connection: Connection) -> list[tuple[int, str]]:
    """List case and topic of every service task that waits for its delivery."""
    found = connection.execute(
        select(outbox.c.case_id, outbox.c.topic)
        .where(outbox.c.status == "waiting", outbox.c.kind == "service")
        .order_by(outbox.c.outbox_id)
    )
    return [(case_id, topic) for case_id, topic in found]


def fired_elements(connection: Connection, case_id: int) -> set[str]:
    """Give what fired in a case: ``element``, in a called diagram ``process:element``."""
    fired: set[str] = set()
    for (detail,) in connection.execute(
        select(history.c.detail).where(history.c.case_id == case_id)
    ):
        path = feel.load(detail).get("path") or []
        fired.update(_without_scope(one) for one in path)
    return fired


def fired_in(connection: Connection, trajectory: str) -> set[str]:
    """Give what fired in any case of a trajectory, as `fired_elements` does."""
    fired: set[str] = set()
    statement = (
        select(history.c.detail)
        .join(cases, cases.c.case_id == history.c.case_id)
        .where(cases.c.trajectory == trajectory)
    )
    for (detail,) in connection.execute(statement):
        fired.update(feel.load(detail).get("path") or [])
    return {_without_scope(one) for one in fired}


def _without_scope(place: str) -> str:
    element = place.rpartition("/")[2]
    process, _, inner = element.partition(":")
    return f"{process}:{inner}" if inner else process
