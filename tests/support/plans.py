"""How a database carries a statement out."""

from typing import Any, NamedTuple

from sqlalchemy import Connection


class Executed(NamedTuple):
    """A statement as it went to the database."""

    statement: str
    parameters: Any


def explained(connection: Connection, executed: Executed) -> str:
    """Give the plan of a statement, as text."""
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{word} {executed.statement}", executed.parameters)
    return "\n".join(str(row[-1]) for row in rows)
