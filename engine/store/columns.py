"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

#: A surrogate key; SQLite numbers rows by itself only in an INTEGER column.
Key = BigInteger().with_variant(Integer, "sqlite")

#: Text compared by code point on both databases, so that a prefix is an index range.
Word = String().with_variant(String(collation="C"), "postgresql")

#: FEEL values and other structures, as written by ``engine.feel.dump``: never JSONB.
Encoded = Text


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002
    ) -> datetime | None:
        """Refuse a local time, which would mean another instant on each server."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "An instant needs its time zone."
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the instant back in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)  # type: ignore[no-any-return]
        return value.astimezone(UTC)  # type: ignore[no-any-return]
