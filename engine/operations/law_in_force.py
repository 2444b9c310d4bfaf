"""Answers the runtime's questions about decisions and terms from published versions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.deadlines import Calendar, DueDate, due_on_facts
from engine.decisions import DecisionModel, DecisionResult, evaluate
from engine.definitions.definition import Definition
from engine.errors import EngineError, StepFailedError
from engine.operations.published import Published
from engine.store import Connection
from engine.text import Text


class LawInForce:
    """The law as published now, with the tables of one trajectory's version beside it.

    ``latest`` reads the tables of law in force; ``deployment`` those of the version that
    the case runs on. Rows inside a table are chosen by reference date, by its inputs.
    """

    def __init__(
        self, connection: Connection, published: Published, definition: Definition
    ) -> None:
        self._connection = connection
        self._published = published
        self._definition = definition

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
        """Count a term of the trajectory, or of the law in force.

        Raises:
            StepFailedError: There is no such term, or its start fact is missing.
        """
        terms = self._definition.terms
        if deadline not in terms:
            terms = self._published.law(self._connection)[1].terms
        try:
            return due_on_facts(
                terms, deadline, facts, now=now, calendar=Calendar.belgian()
            )
        except EngineError as error:
            raise StepFailedError(error.text) from error
