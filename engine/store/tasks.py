"""One task under lock: read, claim, release, give to somebody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from engine import feel
from engine.errors import ConflictError, NotFoundError
from engine.ids import AccountId, TaskId
from engine.step import Place
from engine.store import cases
from engine.store.cases import CaseRow
from engine.store.tables import account, draft, membership, task, team
from engine.store.tables import cases as case_table
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as it stands under the lock of this transaction."""

    task_id: TaskId
    place: Place
    title: Text
    agency_id: str
    team_id: int
    role: str
    assignee_id: AccountId | None
    status: str
    form: str | None
    not_by: tuple[str, ...]
    version: int


_COLUMNS = (
    task.c.task_id,
    task.c.scope,
    task.c.element,
    task.c.occurrence,
    task.c.title_nl,
    task.c.title_en,
    task.c.agency_id.label("task_agency_id"),
    task.c.team_id,
    task.c.role,
    task.c.assignee_id,
    task.c.status.label("task_status"),
    task.c.form,
    task.c.not_by,
    task.c.version.label("task_version"),
)

_LOCK = (
    select(*_COLUMNS, *cases.COLUMNS)
    .join(case_table, case_table.c.case_id == task.c.case_id)
    .where(task.c.task_id == bindparam("id"))
    .with_for_update(of=(case_table, task), key_share=True)
)


def lock(connection: Connection, task_id: int) -> tuple[TaskRow, CaseRow]:
    """Lock a case and its task, in this order, until the end of the transaction.

    Raises:
        NotFoundError: There is no such task.
    """
    row = connection.execute(_LOCK, {"id": task_id}).one_or_none()
    if row is None:
        raise NotFoundError(Text("Deze taak bestaat niet.", "There is no such task."))
    found = TaskRow(
        task_id=TaskId(row.task_id),
        place=Place(row.scope, row.element, row.occurrence),
        title=Text(row.title_nl, row.title_en),
        agency_id=row.task_agency_id,
        team_id=row.team_id,
        role=row.role,
        assignee_id=row.assignee_id,
        status=row.task_status,
        form=row.form,
        not_by=tuple(row.not_by.split()),
        version=row.task_version,
    )
    return found, cases.from_row(row)


def must_be_open(connection: Connection, one: TaskRow) -> None:
    """Refuse to work on a task that is done or taken away, naming who was first.

    Raises:
        ConflictError: The task is no longer open.
    """
    if one.status == "open":
        return
    row = connection.execute(
        select(task.c.closed_at, account.c.name)
        .outerjoin(account, account.c.account_id == task.c.closed_by)
        .where(task.c.task_id == one.task_id)
    ).one()
    if one.status == "completed" and row.name:
        text = Text(
            f"{row.name} heeft de taak ‘{one.title.nl}’ al afgerond.",
            f"{row.name} has already completed the task ‘{one.title.en}’.",
        )
    else:
        text = Text(
            f"De taak ‘{one.title.nl}’ is niet meer nodig; het dossier ging verder.",
            f"The task ‘{one.title.en}’ is no longer needed; the case went on.",
        )
    raise ConflictError(text, code="task-closed")


def must_have_version(one: TaskRow, version: int | None) -> None:
    """Refuse a change that was made on an older picture of the task.

    Raises:
        ConflictError: The task changed after it was read.
    """
    if version is not None and version != one.version:
        raise ConflictError(
            Text(
                f"De taak ‘{one.title.nl}’ is intussen gewijzigd. "
                "Bekijk ze opnieuw; wat u typte, staat er nog.",
                f"The task ‘{one.title.en}’ changed meanwhile. "
                "Look at it again; what you typed is still there.",
            ),
            code="stale-version",
        )


_CLAIM = (
    update(task)
    .where(
        task.c.task_id == bindparam("id"),
        task.c.status == "open",
        task.c.assignee_id.is_(None),
    )
    .values(
        assignee_id=bindparam("who"),
        claimed_at=bindparam("at"),
        version=task.c.version + 1,
    )
)


def claim(connection: Connection, task_id: int, account_id: int, at: datetime) -> bool:
    """Take a task that nobody has; False when somebody was first."""
    done = connection.execute(_CLAIM, {"id": task_id, "who": account_id, "at": at})
    return bool(done.rowcount == 1)


def holder_of(connection: Connection, task_id: int) -> tuple[str, datetime | None]:
    """Name who has a task, and since when."""
    row = connection.execute(
        select(account.c.name, task.c.claimed_at)
        .outerjoin(account, account.c.account_id == task.c.assignee_id)
        .where(task.c.task_id == task_id)
    ).one()
    return row.name or "", row.claimed_at


