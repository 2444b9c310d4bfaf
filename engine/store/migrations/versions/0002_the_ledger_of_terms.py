"""The ledger of terms, digests, calendar feeds, the processes that tick."""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key_of(table: str, *, of: str) -> str:
    return (
        f"{table}_id {{key}} CONSTRAINT fk_{of}_{table}_id REFERENCES {table} ({table}_id)"
    )


# SQLite can add these in place; a table that others refer to must not be made anew.
_COLUMNS = {
    "account": ["digest BOOLEAN DEFAULT true NOT NULL"],
    "deadline": [
        "start_facts VARCHAR DEFAULT '' NOT NULL",
        "length VARCHAR DEFAULT '' NOT NULL",
        "days VARCHAR DEFAULT 'calendar' NOT NULL",
        "suspended_on DATE",
        _key_of("law_version", of="deadline"),
        "version INTEGER DEFAULT '0' NOT NULL",
    ],
    "reminder": [
        "channel VARCHAR DEFAULT 'mail' NOT NULL",
        "moment VARCHAR DEFAULT 'before' NOT NULL",
        "only_if_idle BOOLEAN DEFAULT false NOT NULL",
    ],
    "task": [
        _key_of("deadline", of="task"),
        "badge VARCHAR",
        "badge_at {instant}",
    ],
    "timer": [
        _key_of("deadline", of="timer"),
    ],
}

# What hung on a term by its place and name hangs on it by its key from now on.
_FOLLOW = (
    """
    UPDATE task SET deadline_id = (
        SELECT MAX(term.deadline_id) FROM deadline AS term
        WHERE term.case_id = task.case_id AND term.scope = task.scope
        AND term.element = task.element AND term.occurrence = task.occurrence
    )
    """,
    # The term of a timer stands where the timer does, or at the task that it hangs on.
    """
    UPDATE timer SET deadline_id = COALESCE(
        (
            SELECT term.deadline_id FROM deadline AS term
            WHERE term.case_id = timer.case_id AND term.scope = timer.scope
            AND term.element = timer.element AND term.occurrence = timer.occurrence
            AND term.name = timer.deadline
        ),
        (
            SELECT MAX(term.deadline_id) FROM deadline AS term
            WHERE term.case_id = timer.case_id AND term.name = timer.deadline
            AND term.closed_at IS NULL AND (
                term.scope = timer.scope OR timer.scope = ''
                OR term.scope LIKE timer.scope || '/%'
            )
        )
    ) WHERE deadline IS NOT NULL
    """,
    # A missed term at which nothing stands is closed.
    """
    UPDATE deadline SET closed_at = COALESCE(
        (
            SELECT MAX(task.closed_at) FROM task
            WHERE task.deadline_id = deadline.deadline_id
        ),
        (SELECT cases.moved_at FROM cases WHERE cases.case_id = deadline.case_id)
    ) WHERE status = 'missed' AND closed_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM task
        WHERE task.deadline_id = deadline.deadline_id AND task.status = 'open'
    )
    AND NOT EXISTS (SELECT 1 FROM timer WHERE timer.deadline_id = deadline.deadline_id)
    """,
)


def upgrade() -> None:
    op.create_table(
        "scheduler",
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("ticked_at", Instant(), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("lag_median_ms", sa.Integer(), nullable=True),
        sa.Column("lag_p99_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_scheduler")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("feed_id", _KEY, autoincrement=True, nullable=False),
        _refers_to("account_id", "account", of="calendar_feed"),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index("ix_calendar_feed_account_id", "calendar_feed", ["account_id"])
    _term_change()
    _in_turn()
    key, instant = "BIGINT", "TIMESTAMP WITH TIME ZONE"
    if op.get_bind().dialect.name == "sqlite":
        key, instant = "INTEGER", "DATETIME"
    for table, columns in _COLUMNS.items():
        for column in columns:
            written = column.format(key=key, instant=instant)
            op.execute(f"ALTER TABLE {table} ADD COLUMN {written}")
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("takeovers", sa.Integer(), server_default="0", nullable=False)
        )
        outbox.add_column(_refers_to("account_id", "account", of="outbox", null=True))
        outbox.alter_column("case_id", existing_type=_KEY, nullable=True)
    taken_over = sa.text("takeovers > 0")
    op.create_index(
        "ix_outbox_takeovers",
        "outbox",
        ["takeovers"],
        sqlite_where=taken_over,
        postgresql_where=taken_over,
    )
    op.create_index(
        "ix_deadline_name_status_valid_from", "deadline", ["name", "status", "valid_from"]
    )
    op.create_index("ix_reminder_case_id", "reminder", ["case_id"])
    escalated = sa.text("status = 'open' AND badge = 'escalated'")
    op.create_index(
        "ix_task_agency_escalated",
        "task",
        ["agency_id", "urgent_on", "task_id"],
        sqlite_where=escalated,
        postgresql_where=escalated,
    )
    for table in ("task", "timer"):
        follows = sa.text("deadline_id IS NOT NULL")
        op.create_index(
            f"ix_{table}_deadline_id",
            table,
            ["deadline_id"],
            sqlite_where=follows,
            postgresql_where=follows,
        )
    for statement in _FOLLOW:
        op.execute(statement)


def _in_turn() -> None:
    """Let the first of very many that are due at one instant be found at once."""
    for table, at, key in (
        ("timer", "due_at", "case_id"),
        ("reminder", "send_at", "reminder_id"),
        ("outbox", "next_at", "outbox_id"),
    ):
        op.drop_index(f"ix_{table}_status_{at}", table_name=table)
        op.create_index(f"ix_{table}_status_{at}_{key}", table, ["status", at, key])


def _term_change() -> None:
    op.create_table(
        "term_change",
        sa.Column("change_id", _KEY, autoincrement=True, nullable=False),
        _refers_to("deadline_id", "deadline"),
        _refers_to("case_id", "cases"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        _refers_to("account_id", "account", null=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(), nullable=True),
        _refers_to("of_change_id", "term_change", to="change_id", null=True),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_after", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_term_change")),
    )
    op.create_index("ix_term_change_deadline_id", "term_change", ["deadline_id"])
    op.create_index("ix_term_change_case_id", "term_change", ["case_id"])


def _refers_to(
    name: str,
    table: str,
    *,
    of: str = "term_change",
    to: str = "",
    null: bool = False,
) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}.{to or name}", name=op.f(f"fk_{of}_{name}"))
    return sa.Column(name, _KEY, key, nullable=null)


def downgrade() -> None:
    """Leave the tables as they are: a backup is the way back."""
    raise NotImplementedError
