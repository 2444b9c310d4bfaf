"""A whole database as one zip file, the same for SQLite and PostgreSQL.

One member a table, JSON Lines; ``manifest.json`` holds the version of the tables and the
number of rows of each. Written from one consistent picture; restored in one transaction.
"""

import base64
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from engine.errors import ConflictError, InvalidDataError
from engine.store import migrate
from engine.store.database import Database
from engine.store.tables import metadata
from engine.text import Text

_MANIFEST = "manifest.json"
_AT_ONCE = 500
#: Bytes of a manifest, and of a row, that are read: more is no backup of ours.
_LARGEST_MANIFEST = 1_000_000
_LARGEST_ROW = 100_000_000

#: What reading a file can raise that is no backup, or a damaged one.
_DAMAGE = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError),
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
)


def backup(
    database: Database, target: Path, *, on_table: Callable[[str], None] = lambda _: None
) -> dict[str, int]:
    """Write every row to a new zip file; gives the number of rows by table.

    Only who runs the program may read the file: it holds all that Leidraad knows.

    Raises:
        ConflictError: The file is there already; it is not overwritten.
        ConfigurationError: The database has no tables of this version.
        InvalidDataError: The file cannot be written.
    """
    if target.exists():
        raise ConflictError(
            Text(f"{target} bestaat al.", f"{target} is there already."), code="file-exists"
        )
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        counts = _write(database, unfinished, on_table)
        unfinished.replace(target)
    except OperationalError as error:
        raise migrate.unreachable(error) from error
    except OSError as error:
        raise InvalidDataError(
            Text(
                f"{target} kan niet geschreven worden: {error.strerror}.",
                f"{target} cannot be written: {error.strerror}.",
            )
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
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
            rows = _manifest(archive, connection)
            _must_be_empty(connection)
            for table in metadata.sorted_tables:
                on_table(table.name)
                with archive.open(f"{table.name}.jsonl") as member:
                    _read_rows(connection, table, member, rows[table.name])
            _continue_numbering(connection)
            return rows
    except SQLAlchemyError as error:
        raise _broken(source, type(error).__name__) from error
    except _DAMAGE as error:
        raise _broken(source, str(error) or type(error).__name__) from error


def _write(
    database: Database, unfinished: Path, on_table: Callable[[str], None]
) -> dict[str, int]:
    counts: dict[str, int] = {}
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with (
        os.fdopen(os.open(unfinished, flags, mode=0o600), "wb") as file,
        database.reading() as connection,
    ):
        version = migrate.must_fit(connection)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in metadata.sorted_tables:
                on_table(table.name)
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                    counts[table.name] = _write_rows(connection, table, member)
            manifest = {"tables": version, "rows": counts}
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
        file.flush()
        os.fsync(file.fileno())
    return counts


def _broken(source: Path, why: str) -> InvalidDataError:
    return InvalidDataError(
        Text(
            f"{source} is geen volledige back-up ({why}). Er is niets gewijzigd.",
            f"{source} is no complete backup ({why}). Nothing was changed.",
        )
    )


def _manifest(archive: zipfile.ZipFile, connection: Connection) -> dict[str, int]:
    """Give the number of rows of each table.

    Raises:
        InvalidDataError: The backup is of other tables.
    """
    with archive.open(_MANIFEST) as member:
        manifest = json.loads(member.read(_LARGEST_MANIFEST))
    there, known = str(manifest["tables"]), migrate.revision(connection)
    if there != known:
        raise InvalidDataError(
            Text(
                f"De back-up is van een andere versie van Leidraad ({there[:20]}, "
                f"hier {known}).",
                f"The backup is of another version of Leidraad ({there[:20]}, "
                f"here {known}).",
            )
        )
    return {
        table.name: int(manifest["rows"][table.name]) for table in metadata.sorted_tables
    }


def _must_be_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None:
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
    read: Mapping[str, Callable[[str], Any]] = {
        "at": datetime.fromisoformat,
        "on": date.fromisoformat,
        "bytes": base64.b64decode,
    }
    return read[kind](written)


def _read_rows(
    connection: Connection, table: Table, member: IO[bytes], expected: int
) -> None:
    """Insert the rows of a member.

    Raises:
        ValueError: They are more or fewer than the manifest says, or one is too large.
    """
    names = [column.name for column in table.columns]
    rows: Iterator[dict[str, Any]] = (
        dict(zip(names, map(_value, json.loads(line)), strict=True))
        for line in _lines(member)
    )
    count = 0
    while some := list(islice(rows, _AT_ONCE)):
        count += len(some)
        if count > expected:
            break
        connection.execute(insert(table), some)
    if count != expected:
        message = f"{table.name}: rows"
        raise ValueError(message)


def _lines(member: IO[bytes]) -> Iterator[bytes]:
    while line := member.readline(_LARGEST_ROW):
        yield line


def _continue_numbering(connection: Connection) -> None:
    """Let PostgreSQL number on from the highest key; SQLite does so by itself."""
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
