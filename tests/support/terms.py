"""Reads the ledger of terms and all that follows it, for tests that compare them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, select

from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.suspend_term import suspend_term
from engine.people import Actor
from engine.scenarios.office import Office
from engine.store.tables import cases, deadline, history, reminder, task, term_change, timer
from tests.support.offices import task_of

#: Two months after the registration on the 2nd of January.
DUE = date(2026, 3, 2)


class Ledger:
    """What the database says of the terms of an office."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def term(self, case: int, name: str) -> Any:
        """Give the latest term of a name."""
        return self._read(deadline, case, deadline.c.name == name)[-1]

    def changes(self, case: int) -> list[Any]:
        """Give the lines of the ledger."""
        return self._read(term_change, case)

    def timer(self, case: int) -> Any:
        """Give the one timer of a case."""
        (found,) = self._read(timer, case)
        return found

    def task(self, case: int, element: str) -> Any:
        """Give the latest task of an element."""
        return self._read(task, case, task.c.element == element)[-1]

    def reminders(self, case: int, *statuses: str) -> list[date]:
        """Give the days of the reminders with one of these statuses."""
        found = self._read(reminder, case, reminder.c.status.in_(statuses))
        return sorted(one.send_at.date() for one in found)

    def told(self, case: int) -> list[str]:
        """Give the kinds of the history that are about changed terms."""
        return [
            one.kind for one in self._read(history, case) if one.kind.startswith("term_")
        ]

    def tokens(self, case: int) -> Any:
        """Give the tokens of a case and how often they were written."""
        (row,) = self._read(cases, case)
        return row.state, row.version

    def _read(self, table: Table, case: int, *more: Any) -> list[Any]:
        query = select(table).where(table.c.case_id == case, *more)
        with self.office.leidraad.reading() as connection:
            return list(connection.execute(query.order_by(*table.primary_key.columns)))


def moved(change: Any) -> Mapping[str, date | None]:
    """Give from which last day to which other one a change moved a term."""
    return {"from": change.due_before, "to": change.due_after}


def at(office: Office, month: int, day: int, hour: int = 8) -> None:
    """Set the clock in 2026, in UTC."""
    office.clock.set(datetime(2026, month, day, hour, tzinfo=UTC))


def ann(office: Office) -> Actor:
    """Counsels and supervises at the agency of the case."""
    return office.person("atlas", "ann")


def counsellor(office: Office) -> Actor:
    """Counsels there, and does not supervise."""
    bert = office.person("atlas", "bert")
    return replace(
        bert, roles=frozenset(one for one in bert.roles if one.role == "counsellor")
    )


def suspended(office: Office, case: int, name: str = "reply", reason: str = "Ziek") -> int:
    """Suspend a term of a case from the 1st of February; the clock stands there."""
    term = Ledger(office).term(case, name).deadline_id
    at(office, 2, 1)
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 2, 1), reason=reason
    )
    return int(term)


def done(office: Office, case: int, element: str) -> None:
    """Take a task of a case and complete it."""
    task = task_of(office, case, element)
    claim_task(office.leidraad, ann(office), task)
    complete_task(office.leidraad, ann(office), task, {"word": "ja"})
