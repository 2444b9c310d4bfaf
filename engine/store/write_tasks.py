"""Tasks that a step opens and closes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import StepFailedError
from engine.step import Place, Step, TaskOpened
from engine.store import tasks
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.move_term import NO_HURRY
from engine.store.places import at_place, placed, where_placed
from engine.store.tables import account, draft, membership, task, team_role
from engine.text import Text

_INSERT_TASK = insert(task).values(
    team_id=select(team_role.c.team_id)
    .where(
        team_role.c.agency_id == bindparam("by_agency"),
        team_role.c.role == bindparam("by_role"),
    )
    .scalar_subquery()
)

_CLOSE_TASK = (
    update(task)
    .where(*where_placed(task))
    .values(
        status=bindparam("how"),
        closed_at=bindparam("at"),
        closed_by=bindparam("who"),
        version=task.c.version + 1,
    )
)

_DROP_DRAFT = delete(draft).where(
    draft.c.task_id.in_(select(task.c.task_id).where(*where_placed(task)))
)


def open_tasks(
    connection: Connection,
    case: CaseRow,
    opened: Iterable[TaskOpened],
    at: datetime,
    terms: Mapping[tuple[Place, str], int],
) -> None:
    """Insert the tasks that a step opened, each for the team that does its role.

    ``terms`` are the deadlines that the step opened, by place and name.
    """
    rows = [
        {
            **_task_row(connection, case, one, at),
            "deadline_id": terms.get((one.place, one.deadline or "")),
        }
        for one in opened
    ]
    if not rows:
        return
    try:
        connection.execute(_INSERT_TASK, rows)
    except IntegrityError as error:
        listed = ", ".join(sorted({f"{row['role']} ({row['agency_id']})" for row in rows}))
        raise StepFailedError(
            Text(
                f"Geen team doet de rol van een nieuwe taak: {listed}. "
                "Een beheerder wijst de rol aan een team toe.",
                f"No team does the role of a new task: {listed}. "
                "An administrator gives the role to a team.",
            ),
            scope=rows[0]["scope"],
            element=rows[0]["element"],
        ) from error


def close_tasks(
    connection: Connection, case: CaseRow, step: Step, happening: Happening
) -> None:
    """Close the tasks that a step completed or took away, and drop their drafts."""
    if not step.tasks_closed:
        return
    rows = [
        {
            **at_place(case, closed.place),
            "how": closed.how,
            "at": happening.at,
            "who": happening.account_id if closed.how == "completed" else None,
        }
        for closed in step.tasks_closed
    ]
    connection.execute(_CLOSE_TASK, rows)
    connection.execute(
        _DROP_DRAFT, [at_place(case, closed.place) for closed in step.tasks_closed]
    )


#: Whom a diagram names gets the task when they work in the team that does it.
_NAMED = (
    select(account.c.account_id)
    .join(membership, membership.c.account_id == account.c.account_id)
    .join(team_role, team_role.c.team_id == membership.c.team_id)
    .where(
        account.c.login == bindparam("named"),
        account.c.is_active,
        membership.c.role.in_(("counsellor", "supervisor")),
        team_role.c.agency_id == bindparam("by_agency"),
        team_role.c.role == bindparam("by_role"),
    )
    .distinct()
)


def _assignee(
    connection: Connection, case: CaseRow, opened: TaskOpened, agency_id: str
) -> int | None:
    """Find whom the diagram names; the team decides when that person may not do it."""
    if not opened.assignee:
        return None
    named = {
        "named": opened.assignee.strip().lower(),
        "by_agency": agency_id,
        "by_role": opened.role,
    }
    found: int | None = connection.execute(_NAMED, named).scalar_one_or_none()
    barred = tasks.doers_of(connection, case.case_id, opened.not_by)
    return None if found in barred else found


def _task_row(
    connection: Connection, case: CaseRow, opened: TaskOpened, at: datetime
) -> dict[str, Any]:
    agency_id = opened.agency or case.agency_id
    assignee = _assignee(connection, case, opened, agency_id)
    return {
        **placed(case, opened.place),
        "title_nl": opened.title.nl,
        "title_en": opened.title.en,
        "trajectory": case.trajectory,
        "agency_id": agency_id,
        "by_agency": agency_id,
        "role": opened.role,
        "by_role": opened.role,
        "assignee_id": assignee,
        "status": "open",
        "form": opened.form,
        "due_on": opened.due_on,
        "urgent_on": opened.due_on or NO_HURRY,
        "priority": opened.priority,
        "not_by": " ".join(opened.not_by),
        "opened_at": at,
        "claimed_at": at if assignee else None,
        "version": 1,
    }
