"""Correcting a fact of a case, with a reason; the old value is kept apart."""

from collections.abc import Mapping
from typing import Any

from engine import runtime
from engine.definitions.definition import Definition
from engine.errors import NotFoundError, StepFailedError
from engine.operations.access import case_access, fact_access
from engine.operations.advance import Advance, Attempt, advance, one_step, report_failure
from engine.operations.fact_values import read_values
from engine.operations.law_in_force import LawInForce
from engine.operations.leidraad import Leidraad
from engine.operations.reasons import must_give_reason
from engine.operations.recount_terms import recount_corrected
from engine.people import Actor, may_correct_fact, may_see_case_in_full
from engine.step import FactWritten, Place, Step
from engine.store import cases, record
from engine.store.happening import NOWHERE, Happening
from engine.store.write_facts import write_facts
from engine.text import Text


def correct_fact(  # noqa: PLR0913
    leidraad: Leidraad,
    actor: Actor,
    case_id: int,
    name: str,
    value: Any,
    *,
    reason: str,
    scope: str = "",
) -> None:
    """Give a fact another value; what the diagram did before stays as it was.

    Terms that count from it are counted anew, with what happened to them since; the
    ledger keeps their old dates.

    Conditions that the case waits for are judged again. When one of them is true now and
    the case cannot go on from there, the correction stays and an incident says why.

    Args:
        leidraad: The running Leidraad.
        actor: Who corrects it; a caseworker of the case's agency who may see the fact.
        case_id: The case.
        name: The fact.
        value: Its new value, as text or as a value of its type.
        reason: Why; kept with the old value, and in the history unless the fact is for
            one role only.
        scope: The part of the diagram where the fact holds; empty for the case itself.

    Raises:
        NotFoundError: There is no such case, or the diagram knows no such fact there.
        ConflictError: The case is closed.
        NotAllowedError: The actor may not correct it.
        InvalidDataError: The value has another type than the fact, a term that runs cannot
            be counted from it, or there is no reason.
        StepFailedError: It is corrected, and the case could not go on after it.
    """
    reason = must_give_reason(reason)
    correction = _Correction(
        leidraad,
        actor,
        case_id,
        FactWritten(scope=scope, name=name, value=value, element=""),
        reason,
    )
    try:
        correction.make(goes_on=True)
    except StepFailedError as error:
        correction.make(goes_on=False)
        correction.report(error)
        raise _stuck(error) from error


class _Correction:
    """One correction; made again without going on when that failed."""

    def __init__(
        self,
        leidraad: Leidraad,
        actor: Actor,
        case_id: int,
        wanted: FactWritten,
        reason: str,
    ) -> None:
        self._leidraad = leidraad
        self._actor = actor
        self._case_id = case_id
        self._wanted = wanted
        self._reason = reason

    def make(self, *, goes_on: bool) -> None:
        with self._leidraad.acting(
            self._actor, "correct_fact", case_id=self._case_id
        ) as connection:
            now = self._leidraad.now(connection)
            row = cases.lock(connection, self._case_id, running=False)
            access = case_access(connection, row)
            may_see_case_in_full(self._actor, access)
            definition = self._leidraad.published.version(
                connection, row.definition_id
            ).definition
            fact = fact_access(definition, self._wanted.name)
            may_correct_fact(self._actor, access, fact)
            cases.must_run(row)
            facts = cases.facts_of(connection, self._case_id)
            written = self._written(definition, facts)
            is_secret = fact.sensitivity == "role-only"
            detail = {"fact": self._wanted.name}
            happening = Happening(
                kind="fact_corrected",
                at=now,
                account_id=self._actor.recorded_as,
                detail=detail if is_secret else {**detail, "reason": self._reason},
            )
            write_facts(
                connection,
                row,
                Step(state=b"", facts=(written,)),
                happening,
                facts,
                reason=self._reason,
            )
            record.add_entry(connection, self._case_id, happening)
            law = LawInForce(connection, self._leidraad.published, definition, row)
            place = (written.scope, written.name)
            recount_corrected(
                connection, row, law, place, {**facts, place: written.value}, happening
            )
            if goes_on and row.state is not None:
                ready = advance(self._leidraad, connection, row, now)
                judge_conditions(ready, account_id=self._actor.recorded_as)

    def _written(
        self, definition: Definition, facts: Mapping[tuple[str, str], Any]
    ) -> FactWritten:
        wanted = self._wanted
        place = (wanted.scope, wanted.name)
        if wanted.name not in definition.facts or (wanted.scope and place not in facts):
            raise NotFoundError(
                Text(
                    f"Er is geen gegeven ‘{wanted.name}’.",
                    f"There is no fact ‘{wanted.name}’.",
                )
            )
        value = read_values(definition.facts, {wanted.name: wanted.value})[wanted.name]
        return FactWritten(scope=wanted.scope, name=wanted.name, value=value, element="")

    def report(self, error: StepFailedError) -> None:
        attempt = Attempt(
            case_id=self._case_id,
            kind="condition",
            place=Place(error.scope, error.element, 0),
            account_id=self._actor.recorded_as,
        )
        with self._leidraad.database.writing() as connection:
            report_failure(connection, attempt, error, self._leidraad.now(connection))


def judge_conditions(ready: Advance, *, account_id: int | None) -> None:
    """Let the case go on where a condition has become true; else change nothing.

    Raises:
        StepFailedError: The case cannot go on; the caller rolls back.
    """
    if not ready.version.compiled.stirs:
        return
    with one_step(NOWHERE):
        step = runtime.refresh(ready.version.compiled, ready.state, **ready.surroundings)
        if step.path:
            happening = Happening(kind="condition_met", at=ready.now, account_id=account_id)
            ready.write(step, happening)
        elif step.state != ready.state:
            ready.remember(step)


def _stuck(error: StepFailedError) -> StepFailedError:
    return StepFailedError(
        Text(
            f"Het gegeven is verbeterd, maar het dossier kon niet verder: {error.text.nl}",
            f"The fact was corrected, but the case could not go on: {error.text.en}",
        ),
        scope=error.scope,
        element=error.element,
    )
