"""A whole database as one zip file, the same for SQLite and PostgreSQL.

One member a table, JSON Lines; ``manifest.json`` holds the version of the tables and the
number of rows of each. Written from one consistent picture; restored in one transaction.
"""

import base64
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, func, insert, select

from engine.errors import ConflictError, InvalidDataError
from engine.store.database import Database
from engine.store.tables import metadata
from engine.text import Text

_MANIFEST = "manifest.json"
_AT_ONCE = 500


def backup(
    database: Database, target: Path, *, on_table: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Write every row to a new zip file; gives the number of rows by table.

    Raises:
        ConflictError: The file is there already; it is not overwritten.
    """
    if target.exists():
        raise ConflictError(
            Text(f"{target} bestaat al.", f"{target} is there already."), code="file-exists"
        )
    unfinished = target.with_name(f"{target.name}.unfinished")
    counts: dict[str, int] = {}
    with (
        zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive,
        database.reading() as connection,
    ):
        for table in metadata.sorted_tables:
            on_table(table.name)
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                counts[table.name] = _write_rows(connection, table, member)
        manifest = {"tables": revision(connection), "rows": counts}
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
    unfinished.replace(target)
    return counts


def restore(
    database: Database, source: Path, *, on_table: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Fill an empty database from a zip file; gives the number of rows by table.

    Raises:
        InvalidDataError: The file is no backup, is incomplete, or is of other tables.
        ConflictError: The database has rows already.
    """
    try:
        with zipfile.ZipFile(source) as archive, database.writing() as connection:
            manifest = json.loads(archive.read(_MANIFEST))
            _must_fit(connection, manifest)
            counts = {}
            for table in metadata.sorted_tables:
                on_table(table.name)
                with archive.open(f"{table.name}.jsonl") as member:
                    counts[table.name] = _read_rows(connection, table, member)
            if counts != manifest["rows"]:
                raise _broken(source, "rows")
            _continue_numbering(connection)
            return counts
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _broken(source, str(error)) from error


def revision(connection: Connection) -> str:
    """Give the version of the tables."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def _broken(source: Path, why: str) -> InvalidDataError:
    return InvalidDataError(
        Text(
            f"{source} is geen volledige back-up ({why}). Er is niets gewijzigd.",
            f"{source} is no complete backup ({why}). Nothing was changed.",
        )
    )


def _must_fit(connection: Connection, manifest: dict[str, Any]) -> None:
    if manifest["tables"] != revision(connection):
        told = f"{manifest['tables']} / {revision(connection)}"
        raise InvalidDataError(
            Text(
                f"De back-up hoort bij een andere versie van Leidraad ({told}).",
                f"The backup belongs to another version of Leidraad ({told}).",
            )
        )
    for table in metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise ConflictError(
                Text(
                    "De databank is niet leeg; herstel in een nieuwe databank.",
                    "The database is not empty; restore into a new one.",
                ),
                code="not-empty",
            )


def _write_rows(connection: Connection, table: Table, member: IO[bytes]) -> int:
    count = 0
    query = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_AT_ONCE).execute(query):
        member.write(json.dumps([_plain(value) for value in row]).encode() + b"\n")
        count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    return value


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, written),) = plain.items()
    if kind == "at":
        return datetime.fromisoformat(written)
    return date.fromisoformat(written) if kind == "on" else base64.b64decode(written)


def _read_rows(connection: Connection, table: Table, member: IO[bytes]) -> int:
    names = [column.name for column in table.columns]
    rows: Iterator[dict[str, Any]] = (
        dict(zip(names, map(_value, json.loads(line)), strict=True)) for line in member
    )
    count = 0
    while some := list(islice(rows, _AT_ONCE)):
        connection.execute(insert(table), some)
        count += len(some)
    return count


def _continue_numbering(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True:
                last = connection.execute(
                    select(func.coalesce(func.max(column), 0))
                ).scalar_one()
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(select(func.setval(sequence, last + 1, False)))  # noqa: FBT003
