"""A furnished office in one transaction, and what its queries sent to the database."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event

from engine.store import Database
from tests.support.plans import Executed
from tests.support.rows import Office


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """A furnished database, inside one transaction that is rolled back."""
    database = Database(database_url)
    with database.engine().connect() as connection, connection.begin() as transaction:
        Office(connection).furnish()
        yield connection
        transaction.rollback()
    database.close()


@pytest.fixture
def office(connection: Connection) -> Office:
    """The office that the database was furnished with."""
    return Office(connection)


@pytest.fixture
def executed(connection: Connection) -> Iterator[list[Executed]]:
    """The statements that went to the database since the list was last cleared."""
    sent: list[Executed] = []

    def keep(_connection, _cursor, statement, parameters, *_more):
        sent.append(Executed(statement, parameters))

    event.listen(connection, "before_cursor_execute", keep)
    yield sent
    event.remove(connection, "before_cursor_execute", keep)
