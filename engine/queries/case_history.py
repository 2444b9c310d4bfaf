"""What happened in a case, newest first, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from engine import feel
from engine.queries.case_file import CaseHead
from engine.queries.page import Cursor, Page, page_of
from engine.store.tables import account, history, task
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One entry: it names facts, never their values."""

    history_id: int
    at: datetime
    #: Name of the colleague; empty when Leidraad did it by itself.
    by: str
    #: A past participle, for instance ``task_completed``.
    kind: str
    scope: str
    element: str
    #: Title of the task at that place; None where there is no task.
    title: Text | None
    detail: Mapping[str, Any]


def history_of(
    connection: Connection,
    head: CaseHead,
    *,
    after: Cursor | None = None,
    limit: int = 50,
) -> Page[HistoryRow]:
    """Give a page of the history; nothing of another agency's case."""
    if not head.is_own:
        return Page(rows=())
    statement = (
        select(history, account.c.name, task.c.title_nl, task.c.title_en)
        .outerjoin(account, account.c.account_id == history.c.account_id)
        .outerjoin(
            task,
            (task.c.case_id == history.c.case_id)
            & (task.c.scope == history.c.scope)
            & (task.c.element == history.c.element)
            & (task.c.occurrence == history.c.occurrence),
        )
        .where(history.c.case_id == head.case.case_id)
        .order_by(history.c.history_id.desc())
        .limit(limit + 1)
    )
    if after is not None:
        statement = statement.where(history.c.history_id < after.key)
    found = [
        HistoryRow(
            history_id=row.history_id,
            at=row.at,
            by=row.name or "",
            kind=row.kind,
            scope=row.scope,
            element=row.element,
            title=None if row.title_nl is None else Text(row.title_nl, row.title_en),
            detail=feel.load(row.detail),
        )
        for row in connection.execute(statement)
    ]
    return page_of(found, limit, lambda last: Cursor("", last.history_id))
