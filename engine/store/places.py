"""Conditions and columns for a `Place` of a case."""

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam

from engine.step import Place
from engine.store.cases import CaseRow


def where_placed(table: Table) -> list[ColumnElement[bool]]:
    """Say that a row of a case stands at a place; bound by `at_place`."""
    return [
        table.c.case_id == bindparam("id"),
        table.c.scope == bindparam("in_scope"),
        table.c.element == bindparam("at_element"),
        table.c.occurrence == bindparam("nth"),
    ]


def at_place(case: CaseRow, place: Place) -> dict[str, Any]:
    """Bind a place in a condition."""
    return {
        "id": case.case_id,
        "in_scope": place.scope,
        "at_element": place.element,
        "nth": place.occurrence,
    }


def placed(case: CaseRow, place: Place) -> dict[str, Any]:
    """Name a place in a row to insert."""
    return {
        "case_id": case.case_id,
        "scope": place.scope,
        "element": place.element,
        "occurrence": place.occurrence,
    }
