"""What is only ever added: history entries, notes, who looked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from engine import feel
from engine.store.happening import Happening
from engine.store.tables import access, history, note


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
