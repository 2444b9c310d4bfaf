"""What runs: diagrams and law, every version for ever."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from engine.store.columns import Instant
from engine.store.tables.base import key_column, metadata, refers_to, text_columns

definition = Table(
    "definition",
    metadata,
    key_column("definition_id"),
    Column("trajectory", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", String, nullable=False),
    *text_columns("title"),
    Column("owner", String, nullable=False),
    #: proposed, live, replaced, withdrawn.
    Column("status", String, nullable=False),
    Column("no_movement_working_days", Integer, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    refers_to("proposed_by", "account.account_id", null=True),
    Column("published_at", Instant),
    refers_to("published_by", "account.account_id", null=True),
    Column("withdrawn_at", Instant),
    UniqueConstraint("trajectory", "version"),
    Index(
        "uq_definition_live",
        "trajectory",
        unique=True,
        sqlite_where=text("status = 'live'"),
        postgresql_where=text("status = 'live'"),
    ),
)

definition_file = Table(
    "definition_file",
    metadata,
    refers_to("definition_id", "definition.definition_id"),
    Column("path", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("definition_id", "path"),
)

law_version = Table(
    "law_version",
    metadata,
    key_column("law_version_id"),
    Column("digest", String, nullable=False),
    Column("published_at", Instant, nullable=False),
    refers_to("published_by", "account.account_id", null=True),
)

law_file = Table(
    "law_file",
    metadata,
    refers_to("law_version_id", "law_version.law_version_id"),
    Column("path", String, nullable=False),
    Column("content", LargeBinary, nullable=False),
    PrimaryKeyConstraint("law_version_id", "path"),
)
