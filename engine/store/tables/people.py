"""The newcomers, apart from their cases."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    PrimaryKeyConstraint,
    String,
    Table,
)

from engine.store.columns import Instant, Key, Word
from engine.store.tables.base import key_column, metadata, refers_to

person = Table(
    "person",
    metadata,
    key_column("person_id"),
    #: Key in the register feed, without national meaning.
    Column("register_key", String, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("forgotten_at", Instant),
)

person_details = Table(
    "person_details",
    metadata,
    Column("person_id", Key, ForeignKey("person.person_id"), primary_key=True),
    Column("given_name", String, nullable=False),
    Column("family_name", String, nullable=False),
    Column("born_on", Date),
    Column("contact_language", String, nullable=False, server_default="nl"),
    Column("email", String, nullable=False, server_default=""),
    Column("phone", String, nullable=False, server_default=""),
    Column("municipality", String, nullable=False, server_default=""),
)

#: Lower-case words without accents, for search by prefix.
person_word = Table(
    "person_word",
    metadata,
    Column("word", Word, nullable=False),
    refers_to("person_id", "person.person_id"),
    PrimaryKeyConstraint("word", "person_id"),
    Index(None, "person_id"),
)
