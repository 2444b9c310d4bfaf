"""Answers the runtime's questions about decisions and terms from published versions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.clock import brussels_date
from engine.deadlines import (
    Calendar,
    Course,
    DueDate,
    Period,
    Sending,
    Term,
    Terms,
    due,
    due_on_facts,
    is_extension_allowed,
)
from engine.decisions import DecisionModel, DecisionResult, evaluate
from engine.definitions.definition import Definition
from engine.errors import EngineError, NotFoundError, StepFailedError
from engine.operations.published import Published
from engine.step import scopes_around, visible_facts
from engine.store import Connection, cases, terms
from engine.store.cases import CaseRow
from engine.store.terms import TermRow
from engine.text import Text


class LawInForce:
    """The law as published now, with the tables of one trajectory's version beside it.

    ``latest`` reads the tables of law in force; ``deployment`` those of the version that
    the case runs on. Rows inside a table are chosen by reference date, by its inputs.
    """

    def __init__(
        self,
        connection: Connection,
        published: Published,
        definition: Definition,
        case: CaseRow,
    ) -> None:
        self._connection = connection
        self._published = published
        self._definition = definition
        self._case = case

    def decide(
        self, decision: str, inputs: Mapping[str, Any], *, binding: str, now: datetime
    ) -> DecisionResult:
        """Evaluate a decision of the trajectory, or of the law in force.

        Raises:
            StepFailedError: There is no such decision, or it cannot be evaluated.
        """
        model, version = self._table(decision, binding)
        try:
            result = evaluate(model, decision, inputs, now=now)
        except EngineError as error:
            raise StepFailedError(error.text) from error
        return replace(result, version=version)

    def _table(self, decision: str, binding: str) -> tuple[DecisionModel, str]:
        own = self._definition.decisions.get(decision)
        if own is not None and binding == "deployment":
            return own, self._definition.digest[:12]
        version, law = self._published.law(self._connection)
        if decision in law.decisions:
            return law.decisions[decision], version
        if own is not None:
            return own, self._definition.digest[:12]
        raise StepFailedError(
            Text(
                f"De beslissing ‘{decision}’ bestaat niet in het traject of in de wet.",
                f"There is no decision ‘{decision}’ in the trajectory or in the law.",
            )
        )

    def due(self, deadline: str, facts: Mapping[str, Any], *, now: datetime) -> DueDate:
        """Count a term that begins to run, of the trajectory or of the law in force.

        Raises:
            StepFailedError: There is no such term, or its start fact is missing.
        """
        rows, version = self._latest(deadline)
        try:
            counted = due_on_facts(rows, deadline, facts, now=now, calendar=self._calendar)
        except EngineError as error:
            raise StepFailedError(error.text) from error
        return replace(counted, law_version_id=version)

    def last_day(self, deadline: str, scope: str) -> date | None:
        """Give the last day of a term that runs in the case, as the ledger has it.

        The nearest open term counts, seen outward from the scope; where none is open, the
        latest. None where there never was one.
        """
        return terms.last_day(
            self._connection, self._case.case_id, deadline, scopes_around(scope)
        )

    def term_row(self, term: TermRow) -> tuple[Term, Sending, int | None]:
        """Give the row that counts a term of the ledger, of the law that counted it.

        With it the hours of sending, and the id of that law.

        Raises:
            NotFoundError: The row is no longer there.
        """
        rows, version = self._latest(term.name)
        if version is not None and term.law_version_id is not None:
            version = term.law_version_id
            rows = self._published.law_of(self._connection, version).terms
        same = [
            row for row in rows.rows.get(term.name, ()) if row.valid_from == term.valid_from
        ]
        row = same[-1] if same else rows.row(term.name, term.start_on, on=term.start_on)
        return row, rows.sending, version

    def facts_of_term(self, term: TermRow) -> frozenset[str]:
        """Name the facts that a term of the ledger was read from."""
        if term.length:
            return term.start_facts
        # A term of before the ledger did not note them.
        try:
            return self.term_row(term)[0].names
        except NotFoundError:
            return frozenset()

    def count_again(self, term: TermRow, course: Course) -> DueDate:
        """Count a term of the ledger from the same day by the same row.

        Raises:
            EngineError: The row is no longer there, or its end cannot be reckoned.
        """
        row, sending, version = self.term_row(term)
        counted = due(
            row,
            term.start_on,
            self._calendar,
            length=self._length_of(term, row),
            course=course,
            sending=sending,
        )
        return replace(counted, law_version_id=version)

    def count_anew(
        self, term: TermRow, course: Course, facts: Mapping[tuple[str, str], Any], on: date
    ) -> DueDate:
        """Count a term of the ledger from the facts as they are, by the law of a day.

        Where its start says ``today()``, that is still the day on which it was opened.

        Raises:
            EngineError: A start fact is missing, or its end cannot be reckoned.
        """
        rows, version = self._latest(term.name)
        seen = visible_facts(facts, term.place.scope)
        counted = due_on_facts(
            rows,
            term.name,
            {**seen, "case": case_words(self._case)},
            now=term.opened_at,
            calendar=self._calendar,
            course=course,
            on=on,
        )
        return replace(counted, law_version_id=version)

    def is_extension_allowed(self, term: TermRow, course: Course) -> bool:
        """Tell whether the row of a term allows all extensions of its course together.

        Raises:
            EngineError: As `count_again` raises it.
        """
        row, _, _ = self.term_row(term)
        return is_extension_allowed(
            row,
            term.start_on,
            self._calendar,
            length=self._length_of(term, row),
            course=course,
        )

    def _length_of(self, term: TermRow, row: Term) -> Period | None:
        """Give the length by which a term was counted, before any extension."""
        if term.length:
            return Period.parse(term.length)
        if isinstance(row.length, Period):
            return row.length
        # A term of before the ledger kept no length: it is read from the facts again.
        facts = cases.facts_of(self._connection, self._case.case_id)
        return self.count_anew(term, Course(), facts, term.start_on).length

    def _latest(self, name: str) -> tuple[Terms, int | None]:
        """Give the terms among which a name is, and the law that they are of."""
        if name in self._definition.terms:
            return self._definition.terms, None
        law = self._published.law(self._connection)[1]
        return law.terms, self._published.law_version(self._connection)

    @property
    def _calendar(self) -> Calendar:
        law = self._published.law(self._connection)[1]
        return Calendar.belgian(law.closing_days.get(self._case.agency_id))


def case_words(row: CaseRow) -> dict[str, Any]:
    """Give what FEEL reads as ``case``."""
    return {
        "number": row.number,
        "agency": row.agency_id,
        "trajectory": row.trajectory,
        "opened_on": brussels_date(row.opened_at),
    }
