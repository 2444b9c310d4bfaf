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
    text,
)

from engine.store.columns import Encoded, Instant
from engine.store.tables.base import (
    key_column,
    metadata,
    place_columns,
    refers_to,
    text_columns,
)

_FOLLOWS = text("deadline_id IS NOT NULL")
_TAKEN_OVER = text("takeovers > 0")

timer = Table(
    "timer",
    metadata,
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    Column("due_at", Instant, nullable=False),
    Column("deadline", String),
    #: The term that it follows when the last day of that term moves.
    refers_to("deadline_id", "deadline.deadline_id", null=True),
    #: armed; failed while an incident waits for a retry; held while its term is suspended,
    #: or for good when the term was met by hand or waived.
    Column("status", String, nullable=False, server_default="armed"),
    PrimaryKeyConstraint("case_id", "scope", "element", "occurrence"),
    #: In the order in which they fire: the first of very many is found at once.
    Index(None, "status", "due_at", "case_id"),
    Index(
        "ix_timer_deadline_id",
        "deadline_id",
        sqlite_where=_FOLLOWS,
        postgresql_where=_FOLLOWS,
    ),
)

deadline = Table(
    "deadline",
    metadata,
    key_column("deadline_id"),
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    Column("name", String, nullable=False),
    *text_columns("title"),
    #: The facts from which its start day or its length was read, separated by spaces.
    Column("start_facts", String, nullable=False, server_default=""),
    Column("start_on", Date, nullable=False),
    #: ISO 8601, for instance ``P3M``; of calendar or working days.
    Column("length", String, nullable=False, server_default=""),
    Column("days", String, nullable=False, server_default="calendar"),
    Column("due_on", Date, nullable=False),
    #: First day of the suspension that runs now.
    Column("suspended_on", Date),
    #: open, met, missed, waived.
    Column("status", String, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("valid_from", Date),
    #: The law that gave the row; none when the trajectory itself did.
    refers_to("law_version_id", "law_version.law_version_id", null=True),
    Column("to_be_confirmed", Boolean, nullable=False),
    #: Lines that say why the date is what it is, in both languages.
    Column("explanation", Encoded, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    #: Counts how often its last day moved.
    Column("version", Integer, nullable=False, server_default="0"),
    UniqueConstraint("case_id", "scope", "element", "occurrence", "name"),
    Index(None, "status", "due_on"),
    Index(None, "name", "status", "valid_from"),
)

#: What happened to a term on its way; rows are added, never changed.
term_change = Table(
    "term_change",
    metadata,
    key_column("change_id"),
    refers_to("deadline_id", "deadline.deadline_id"),
    refers_to("case_id", "cases.case_id"),
    #: suspended, resumed, extended, waived, met, start_corrected, law_changed.
    Column("kind", String, nullable=False),
    Column("at", Instant, nullable=False),
    refers_to("account_id", "account.account_id", null=True),
    Column("reason", Text, nullable=False),
    Column("proof", Text, nullable=False),
    #: First day that does not count, and first day that counts again.
    Column("from_on", Date),
    Column("until_on", Date),
    #: By how much it was extended, in ISO 8601.
    Column("period", String),
    #: The suspension that a resumption ends.
    refers_to("of_change_id", "term_change.change_id", null=True),
    Column("due_before", Date),
    Column("due_after", Date),
    Index(None, "deadline_id"),
    Index(None, "case_id"),
)

#: One row for each message that a deadline sends before, on or after its last day.
reminder = Table(
    "reminder",
    metadata,
    key_column("reminder_id"),
    refers_to("deadline_id", "deadline.deadline_id"),
    refers_to("case_id", "cases.case_id"),
    #: Day, recipient and channel; with the deadline it names the reminder for ever.
    Column("plan_key", String, nullable=False),
    Column("recipient", String, nullable=False),
    #: mail; badge in the inbox.
    Column("channel", String, nullable=False, server_default="mail"),
    #: before, on or after the last day.
    Column("moment", String, nullable=False, server_default="before"),
    #: Sent only when nobody did anything.
    Column("only_if_idle", Boolean, nullable=False, server_default=text("false")),
    Column("send_at", Instant, nullable=False),
    #: planned; held while its term is suspended; handed-over; cancelled; acted (somebody
    #: did something, so it was not sent); nobody (there was nobody to send it to).
    Column("status", String, nullable=False),
    UniqueConstraint("deadline_id", "plan_key"),
    Index(None, "status", "send_at", "reminder_id"),
    Index(None, "case_id"),
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
    #: None for what is about no one case, as a digest.
    refers_to("case_id", "cases.case_id", null=True),
    #: To whom it goes, when it is about no one case.
    refers_to("account_id", "account.account_id", null=True),
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
    #: How often a lease ran out, so that what it sent may have gone twice.
    Column("takeovers", Integer, nullable=False, server_default="0"),
    Column("delivered_at", Instant),
    Index(None, "status", "next_at", "outbox_id"),
    Index(None, "case_id"),
    Index(
        "ix_outbox_takeovers",
        "takeovers",
        sqlite_where=_TAKEN_OVER,
        postgresql_where=_TAKEN_OVER,
    ),
)
