"""Newcomers: found by register key, kept apart from their cases."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from engine.ids import PersonId
from engine.store.tables import person, person_details, person_word


def words_of(*names: str) -> set[str]:
    """Fold names to the words by which they are found: lower case, without accents."""
    folded = unicodedata.normalize("NFKD", " ".join(names)).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return {word for word in plain.replace("-", " ").replace("'", " ").split() if word}


_FIND = select(person.c.person_id).where(person.c.register_key == bindparam("key"))


def find(connection: Connection, register_key: str) -> PersonId | None:
    """Find the person with this key in the register feed."""
    found = connection.execute(_FIND, {"key": register_key}).scalar_one_or_none()
    return None if found is None else PersonId(found)


def reserve(connection: Connection, register_key: str) -> None:
    """Let nobody else take in the same person until the end of the transaction.

    On SQLite a writing transaction is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(register_key, 0)))
        )


def lock(connection: Connection, person_id: int) -> None:
    """Let nobody else open a case for a person until the end of the transaction."""
    connection.execute(
        select(person.c.person_id)
        .where(person.c.person_id == person_id)
        .with_for_update(key_share=True)
    )


def create(
    connection: Connection,
    register_key: str | None,
    details: Mapping[str, Any],
    at: datetime,
) -> PersonId:
    """Insert a person with name, birth date and contact."""
    person_id = connection.execute(
        insert(person).returning(person.c.person_id),
        {"register_key": register_key, "created_at": at},
    ).scalar_one()
    connection.execute(insert(person_details), {"person_id": person_id, **details})
    _write_words(connection, person_id, details)
    return PersonId(person_id)


def change(connection: Connection, person_id: int, details: Mapping[str, Any]) -> None:
    """Replace name, birth date and contact of a person."""
    connection.execute(
        update(person_details)
        .where(person_details.c.person_id == person_id)
        .values(**details)
    )
    connection.execute(delete(person_word).where(person_word.c.person_id == person_id))
    _write_words(connection, person_id, details)


def _write_words(
    connection: Connection, person_id: int, details: Mapping[str, Any]
) -> None:
    words = words_of(details["given_name"], details["family_name"])
    if words:
        connection.execute(
            insert(person_word),
            [{"word": word, "person_id": person_id} for word in sorted(words)],
        )


def details_of(connection: Connection, person_id: int) -> dict[str, Any]:
    """Give name, birth date and contact of a person, by column."""
    row = connection.execute(
        select(person_details).where(person_details.c.person_id == person_id)
    ).one()
    return {name: value for name, value in row._mapping.items() if name != "person_id"}  # noqa: SLF001


def contact_of(connection: Connection, person_id: int | None) -> tuple[str, str]:
    """Give the e-mail address and the contact language; empty when they are not known."""
    row = connection.execute(
        select(person_details.c.email, person_details.c.contact_language).where(
            person_details.c.person_id == person_id
        )
    ).one_or_none()
    return ("", "") if row is None else (row.email.strip(), row.contact_language)
