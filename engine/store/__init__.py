"""Tables, transactions, writes and migrations: the only place that changes rows."""

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError as DatabaseError

from engine.store.database import Database, is_misfit, is_outage

__all__ = ["Connection", "Database", "DatabaseError", "is_misfit", "is_outage"]
