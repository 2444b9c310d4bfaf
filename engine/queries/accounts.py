"""Whether anybody can sign in yet."""

from sqlalchemy import Connection, select

from engine.store.tables import account


def has_accounts(connection: Connection) -> bool:
    """Tell whether the database has an account."""
    return connection.execute(select(account.c.account_id).limit(1)).first() is not None
