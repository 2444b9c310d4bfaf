"""What every operation needs: the database, the settings, the clock, the definitions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from engine.clock import Clock, SystemClock
from engine.operations.published import Published
from engine.settings import Settings
from engine.store import Connection, migrate, rows
from engine.store.database import Database


class Leidraad:
    """One running Leidraad; safe to share between threads."""

    def __init__(self, settings: Settings, database: Database, clock: Clock | None) -> None:
        self.settings = settings
        self.database = database
        self.published = Published()
        self._clock = clock

    @classmethod
    def open(
        cls, settings: Settings, *, clock: Clock | None = None, durable: bool = True
    ) -> "Leidraad":
        """Connect to the database and bring its tables up to date.

        A ``clock`` that is given stands above the one of the machine and its offset.
        What need not survive a power cut, a scenario's database, is not ``durable``.
        """
        database = Database(settings.database_url, durable=durable)
        migrate.upgrade(database)
        return cls(settings, database, clock)

    def now(self, connection: Connection) -> datetime:
        """Give the present instant in UTC, in a demonstration moved by its offset row."""
        if self._clock is not None:
            return self._clock.now()
        if self.settings.is_demonstration:
            return SystemClock(rows.clock_offset(connection)).now()
        return SystemClock().now()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read-only transaction for the queries of one page."""
        with self.database.reading() as connection:
            yield connection

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()
