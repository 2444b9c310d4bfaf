"""What people have to do, and what they typed so far."""

from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from engine.store.columns import Encoded, Instant
from engine.store.tables.base import (
    agency_column,
    key_column,
    metadata,
    place_columns,
    refers_to,
    text_columns,
)

_OPEN = text("status = 'open'")
_FOLLOWS = text("deadline_id IS NOT NULL")
_ESCALATED = text("status = 'open' AND badge = 'escalated'")
_UNCLAIMED = text("status = 'open' AND assignee_id IS NULL")

task = Table(
    "task",
    metadata,
    key_column("task_id"),
    refers_to("case_id", "cases.case_id"),
    *place_columns(),
    *text_columns("title"),
    Column("trajectory", String, nullable=False),
    agency_column(),
    refers_to("team_id", "team.team_id"),
    Column("role", String, nullable=False),
    refers_to("assignee_id", "account.account_id", null=True),
    #: open, completed, cancelled.
    Column("status", String, nullable=False),
    Column("form", String),
    Column("due_on", Date),
    #: The term that ``due_on`` follows.
    refers_to("deadline_id", "deadline.deadline_id", null=True),
    #: reminded; phone, when the newcomer could not be mailed; escalated to who supervises.
    Column("badge", String),
    Column("badge_at", Instant),
    #: ``due_on``, or the year 9999 when there is none: most urgent first.
    Column("urgent_on", Date, nullable=False),
    Column("priority", Integer, nullable=False),
    #: Elements whose doer may not do this one, separated by spaces.
    Column("not_by", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("closed_at", Instant),
    refers_to("closed_by", "account.account_id", null=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("case_id", "scope", "element", "occurrence"),
    Index(
        "ix_task_deadline_id",
        "deadline_id",
        sqlite_where=_FOLLOWS,
        postgresql_where=_FOLLOWS,
    ),
    #: The cases in which somebody did something.
    Index(None, "closed_by", "case_id"),
    Index(
        "ix_task_team_open",
        "team_id",
        "urgent_on",
        "task_id",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index(
        "ix_task_team_trajectory_open",
        "team_id",
        "trajectory",
        "urgent_on",
        "task_id",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index(
        "ix_task_team_unclaimed",
        "team_id",
        "urgent_on",
        "task_id",
        sqlite_where=_UNCLAIMED,
        postgresql_where=_UNCLAIMED,
    ),
    Index(
        "ix_task_agency_escalated",
        "agency_id",
        "urgent_on",
        "task_id",
        sqlite_where=_ESCALATED,
        postgresql_where=_ESCALATED,
    ),
    Index(
        "ix_task_assignee_open",
        "assignee_id",
        "urgent_on",
        "task_id",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    Index(
        "ix_task_agency_open",
        "agency_id",
        "urgent_on",
        "task_id",
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
)

#: What a person typed and has not sent yet; each keeps and sees only one's own.
draft = Table(
    "draft",
    metadata,
    refers_to("task_id", "task.task_id"),
    refers_to("account_id", "account.account_id"),
    Column("answers", Encoded, nullable=False),
    Column("saved_at", Instant, nullable=False),
    PrimaryKeyConstraint("task_id", "account_id"),
)
