"""Cases, the people in them and their facts."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from engine.store.columns import Encoded, Instant, Word
from engine.store.tables.base import agency_column, key_column, metadata, refers_to

cases = Table(
    "cases",
    metadata,
    key_column("case_id"),
    Column("number", Word, nullable=False, unique=True),
    Column("trajectory", String, nullable=False),
    refers_to("definition_id", "definition.definition_id"),
    agency_column(),
    refers_to("person_id", "person.person_id"),
    #: running, ended, cancelled; ``starting`` while the first step has an incident.
    Column("status", String, nullable=False),
    #: Id of the end event that was reached.
    Column("outcome", String),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    #: When the case last reached another wait state.
    Column("moved_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", LargeBinary),
    #: Whether an incident of it is open: read with the lock, so that it is never stale.
    Column("has_incident", Boolean, nullable=False, server_default=text("false")),
    Index(None, "agency_id", "status", "moved_at"),
    Index(None, "person_id"),
    Index(None, "definition_id", "status"),
)

#: Which agency was responsible, from when until when.
case_agency = Table(
    "case_agency",
    metadata,
    refers_to("case_id", "cases.case_id"),
    agency_column(),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant),
    PrimaryKeyConstraint("case_id", "from_at"),
)

#: ``role``: subject, parent, guardian, sibling, partner.
case_person = Table(
    "case_person",
    metadata,
    refers_to("case_id", "cases.case_id"),
    refers_to("person_id", "person.person_id"),
    Column("role", String, nullable=False),
    PrimaryKeyConstraint("case_id", "person_id", "role"),
    Index(None, "person_id"),
)

fact = Table(
    "fact",
    metadata,
    refers_to("case_id", "cases.case_id"),
    Column("scope", String, nullable=False),
    Column("name", String, nullable=False),
    Column("value", Encoded, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("element", String, nullable=False),
    PrimaryKeyConstraint("case_id", "scope", "name"),
)

#: Values that were replaced: by a correction (with its reason) or by a later round.
fact_past = Table(
    "fact_past",
    metadata,
    key_column("fact_past_id"),
    refers_to("case_id", "cases.case_id"),
    Column("scope", String, nullable=False),
    Column("name", String, nullable=False),
    Column("value", Encoded, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("replaced_at", Instant, nullable=False),
    refers_to("account_id", "account.account_id", null=True),
    Column("reason", Text, nullable=False, server_default=""),
    Index(None, "case_id"),
)


#: The last case number that an agency gave out in a year.
case_number = Table(
    "case_number",
    metadata,
    Column("prefix", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("prefix", "year"),
)
