"""What all tables share: naming of constraints and recurring columns."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
)

from engine.store.columns import Key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key_column(name: str) -> Column[int]:
    """Give a surrogate primary key."""
    return Column(name, Key, primary_key=True, autoincrement=True)


def refers_to(name: str, to: str, *, null: bool = False) -> Column[int]:
    """Give a foreign key column."""
    return Column(name, Key, ForeignKey(to), nullable=null)


def agency_column(*, null: bool = False) -> Column[str]:
    """Give the agency that something belongs to."""
    return Column("agency_id", String, ForeignKey("agency.agency_id"), nullable=null)


def place_columns() -> list[Column[str] | Column[int]]:
    """Give scope, element and occurrence, as in `engine.step.Place`."""
    return [
        Column("scope", String, nullable=False),
        Column("element", String, nullable=False),
        Column("occurrence", Integer, nullable=False),
    ]


def text_columns(name: str) -> list[Column[str]]:
    """Give the Dutch and the English words of a label or message."""
    return [
        Column(f"{name}_nl", Text, nullable=False),
        Column(f"{name}_en", Text, nullable=False),
    ]
