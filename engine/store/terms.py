"""The ledger of terms: each term of a case, and what happened to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, insert, or_, select, tuple_

from engine.errors import NotFoundError
from engine.step import Place
from engine.store import cases, record
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.tables import account, deadline, history, task, term_change, timer
from engine.store.tables import cases as case_table
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """A term as it stands while its case is locked."""

    deadline_id: int
    place: Place
    name: str
    title: Text
    #: open, met, missed, waived.
    status: str
    start_on: date
    due_on: date
    #: ISO 8601; empty for a term of before the ledger.
    length: str
    start_facts: frozenset[str]
    valid_from: date | None
    law_version_id: int | None
    suspended_on: date | None
    opened_at: datetime
    closed_at: datetime | None
    version: int

    @property
    def is_closed(self) -> bool:
        """Whether nothing waits for it any more; one that ran out may still stand."""
        return self.status in ("met", "waived") or self.closed_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One line of the ledger."""

    change_id: int
    kind: str
    at: datetime
    #: Name of who did it; empty when Leidraad did it by itself.
    by: str
    reason: str
    from_on: date | None
    until_on: date | None
    period: str | None
    of_change_id: int | None


def lock(connection: Connection, deadline_id: int) -> tuple[TermRow, CaseRow]:
    """Lock the case of a term, and read the term under that lock.

    Raises:
        NotFoundError: There is no such term.
    """
    case_id = connection.execute(
        select(deadline.c.case_id).where(deadline.c.deadline_id == deadline_id)
    ).scalar_one_or_none()
    if case_id is None:
        raise NotFoundError(Text("Deze termijn bestaat niet.", "There is no such term."))
    case = cases.lock(connection, case_id, running=False)
    row = connection.execute(
        select(deadline).where(deadline.c.deadline_id == deadline_id)
    ).one()
    return _term(row), case


def of_case(connection: Connection, case_id: int) -> list[TermRow]:
    """Give the terms of a case, the oldest first."""
    rows = connection.execute(
        select(deadline)
        .where(deadline.c.case_id == case_id)
        .order_by(deadline.c.deadline_id)
    )
    return [_term(row) for row in rows]


def changes_of(connection: Connection, deadline_id: int) -> list[ChangeRow]:
    """Give the ledger of a term, the oldest line first."""
    rows = connection.execute(
        select(term_change, account.c.name)
        .outerjoin(account, account.c.account_id == term_change.c.account_id)
        .where(term_change.c.deadline_id == deadline_id)
        .order_by(term_change.c.change_id)
    )
    return [
        ChangeRow(
            change_id=row.change_id,
            kind=row.kind,
            at=row.at,
            by=row.name or "",
            reason=row.reason,
            from_on=row.from_on,
            until_on=row.until_on,
            period=row.period,
            of_change_id=row.of_change_id,
        )
        for row in rows
    ]


def last_day(
    connection: Connection, case_id: int, name: str, scopes: Collection[str]
) -> date | None:
    """Give the last day of the nearest open term of a name; else of the latest one."""
    rows = connection.execute(
        select(deadline.c.due_on, deadline.c.scope, deadline.c.status)
        .where(
            deadline.c.case_id == case_id,
            deadline.c.name == name,
            deadline.c.scope.in_(scopes),
        )
        .order_by(deadline.c.deadline_id)
    ).all()
    if not rows:
        return None
    running = [row for row in rows if row.status == "open"]
    # The sort is stable: of two that are as near, the one that was opened last.
    nearest = sorted(running, key=lambda row: len(row.scope)) or rows
    found: date = nearest[-1].due_on
    return found


def timers_of(connection: Connection, deadline_id: int) -> list[Place]:
    """Say where the timers stand that follow a term."""
    rows = connection.execute(
        select(timer.c.scope, timer.c.element, timer.c.occurrence)
        .where(timer.c.deadline_id == deadline_id)
        .order_by(timer.c.scope, timer.c.element, timer.c.occurrence)
    )
    return [Place(row.scope, row.element, row.occurrence) for row in rows]