def give(
    connection: Connection, task_id: int, account_id: int | None, at: datetime
) -> None:
    """Make somebody the holder of a task, or nobody."""
    connection.execute(
        update(task)
        .where(task.c.task_id == task_id)
        .values(
            assignee_id=account_id,
            claimed_at=at if account_id is not None else None,
            version=task.c.version + 1,
        )
    )


def doers_of(connection: Connection, case_id: int, elements: tuple[str, ...]) -> set[int]:
    """Give the accounts that completed one of these elements in the case."""
    if not elements:
        return set()
    rows = connection.execute(
        select(task.c.closed_by).where(
            task.c.case_id == case_id,
            task.c.element.in_(elements),
            task.c.status == "completed",
        )
    )
    return {found for (found,) in rows if found is not None}


def case_of(connection: Connection, task_id: int) -> int | None:
    """Find the case of a task."""
    found: int | None = connection.execute(
        select(task.c.case_id).where(task.c.task_id == task_id)
    ).scalar_one_or_none()
    return found


def is_open_for(connection: Connection, task_id: int, account_id: int) -> bool:
    """Tell whether a task is open and in somebody's hands."""
    found = connection.execute(
        select(task.c.task_id).where(
            task.c.task_id == task_id,
            task.c.status == "open",
            task.c.assignee_id == account_id,
        )
    )
    return found.first() is not None


def save_draft(
    connection: Connection,
    task_id: int,
    account_id: int,
    answers: Mapping[str, object],
    at: datetime,
) -> None:
    """Keep what a person typed, in place of what the same person typed before."""
    connection.execute(
        delete(draft).where(draft.c.task_id == task_id, draft.c.account_id == account_id)
    )
    connection.execute(
        insert(draft),
        {
            "task_id": task_id,
            "account_id": account_id,
            "answers": feel.dump(dict(answers)),
            "saved_at": at,
        },
    )


def colleague(connection: Connection, account_id: int, team_id: int) -> Any:
    """Find an active account that is in a team, or in another team of the same agency."""
    own = select(team.c.agency_id).where(team.c.team_id == team_id).scalar_subquery()
    return connection.execute(
        select(account.c.account_id, account.c.name)
        .distinct()
        .join(membership, membership.c.account_id == account.c.account_id)
        .join(team, team.c.team_id == membership.c.team_id)
        .where(
            account.c.account_id == account_id,
            account.c.is_active,
            team.c.agency_id == own,
        )
    ).one_or_none()


def agencies_of(connection: Connection, case_id: int) -> set[str]:
    """Give the agencies that have or had a task in a case."""
    rows = connection.execute(
        select(task.c.agency_id).distinct().where(task.c.case_id == case_id)
    )
    return {agency_id for (agency_id,) in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """An open task, reduced to who can be told about it."""

    task_id: int
    element: str
    team_id: int
    email: str


def open_near(
    connection: Connection, case_id: int, scope: str, element: str
) -> list[OpenTask]:
    """List the open tasks of an element; when it has none, all open ones of the case."""
    rows = connection.execute(
        select(
            task.c.task_id,
            task.c.element,
            task.c.scope,
            task.c.team_id,
            account.c.email,
        )
        .outerjoin(account, account.c.account_id == task.c.assignee_id)
        .where(task.c.case_id == case_id, task.c.status == "open")
        .order_by(task.c.task_id)
    ).all()
    own = [row for row in rows if row.element == element and row.scope == scope]
    return [
        OpenTask(
            task_id=row.task_id,
            element=row.element,
            team_id=row.team_id,
            email=row.email or "",
        )
        for row in own or rows
    ]


#: A weaker badge does not take the place of a stronger one.
_BADGES = ("reminded", "phone", "escalated")


def set_badge(
    connection: Connection, task_ids: Collection[int], badge: str, at: datetime
) -> None:
    """Put a badge on open tasks: ``reminded``, ``phone`` (the newcomer), ``escalated``.

    It is no change of the task: who has it before them may go on.
    """
    weaker = _BADGES[: _BADGES.index(badge) + 1]
    connection.execute(
        update(task)
        .where(
            task.c.task_id.in_(task_ids),
            task.c.status == "open",
            or_(task.c.badge.is_(None), task.c.badge.in_(weaker)),
        )
        .values(badge=badge, badge_at=at)
    )
