"""What happened: incidents, history, notes, who looked."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from engine.store.columns import Encoded, Instant, Key
from engine.store.tables.base import (
    key_column,
    metadata,
    place_columns,
    refers_to,
    text_columns,
)

_OPEN = text("status = 'open'")

incident = Table(
    "incident",
    metadata,
    key_column("incident_id"),
    refers_to("case_id", "cases.case_id"),
    #: start, task, timer, message, condition, delivery, acknowledgement: what a retry
    #: does again.
    Column("kind", String, nullable=False),
    *place_columns(),
    *text_columns("text"),
    #: What the retry needs: answers of the task, payload of the message. Emptied when
    #: the incident is solved.
    Column("material", Encoded, nullable=False),
    refers_to("account_id", "account.account_id", null=True),
    #: open, solved.
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("solved_at", Instant),
    refers_to("solved_by", "account.account_id", null=True),
    Index(None, "status", "created_at"),
    Index(
        "uq_incident_open",
        "case_id",
        "kind",
        "scope",
        "element",
        "occurrence",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
)

#: Append-only; holds names of facts, never their values.
history = Table(
    "history",
    metadata,
    key_column("history_id"),
    refers_to("case_id", "cases.case_id"),
    Column("at", Instant, nullable=False),
    refers_to("account_id", "account.account_id", null=True),
    #: A past participle: case_opened, task_claimed, task_completed, timer_fired, ...
    Column("kind", String, nullable=False),
    *place_columns(),
    Column("detail", Encoded, nullable=False),
    Index(None, "case_id", "history_id"),
)

note = Table(
    "note",
    metadata,
    key_column("note_id"),
    refers_to("case_id", "cases.case_id"),
    Column("at", Instant, nullable=False),
    refers_to("account_id", "account.account_id"),
    Column("text", Text, nullable=False),
    Index(None, "case_id"),
)

#: Who looked at whose data, and what was refused.
access = Table(
    "access",
    metadata,
    key_column("access_id"),
    Column("at", Instant, nullable=False),
    refers_to("account_id", "account.account_id", null=True),
    #: For instance read_case, read_task, search, refused.
    Column("kind", String, nullable=False),
    Column("case_id", Key),
    Column("person_id", Key),
    Column("detail", Encoded, nullable=False),
    Index(None, "case_id"),
    Index(None, "account_id", "at"),
)