class Candidate(NamedTuple):
    """A term that another row may count now; in order of its last day."""

    due_on: date
    deadline_id: int


def counted_by_older(
    connection: Connection,
    name: str,
    valid_from: date,
    *,
    after: Candidate | None,
    limit: int = 100,
) -> list[Candidate]:
    """List open terms that an older row counts and that were not over when a new one came.

    What ends first comes first, so that it is moved before its timer fires; ``after`` is
    the last one that was seen.
    """
    place = tuple_(deadline.c.due_on, deadline.c.deadline_id)
    query = select(deadline.c.due_on, deadline.c.deadline_id).where(
        deadline.c.name == name,
        deadline.c.status == "open",
        or_(deadline.c.valid_from < valid_from, deadline.c.valid_from.is_(None)),
        or_(deadline.c.due_on >= valid_from, deadline.c.suspended_on.is_not(None)),
    )
    if after is not None:
        query = query.where(place > tuple_(after.due_on, after.deadline_id))
    rows = connection.execute(
        query.order_by(deadline.c.due_on, deadline.c.deadline_id).limit(limit)
    )
    return [Candidate(row.due_on, row.deadline_id) for row in rows]


def was_acted_on(connection: Connection, term: TermRow) -> bool:
    """Tell whether somebody did what a closed term asked, in time or late.

    Its task was completed; or it has none, and something else than its timer ended it.
    """
    done = connection.scalars(
        select(task.c.status).where(task.c.deadline_id == term.deadline_id)
    ).all()
    if done:
        return "completed" in done
    fired = (
        select(history.c.history_id)
        .join(deadline, deadline.c.case_id == history.c.case_id)
        .where(
            deadline.c.deadline_id == term.deadline_id,
            history.c.scope == term.place.scope,
            history.c.element == term.place.element,
            history.c.occurrence == term.place.occurrence,
            history.c.kind == "timer_fired",
        )
        .limit(1)
    )
    return connection.execute(fired).first() is None


def lock_free(connection: Connection, deadline_id: int) -> tuple[TermRow, CaseRow] | None:
    """Lock the case of a term, unless somebody else works on it just now."""
    row = connection.execute(
        select(*cases.COLUMNS)
        .join(deadline, deadline.c.case_id == case_table.c.case_id)
        .where(deadline.c.deadline_id == deadline_id)
        .with_for_update(of=case_table, skip_locked=True, key_share=True)
    ).one_or_none()
    if row is None:
        return None
    found = connection.execute(
        select(deadline).where(deadline.c.deadline_id == deadline_id)
    ).one()
    return _term(found), cases.from_row(row)


def add_change(
    connection: Connection,
    case: CaseRow,
    term: TermRow,
    happening: Happening,
    values: Mapping[str, Any],
) -> None:
    """Append a line to the ledger of a term, and an entry to the history of its case.

    ``values`` are columns of ``term_change``: at least ``kind``, and ``due_before`` and
    ``due_after`` where a date moved.
    """
    row = {
        "reason": "",
        "proof": "",
        **values,
        "deadline_id": term.deadline_id,
        "case_id": case.case_id,
        "at": happening.at,
        "account_id": happening.account_id,
    }
    connection.execute(insert(term_change), row)
    told = {
        key: str(value)
        for key, value in values.items()
        if value is not None and key not in ("kind", "proof", "of_change_id")
    }
    record.add_entry(
        connection,
        case.case_id,
        Happening(
            kind=f"term_{values['kind']}",
            at=happening.at,
            place=term.place,
            account_id=happening.account_id,
            detail={"name": term.name, **told},
        ),
    )


def _term(row: Row[Any]) -> TermRow:
    return TermRow(
        deadline_id=row.deadline_id,
        place=Place(row.scope, row.element, row.occurrence),
        name=row.name,
        title=Text(row.title_nl, row.title_en),
        status=row.status,
        start_on=row.start_on,
        due_on=row.due_on,
        length=row.length,
        start_facts=frozenset(row.start_facts.split()),
        valid_from=row.valid_from,
        law_version_id=row.law_version_id,
        suspended_on=row.suspended_on,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        version=row.version,
    )
