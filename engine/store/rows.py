"""Small rows that all processes share: settings, received mails, register lines."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Float, bindparam, cast, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.store.tables import received_mail, register_line, setting

_CLOCK = "clock_offset_seconds"
_SETTING = select(setting.c.value).where(setting.c.name == bindparam("called"))


def setting_of(connection: Connection, name: str) -> str | None:
    """Read a setting that all processes share; None where nobody set it."""
    found: str | None = connection.execute(_SETTING, {"called": name}).scalar_one_or_none()
    return found


def set_setting(connection: Connection, name: str, value: str) -> None:
    """Write a setting that all processes share."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(setting).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": statement.excluded.value}
        )
    )


def lock_setting(connection: Connection, name: str) -> str:
    """Read a setting that nobody else writes until the end of the transaction.

    It is empty where nobody set it.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(setting).values(name=name, value="")
    connection.execute(statement.on_conflict_do_nothing(index_elements=["name"]))
    found: str = connection.execute(
        _SETTING.with_for_update(), {"called": name}
    ).scalar_one()
    return found


def clock_offset(connection: Connection) -> timedelta:
    """Read by how much the clock of a demonstration is moved."""
    return timedelta(seconds=float(setting_of(connection, _CLOCK) or 0))


def set_clock_offset(connection: Connection, offset: timedelta) -> None:
    """Move the clock of a demonstration for every process."""
    set_setting(connection, _CLOCK, str(offset.total_seconds()))


def advance_clock_offset(connection: Connection, offset: timedelta) -> None:
    """Move the clock of a demonstration forward, never back, whoever moves it at once."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(setting).values(
        name=_CLOCK, value=str(offset.total_seconds())
    )
    # One statement: what was read before it may be old by the time that it is written.
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"value": statement.excluded.value},
            where=cast(setting.c.value, Float) < cast(statement.excluded.value, Float),
        )
    )


def add_mail(connection: Connection, values: Mapping[str, Any]) -> None:
    """Keep a mail that the demonstration's mail server received."""
    connection.execute(insert(received_mail), dict(values))


_LINE_RESULT = select(register_line.c.result).where(
    register_line.c.line_digest == bindparam("digest")
)


def line_result(connection: Connection, line_digest: str) -> str | None:
    """Tell what became of a register line that was taken before."""
    found: str | None = connection.execute(
        _LINE_RESULT, {"digest": line_digest}
    ).scalar_one_or_none()
    return found


def _note_line(dialect: Any) -> Any:
    statement = dialect.insert(register_line)
    return statement.on_conflict_do_update(
        index_elements=["line_digest"],
        set_={
            name: statement.excluded[name]
            for name in ("person_id", "case_id", "result", "decision", "imported_at")
        },
    )


_NOTE_LINE = {"sqlite": _note_line(sqlite), "postgresql": _note_line(postgresql)}


def note_line(connection: Connection, values: Mapping[str, Any]) -> None:
    """Note that a register line was taken, and what came of it this time."""
    connection.execute(_NOTE_LINE[connection.dialect.name], dict(values))
