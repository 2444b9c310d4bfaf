"""Who works here: agencies, teams, accounts."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from engine.store.columns import Encoded, Instant
from engine.store.tables.base import agency_column, key_column, metadata, refers_to

agency = Table(
    "agency",
    metadata,
    Column("agency_id", String, primary_key=True),
    Column("name", String, nullable=False),
    #: Prefix of case numbers, for instance ATL.
    Column("prefix", String, nullable=False, unique=True),
    #: Gets what the diagrams send out until a partner has a connection of its own.
    Column("dispatch_email", String, nullable=False),
)

team = Table(
    "team",
    metadata,
    key_column("team_id"),
    agency_column(),
    Column("name", String, nullable=False),
    UniqueConstraint("agency_id", "name"),
)

#: Which diagram roles (lanes) a team does; one team for each role of an agency.
team_role = Table(
    "team_role",
    metadata,
    agency_column(),
    Column("role", String, nullable=False),
    refers_to("team_id", "team.team_id"),
    PrimaryKeyConstraint("agency_id", "role"),
)

account = Table(
    "account",
    metadata,
    key_column("account_id"),
    agency_column(),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("language", String, nullable=False, server_default="nl"),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    #: Whether a digest of the work goes out each working day.
    Column("digest", Boolean, nullable=False, server_default=text("true")),
    Column("is_demonstration", Boolean, nullable=False, server_default=text("false")),
)

#: ``role``: counsellor, supervisor, designer or administrator, in a team.
membership = Table(
    "membership",
    metadata,
    refers_to("account_id", "account.account_id"),
    refers_to("team_id", "team.team_id"),
    Column("role", String, nullable=False),
    PrimaryKeyConstraint("account_id", "team_id", "role"),
)

api_token = Table(
    "api_token",
    metadata,
    key_column("token_id"),
    refers_to("account_id", "account.account_id"),
    Column("token_hash", String, nullable=False, unique=True),
    Column("label", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)

#: Secret addresses under which a calendar program reads the terms of a person.
calendar_feed = Table(
    "calendar_feed",
    metadata,
    key_column("feed_id"),
    refers_to("account_id", "account.account_id"),
    Column("token_hash", String, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("read_at", Instant),
    Index(None, "account_id"),
)

#: Each process that ticks, and how late its last timers were.
scheduler = Table(
    "scheduler",
    metadata,
    #: Machine, process id and instant of its start.
    Column("process", String, primary_key=True),
    Column("started_at", Instant, nullable=False),
    Column("ticked_at", Instant, nullable=False),
    Column("stopped_at", Instant),
    Column("done", Integer, nullable=False),
    Column("lag_median_ms", Integer),
    Column("lag_p99_ms", Integer),
)

#: Failed attempts to sign in, so that guessing slows down.
sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    key_column("failure_id"),
    Column("login", String, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "login", "at"),
)

#: Rows that all processes read; ``clock_offset_seconds`` in a demonstration.
setting = Table(
    "setting",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Encoded, nullable=False),
)
