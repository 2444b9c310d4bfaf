"""What a person chose: language, digest, calendar."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, select

from engine.people import Actor
from engine.store.tables import account, calendar_feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The choices of one person."""

    language: str
    digest: bool
    email: str
    #: When the calendar address was made that holds now; None when there is none.
    feed_made_at: datetime | None
    #: When a program last read it, to the hour.
    feed_read_at: datetime | None


def preferences(connection: Connection, actor: Actor) -> Preferences:
    """Give the choices of the person who asks."""
    row = connection.execute(
        select(
            account.c.language,
            account.c.digest,
            account.c.email,
            calendar_feed.c.created_at,
            calendar_feed.c.read_at,
        )
        .outerjoin(
            calendar_feed,
            and_(
                calendar_feed.c.account_id == account.c.account_id,
                calendar_feed.c.revoked_at.is_(None),
            ),
        )
        .where(account.c.account_id == actor.account_id)
        .order_by(calendar_feed.c.feed_id.desc())
        .limit(1)
    ).one()
    return Preferences(
        language=row.language,
        digest=row.digest,
        email=row.email,
        feed_made_at=row.created_at,
        feed_read_at=row.read_at,
    )
