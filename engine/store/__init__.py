"""Tables, transactions, writes and migrations: the only place that changes rows."""

from engine.store.database import Database

__all__ = ["Database"]
