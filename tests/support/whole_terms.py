"""What must hold of the terms of a running case: all that hangs on a term follows it."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from engine.clock import end_of_term
from engine.operations import Leidraad
from engine.operations.law_in_force import LawInForce
from engine.operations.term_ledger import course_of
from engine.store import cases, move_term, terms
from engine.store.cases import COLUMNS
from engine.store.tables import cases as case_table
from engine.store.tables import reminder, task, timer
from engine.store.terms import TermRow

_HANGING = {
    table: select(table).where(table.c.case_id == bindparam("case"))
    for table in (timer, task, reminder)
}


def terms_are_followed(leidraad: Leidraad, connection: Connection, case_id: int) -> None:
    """Compare the timers, tasks and reminders of a case with the ledger of its terms."""
    row = connection.execute(select(*COLUMNS).where(case_table.c.case_id == case_id)).one()
    case = cases.from_row(row)
    version = leidraad.published.version(connection, case.definition_id)
    law = LawInForce(connection, leidraad.published, version.definition, case)
    rows = {
        table: connection.execute(statement, {"case": case_id}).all()
        for table, statement in _HANGING.items()
    }
    for term in terms.of_case(connection, case_id):
        hangs = {
            table: [one for one in found if one.deadline_id == term.deadline_id]
            for table, found in rows.items()
        }
        _timers_follow(term, hangs[timer])
        _tasks_follow(term, [one for one in hangs[task] if one.status == "open"])
        if not term.is_closed:
            course = course_of(terms.changes_of(connection, term.deadline_id))
            due = law.count_again(term, course)
            assert (due.due_on, due.suspended_on) == (term.due_on, term.suspended_on)
            _reminders_follow(term, set(move_term.plan(due)), hangs[reminder])
        else:
            held = [one for one in hangs[reminder] if one.status in move_term.PENDING]
            assert not held, "who closed a term is still reminded of it"


def _timers_follow(term: TermRow, timers: list[Any]) -> None:
    for one in timers:
        if term.is_closed:
            assert one.status == "held" or one.due_at == term.closed_at
        elif term.suspended_on is not None:
            assert one.status == "held", "a timer runs while its term stands still"
        else:
            assert one.status in ("armed", "failed"), "a timer is held for no reason"
            assert one.due_at == end_of_term(term.due_on)


def _tasks_follow(term: TermRow, tasks: list[Any]) -> None:
    known = None if term.is_closed or term.suspended_on else term.due_on
    assert {one.due_on for one in tasks} <= {known}


def _reminders_follow(term: TermRow, wanted: set[str], reminders: list[Any]) -> None:
    pending = "planned" if term.suspended_on is None else "held"
    other = {"planned", "held"} - {pending}
    assert not [one for one in reminders if one.status in other]
    planned = {one.plan_key for one in reminders if one.status == pending}
    assert planned <= wanted, "somebody is reminded of a date that is no more"
