"""What every operation needs: the database, the settings, the clock, the definitions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from engine.clock import Clock, SystemClock
from engine.errors import InvalidDataError, NotAllowedError, UnavailableError
from engine.operations.published import Published
from engine.people import Actor
from engine.settings import Settings
from engine.store import Connection, is_misfit, is_outage, migrate, record, rows
from engine.store.database import Database
from engine.text import Text

_AWAY = Text(
    "De databank is even niet bereikbaar of te druk. Er is niets bewaard; probeer het "
    "zo dadelijk opnieuw.",
    "The database is away for a moment, or too busy. Nothing was saved; try again soon.",
)
_MISFIT = Text(
    "Een waarde past niet in de databank, bijvoorbeeld door een onzichtbaar teken. Er is "
    "niets bewaard.",
    "A value does not fit the database, for instance by an invisible sign. Nothing was "
    "saved.",
)


class Leidraad:
    """One running Leidraad; safe to share between threads."""

    def __init__(self, settings: Settings, database: Database, clock: Clock | None) -> None:
        self.settings = settings
        self.database = database
        self.published = Published()
        #: How far this process is with the terms that new law counts anew.
        self.sweep: Any = None
        self._clock = clock

    @classmethod
    def open(
        cls, settings: Settings, *, clock: Clock | None = None, durable: bool = True
    ) -> "Leidraad":
        """Connect to the database and bring its tables up to date.

        A ``clock`` that is given stands above the one of the machine and its offset.
        What need not survive a power cut, a scenario's database, is not ``durable``.

        Raises:
            ConfigurationError: The database does not answer, or is of a newer Leidraad.
        """
        database = Database(settings.database_url, durable=durable)
        try:
            migrate.upgrade(database)
        except BaseException:
            database.close()
            raise
        return cls(settings, database, clock)

    def now(self, connection: Connection) -> datetime:
        """Give the present instant in UTC, in a demonstration moved by its offset row."""
        if self._clock is not None:
            return self._clock.now()
        if self.settings.is_demonstration:
            return SystemClock(rows.clock_offset(connection)).now()
        return SystemClock().now()

    @contextmanager
    def reading(self, actor: Actor | None = None) -> Iterator[Connection]:
        """Open a read-only transaction for the queries of one page.

        For an ``actor`` PostgreSQL is the second lock: whatever a query forgets, it finds
        nothing of another agency's cases but those in which this one has tasks.

        Raises:
            UnavailableError: The database is away or too busy.
            InvalidDataError: What was asked has a sign that no database takes.
        """
        agency = None if actor is None else actor.agency
        with _told_plainly(), self.database.reading(agency) as connection:
            yield connection

    @contextmanager
    def acting(self, actor: Actor, verb: str, **subject: int) -> Iterator[Connection]:
        """Open the one transaction in which somebody does something.

        It commits at the end and rolls back when anything is raised. A refusal is left in
        the access log, with the verb and its ``subject`` (case_id, task_id, incident_id).

        Raises:
            UnavailableError: The database is away or too busy; nothing was saved.
            InvalidDataError: A value has a sign that no database takes.
        """
        try:
            with _told_plainly(), self.database.writing() as connection:
                yield connection
        except NotAllowedError as refused:
            with _told_plainly(), self.database.writing() as connection:
                record.add_refusal(
                    connection,
                    verb,
                    account_id=actor.recorded_as,
                    at=self.now(connection),
                    subject=subject,
                )
            refused.is_recorded = True
            raise

    def close(self) -> None:
        """Give all connections back."""
        self.database.close()


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Say in plain words what the database could not do."""
    try:
        yield
    except Exception as error:
        if is_outage(error):
            raise UnavailableError(_AWAY) from error
        if is_misfit(error):
            raise InvalidDataError(_MISFIT) from error
        raise
