"""Many cases at once: the rows of one case that was really opened, written again and again.

Its state, tasks, timers, terms, reminders and history come along, each copy under ids of
its own; so a hundred thousand cases are there in seconds, by as many statements as there
are tables.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Integer,
    String,
    Table,
    cast,
    func,
    insert,
    literal,
    select,
    true,
    type_coerce,
)

from engine.store.tables import cases, metadata, register_line

#: Between the ids of one copy and of the next; the rows of a case are fewer than this.
STEP = 1_000
#: Words that must be unique, and get the number of their copy.
_UNIQUE = {"cases.number", "outbox.key"}


def copy_case(connection: Connection, case_id: int, copies: int) -> None:
    """Write the rows of a case that many times more."""
    numbers = _numbers(copies)
    for table in _of_a_case():
        columns = list(table.columns)
        rows = (
            select(*[_copied(each, numbers.c.number) for each in columns])
            .select_from(table.join(numbers, true()))
            .where(table.c.case_id == case_id)
        )
        connection.execute(insert(table).from_select(columns, rows))
        _count_on(connection, table)


def copy_ids(case_id: int, copies: int) -> list[int]:
    """Give the ids of the copies of a case."""
    return [case_id + number * STEP for number in range(1, copies + 1)]


def _numbers(copies: int) -> CTE:
    begin = select(literal(1).label("number")).cte("copies", recursive=True)
    return begin.union_all(select(begin.c.number + 1).where(begin.c.number < copies))


def _of_a_case() -> list[Table]:
    """List the tables of a case, those first to which others refer."""
    return [
        table
        for table in metadata.sorted_tables
        if table is cases
        or (
            table is not register_line
            and any(key.column is cases.c.case_id for key in table.foreign_keys)
        )
    ]


def _copied(one: Any, number: ColumnElement[int]) -> ColumnElement[Any]:
    if f"{one.table.name}.{one.name}" in _UNIQUE:
        return type_coerce(one, String) + "-" + cast(number, String)
    if _is_own_key(one):
        return type_coerce(one, Integer) + number * STEP
    kept: ColumnElement[Any] = one
    return kept


def _is_own_key(one: Any) -> bool:
    """Whether a column names a row of the case, and not an account or an agency."""
    if one.table.autoincrement_column is one and not one.foreign_keys:
        return True
    return any(key.column.table in _of_a_case() for key in one.foreign_keys)


def _count_on(connection: Connection, table: Table) -> None:
    """Let the next id of a table follow the copies."""
    own = table.autoincrement_column
    if connection.dialect.name != "postgresql" or own is None or own.foreign_keys:
        return
    last = select(func.max(own)).scalar_subquery()
    sequence = func.pg_get_serial_sequence(table.name, own.name)
    connection.execute(select(func.setval(sequence, last)))
