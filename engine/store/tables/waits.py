"""What a case waits for: timers, terms, messages, deliveries."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.store.columns import Encoded, Instant
from engine.store.tables.base import (
    key_column,
    metadata,
    place_columns,
    refers_to,
    text_columns,
)

timer = Table(
    "timer",
    metadata,
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    Column("due_at", Instant, nullable=False),
    Column("deadline", String),
    #: armed; failed while an incident waits for a retry.
    Column("status", String, nullable=False, server_default="armed"),
    PrimaryKeyConstraint("case_id", "scope", "element", "occurrence"),
    Index(None, "status", "due_at"),
)

deadline = Table(
    "deadline",
    metadata,
    key_column("deadline_id"),
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    Column("name", String, nullable=False),
    *text_columns("title"),
    Column("start_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    #: open, met, missed, waived.
    Column("status", String, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("valid_from", Date),
    Column("to_be_confirmed", Boolean, nullable=False),
    #: Lines that say why the date is what it is, in both languages.
    Column("explanation", Encoded, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("case_id", "scope", "element", "occurrence", "name"),
    Index(None, "status", "due_on"),
)

#: One row for each mail that a deadline sends before it ends.
reminder = Table(
    "reminder",
    metadata,
    key_column("reminder_id"),
    refers_to("deadline_id", "deadline.deadline_id"),
    refers_to("case_id", "cases.case_id"),
    #: For instance ``P14D:assignee``; with the deadline it names the reminder for ever.
    Column("plan_key", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("send_at", Instant, nullable=False),
    #: planned, handed-over (to the outbox), cancelled, nobody.
    Column("status", String, nullable=False),
    UniqueConstraint("deadline_id", "plan_key"),
    Index(None, "status", "send_at"),
)

message_wait = Table(
    "message_wait",
    metadata,
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    Column("name", String, nullable=False),
    Column("key", String, nullable=False),
    PrimaryKeyConstraint("case_id", "scope", "element", "occurrence"),
    Index(None, "name", "key"),
)

outbox = Table(
    "outbox",
    metadata,
    key_column("outbox_id"),
    #: Deterministic: case and place, or the reminder; a second entry cannot exist.
    Column("key", String, nullable=False, unique=True),
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    #: service, send, mail.
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    *text_columns("title"),
    Column("payload", Encoded, nullable=False),
    #: waiting, leased, delivered, failed, withdrawn.
    Column("status", String, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", Instant, nullable=False),
    Column("lease_until", Instant),
    #: Counts the leases; who records with an older fence was too late.
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("delivered_at", Instant),
    Index(None, "status", "next_at"),
    Index(None, "case_id"),
)
