"""Reads the ledger of terms and all that follows it, for tests that compare them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from engine.scenarios.office import Office
from engine.store.tables import cases, deadline, history, reminder, task, term_change, timer


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
