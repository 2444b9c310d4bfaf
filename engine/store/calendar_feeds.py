"""The secret addresses of calendar feeds; only their hashes are kept."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, or_, select, update

from engine.store.tables import calendar_feed

#: A feed is read often; that it was read is noted once in this time.
_NOTED_EACH = timedelta(hours=1)


def add(connection: Connection, account_id: int, token_hash: str, at: datetime) -> None:
    """Insert a feed; the person has no other one from then on."""
    revoke(connection, account_id, at)
    connection.execute(
        insert(calendar_feed),
        {"account_id": account_id, "token_hash": token_hash, "created_at": at},
    )


def revoke(connection: Connection, account_id: int, at: datetime) -> bool:
    """Let nobody read the feed of a person any more; False when there was none."""
    done = connection.execute(
        update(calendar_feed)
        .where(
            calendar_feed.c.account_id == account_id, calendar_feed.c.revoked_at.is_(None)
        )
        .values(revoked_at=at)
    )
    return bool(done.rowcount)


def find(connection: Connection, token_hash: str, now: datetime) -> tuple[int, bool] | None:
    """Give the account of a feed that is not revoked, and whether to note the reading."""
    row = connection.execute(
        select(calendar_feed.c.account_id, calendar_feed.c.read_at).where(
            calendar_feed.c.token_hash == token_hash,
            calendar_feed.c.revoked_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return row.account_id, row.read_at is None or row.read_at <= now - _NOTED_EACH


def note_reading(connection: Connection, token_hash: str, now: datetime) -> None:
    """Note that a feed was read, unless that was noted a short while ago."""
    read_at = calendar_feed.c.read_at
    connection.execute(
        update(calendar_feed)
        .where(
            calendar_feed.c.token_hash == token_hash,
            or_(read_at.is_(None), read_at <= now - _NOTED_EACH),
        )
        .values(read_at=now)
    )
