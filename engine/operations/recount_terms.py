"""Counting running terms anew: the law changed, or a fact that they count from."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.clock import brussels_date
from engine.deadlines import DueDate, Terms
from engine.errors import EngineError, NotFoundError
from engine.operations.law_in_force import LawInForce
from engine.operations.leidraad import Leidraad
from engine.operations.term_ledger import course_of
from engine.step import scopes_around
from engine.store import Connection, cases, definitions, move_term, terms
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.terms import Candidate, TermRow

_LOGGER = logging.getLogger(__name__)


@dataclass(slots=True)
class Sweep:
    """How far this process is with the terms that the law of a day counts anew."""

    law_version_id: int | None
    on: date
    #: By name, the day from which the row holds that recounts running terms.
    rows: dict[str, date]
    #: By name, the last term that was looked at.
    seen: dict[str, Candidate] = field(default_factory=dict)
    #: Whether somebody worked on a case just then.
    has_skipped: bool = False
    is_done: bool = False


def recount_terms(
    leidraad: Leidraad, *, now: datetime | None = None, limit: int = 500
) -> int:
    """Count running terms anew by rows of law that came into force and ask for it.

    A row does with ``running_terms = "recount"``. A term that was over before its first
    day stays as it was. One transaction for each term, so that several processes may do
    this at once; done again it changes nothing. While law and day stay the same, only the
    law in force is asked for.

    Args:
        leidraad: The running Leidraad.
        now: The instant; the present one by default.
        limit: Terms to count at most.

    Returns:
        How many terms were counted anew.
    """
    sweep = _sweep(leidraad, now)
    done = 0
    for name, valid_from in sweep.rows.items():
        if sweep.is_done:
            break
        for candidate in _candidates(leidraad, sweep, name, valid_from):
            if done == limit:
                return done
            sweep.seen[name] = candidate
            done += _recount_one(leidraad, sweep, candidate, now)
    if sweep.has_skipped:
        sweep.seen.clear()
        sweep.has_skipped = False
    else:
        sweep.is_done = True
    return done


def _sweep(leidraad: Leidraad, at: datetime | None) -> Sweep:
    with leidraad.reading() as connection:
        today = brussels_date(at or leidraad.now(connection))
        version = leidraad.published.law_version(connection)
        known: Sweep | None = leidraad.sweep
        if known is not None and (known.law_version_id, known.on) == (version, today):
            return known
        rows = dict(_recounting(leidraad.published.law(connection)[1].terms, today))
        for definition_id in definitions.in_use(connection):
            own = leidraad.published.definition(connection, definition_id).terms
            for name, valid_from in _recounting(own, today):
                rows[name] = max(valid_from, rows.get(name, valid_from))
    sweep = leidraad.sweep = Sweep(law_version_id=version, on=today, rows=rows)
    return sweep


def _recounting(found: Terms, today: date) -> Iterator[tuple[str, date]]:
    """Name the terms whose row in force asks for running terms to be recounted."""
    for name, rows in found.rows.items():
        for row in rows:
            first = row.valid_from
            if row.running_terms == "recount" and first is not None and first <= today:
                yield name, first


def _candidates(
    leidraad: Leidraad, sweep: Sweep, name: str, valid_from: date
) -> Iterator[Candidate]:
    while True:
        with leidraad.reading() as connection:
            some = terms.counted_by_older(
                connection, name, valid_from, after=sweep.seen.get(name)
            )
        if not some:
            return
        yield from some


def _recount_one(
    leidraad: Leidraad, sweep: Sweep, candidate: Candidate, at: datetime | None
) -> bool:
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        found = terms.lock_free(connection, candidate.deadline_id)
        if found is None:
            sweep.has_skipped = True
            return False
        term, case = found
        if term.status != "open" or case.status != "running":
            return False
        law = _law(leidraad, connection, case)
        facts = cases.facts_of(connection, case.case_id)
        by = Happening(kind="term_law_changed", at=now, place=term.place)
        try:
            return _by_new_law(connection, case, law, term, facts, by)
        except EngineError as error:
            _LOGGER.warning(
                "Term %s could not be counted anew by the new law: %s",
                term.deadline_id,
                error.text.en,
            )
            return False


def _law(leidraad: Leidraad, connection: Connection, case: CaseRow) -> LawInForce:
    version = leidraad.published.version(connection, case.definition_id)
    return LawInForce(connection, leidraad.published, version.definition, case)


def _by_new_law(
    connection: Connection,
    case: CaseRow,
    law: LawInForce,
    term: TermRow,
    facts: Mapping[tuple[str, str], Any],
    by: Happening,
) -> bool:
    changes = terms.changes_of(connection, term.deadline_id)
    due = law.count_anew(term, course_of(changes), facts, brussels_date(by.at))
    if due.valid_from == term.valid_from:
        return False
    _move(connection, case, term, due, by, kind="law_changed")
    return True


def recount_corrected(
    connection: Connection,
    case: CaseRow,
    law: LawInForce,
    fact: tuple[str, str],
    facts: Mapping[tuple[str, str], Any],
    by: Happening,
) -> None:
    """Count the terms of a locked case anew that were read from a fact.

    A term that ran out and has days left again is open again. One that is closed gets its
    new date in the ledger, and the word met or missed where somebody acted; what the
    diagram did is not undone.

    Args:
        connection: The transaction that locked the case.
        case: The case.
        law: The law for the case.
        fact: Scope and name of the fact.
        facts: The facts of the case, with the new value.
        by: The correction; its ``reason`` is kept with each change.

    Raises:
        EngineError: With this value a term that runs cannot be counted.
    """
    for term in terms.of_case(connection, case.case_id):
        if term.status != "waived" and _was_read(law, term, fact, facts):
            _correct(connection, case, law, term, facts, by)


def _was_read(
    law: LawInForce,
    term: TermRow,
    fact: tuple[str, str],
    facts: Mapping[tuple[str, str], Any],
) -> bool:
    """Tell whether a fact is the one that a term sees under that name."""
    scope, name = fact
    around = scopes_around(term.place.scope)
    if scope not in around or name not in law.facts_of_term(term):
        return False
    inner = around[around.index(scope) + 1 :]
    return not any((one, name) in facts for one in inner)


def _correct(
    connection: Connection,
    case: CaseRow,
    law: LawInForce,
    term: TermRow,
    facts: Mapping[tuple[str, str], Any],
    by: Happening,
) -> None:
    changes = terms.changes_of(connection, term.deadline_id)
    try:
        due = law.count_anew(term, course_of(changes), facts, brussels_date(by.at))
    except NotFoundError:
        return  # Its name is in no law any more: it keeps the date that it has.
    except EngineError:
        if term.is_closed:
            return
        raise
    told = {"reason": str(by.detail.get("reason", ""))}
    if not term.is_closed:
        if _differs(term, due):
            _move(connection, case, term, due, by, kind="start_corrected", **told)
        return
    if _differs(term, due):
        status = _verdict(connection, term, changes, due)
        move_term.judge(connection, term, due, status)
        values = {
            "kind": "start_corrected",
            "due_before": term.due_on,
            "due_after": due.due_on,
            **told,
        }
        terms.add_change(connection, case, term, by, values)


def _differs(term: TermRow, due: DueDate) -> bool:
    new = (due.start_on, due.due_on, str(due.length), due.valid_from)
    return new != (term.start_on, term.due_on, term.length, term.valid_from)


def _verdict(
    connection: Connection,
    term: TermRow,
    changes: Iterable[terms.ChangeRow],
    due: DueDate,
) -> str:
    """Say whether what somebody did was in time, by the new date."""
    by_hand = [one.from_on for one in changes if one.kind == "met"]
    if term.closed_at is None or not (by_hand or terms.was_acted_on(connection, term)):
        return term.status
    done_on = (by_hand[-1] if by_hand else None) or brussels_date(term.closed_at)
    is_late = due.suspended_on is None and done_on > due.due_on
    return "missed" if is_late else "met"


def _move(  # noqa: PLR0913
    connection: Connection,
    case: CaseRow,
    term: TermRow,
    due: DueDate,
    by: Happening,
    *,
    kind: str,
    reason: str = "",
) -> None:
    move_term.move(connection, case, term, due, by)
    values = {
        "kind": kind,
        "reason": reason,
        "due_before": term.due_on,
        "due_after": due.due_on if due.suspended_on is None else None,
    }
    terms.add_change(connection, case, term, by, values)
