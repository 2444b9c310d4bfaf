"""Tables, transactions, writes and migrations: the only place that changes rows."""

from sqlalchemy import Connection

from engine.store.database import Database

__all__ = ["Connection", "Database"]
