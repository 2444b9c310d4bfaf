"""What came in: register lines and received mails."""

from sqlalchemy import (
    Column,
    Index,
    String,
    Table,
    Text,
)

from engine.store.columns import Encoded, Instant
from engine.store.tables.base import key_column, metadata, refers_to

#: One row for each register line that was taken; the same line is taken once.
register_line = Table(
    "register_line",
    metadata,
    Column("line_digest", String, primary_key=True),
    Column("register_key", String, nullable=False),
    refers_to("person_id", "person.person_id", null=True),
    refers_to("case_id", "cases.case_id", null=True),
    #: opened, changed, no-target-group.
    Column("result", String, nullable=False),
    #: Decision table, version and row that chose the trajectory.
    Column("decision", Encoded, nullable=False),
    Column("imported_at", Instant, nullable=False),
    Index(None, "register_key"),
)

#: Mails that the demonstration's own mail server received.
received_mail = Table(
    "received_mail",
    metadata,
    key_column("mail_id"),
    Column("received_at", Instant, nullable=False),
    Column("message_id", String, nullable=False),
    Column("sender", String, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
)
