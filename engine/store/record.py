"""What is only ever added: history entries, notes, who looked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from engine import feel
from engine.store.happening import Happening
from engine.store.tables import access, deadline, history, incident, note, task


def add_entry(connection: Connection, case_id: int, happening: Happening) -> None:
    """Append an entry to the history of a case."""
    connection.execute(
        insert(history),
        {
            "case_id": case_id,
            "scope": happening.place.scope,
            "element": happening.place.element,
            "occurrence": happening.place.occurrence,
            "at": happening.at,
            "account_id": happening.account_id,
            "kind": happening.kind,
            "detail": feel.dump(dict(happening.detail)),
        },
    )


def add_note(
    connection: Connection, case_id: int, account_id: int, text: str, at: datetime
) -> None:
    """Append a note to a case."""
    connection.execute(
        insert(note),
        {"case_id": case_id, "account_id": account_id, "text": text, "at": at},
    )


def add_refusal(
    connection: Connection,
    verb: str,
    *,
    account_id: int | None,
    at: datetime,
    subject: Mapping[str, int],
) -> None:
    """Append that somebody tried what they may not; ``subject`` says on what.

    A task, term or incident is named together with its case, so that one query finds who
    tried to look at a case.
    """
    of_case: Any = subject.get("case_id")
    if "task_id" in subject:
        of_case = _case_of(connection, task, subject["task_id"])
    elif "incident_id" in subject:
        of_case = _case_of(connection, incident, subject["incident_id"])
    elif "deadline_id" in subject:
        of_case = _case_of(connection, deadline, subject["deadline_id"])
    told: dict[str, Any] = {name: str(value) for name, value in subject.items()}
    told.pop("case_id", None)
    add_access(
        connection,
        "refused",
        account_id=account_id,
        at=at,
        subject={"verb": verb, **told, "case_id": of_case},
    )


def _case_of(connection: Connection, table: Table, key: int) -> int | None:
    (own,) = table.primary_key.columns
    found: int | None = connection.execute(
        select(table.c.case_id).where(own == key)
    ).scalar_one_or_none()
    return found


def add_access(
    connection: Connection,
    kind: str,
    *,
    account_id: int | None,
    at: datetime,
    subject: Mapping[str, Any],
) -> None:
    """Append who looked at what; ``subject`` may have ``case_id`` and ``person_id``."""
    connection.execute(
        insert(access),
        {
            "at": at,
            "account_id": account_id,
            "kind": kind,
            "case_id": subject.get("case_id"),
            "person_id": subject.get("person_id"),
            "detail": feel.dump(
                {
                    key: value
                    for key, value in subject.items()
                    if key not in ("case_id", "person_id")
                }
            ),
        },
    )
