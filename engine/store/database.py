"""Connections and transactions; SQLite and PostgreSQL by the same code."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

#: Pragmas of each SQLite connection. FULL: a committed step survives a power cut.
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA cache_size=-65536",
)


#: Until the end of the transaction.
_LOCK = text(
    "SELECT set_config('leidraad.agency', :agency, true), "
    "set_config('role', 'leidraad_reader', true)"
)


class Database:
    """One database; ``writing()`` is the one transaction of an operation.

    What goes wrong is told without the values of the statement: they are about persons.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite:")
        if self.is_sqlite:
            pragmas = _PRAGMAS if durable else (*_PRAGMAS, "PRAGMA synchronous=OFF")
            self._writer = _sqlite(url, begin="BEGIN IMMEDIATE", pragmas=pragmas)
            self._reader = _sqlite(
                url, begin="BEGIN", pragmas=(*pragmas, "PRAGMA query_only=ON")
            )
        else:
            self._writer = create_engine(url, pool_size=10, hide_parameters=True)
            event.listen(self._writer, "checkout", _must_live)
            self._reader = self._writer.execution_options(
                postgresql_readonly=True, isolation_level="REPEATABLE READ"
            )

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction: commits at the end, rolls back when anything is raised.

        On SQLite it is the only writer from its first moment (BEGIN IMMEDIATE).
        """
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self, agency: str | None = None) -> Iterator[Connection]:
        """Open a read-only transaction with one consistent picture of the rows.

        With an ``agency``, PostgreSQL itself shows no case of another one but those in
        which the agency has tasks (row-level security, as the role ``leidraad_reader``).
        """
        with self._reader.connect() as connection:
            if agency is not None and not self.is_sqlite:
                connection.execute(_LOCK, {"agency": agency})
            yield connection

    @contextmanager
    def asking(self, patience: timedelta) -> Iterator[Connection]:
        """Open a read-only transaction on a new connection, to see if there is any answer.

        Both connecting and each statement give up after ``patience``, in whole seconds;
        two at least. SQLite is a file, which answers at once or never.
        """
        if self.is_sqlite:
            with self.reading() as connection:
                yield connection
            return
        seconds = max(2, round(patience.total_seconds()))
        asker = create_engine(
            self.url,
            poolclass=NullPool,
            hide_parameters=True,
            execution_options={"postgresql_readonly": True},
            connect_args={
                "connect_timeout": seconds,
                "options": f"-c statement_timeout={seconds}s",
            },
        )
        with asker.connect() as connection:
            yield connection

    def engine(self) -> Engine:
        """Give the writing engine, for migrations."""
        return self._writer

    def close(self) -> None:
        """Give all connections back."""
        self._writer.dispose()
        self._reader.dispose()


def _must_live(connection: Any, *_others: Any) -> None:
    """Replace the connections of a server that was restarted since they were used.

    An idle connection on which something can be read was ended by the server. To look at
    the socket costs microseconds; to ask the server would cost a journey there each time.

    Raises:
        InvalidatePoolError: It was ended; the pool makes new ones, and tries again.
    """
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    if watch.poll(0):
        raise InvalidatePoolError


def is_outage(error: BaseException) -> bool:
    """Tell whether the database was away or too busy, so that trying again may do."""
    return isinstance(error, OperationalError | InterfaceError | PoolTimeoutError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def is_misfit(error: BaseException) -> bool:
    """Tell whether a value has a sign, or a size, that the database does not take."""
    return isinstance(error, DataError | UnicodeEncodeError)


def _sqlite(url: str, *, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": 15},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
