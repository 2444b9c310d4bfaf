"""One advance of a case under lock: what the runtime needs, and writing what it answers."""

import logging
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from engine.errors import ConflictError, EngineError, InvalidDataError, StepFailedError
from engine.operations.law_in_force import LawInForce, case_words
from engine.operations.leidraad import Leidraad
from engine.operations.published import Version
from engine.step import Law, Place, Step
from engine.store import Connection, cases, incidents, is_outage, record
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.incidents import Failure
from engine.store.write_step import write_step
from engine.text import Text

_LOGGER = logging.getLogger(__name__)

_NEVER_STARTED = Text(
    "Dit dossier is nog niet gestart; herneem eerst het incident van de start.",
    "This case has not started yet; first retry the incident of its start.",
)


class Surroundings(TypedDict):
    """The keyword arguments that every call of the runtime takes."""

    facts: Mapping[tuple[str, str], Any]
    law: Law
    case: Mapping[str, Any]
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """A locked case with its definition and facts, ready for one step."""

    connection: Connection
    row: CaseRow
    version: Version
    surroundings: Surroundings

    @property
    def state(self) -> bytes:
        """The tokens of the case.

        Raises:
            StepFailedError: The case never got through its first step.
        """
        if self.row.state is None:
            raise StepFailedError(_NEVER_STARTED)
        return self.row.state

    @property
    def now(self) -> datetime:
        """The instant of the step."""
        return self.surroundings["now"]

    def write(self, step: Step, happening: Happening) -> None:
        """Write the step; the caller's transaction commits it.

        Incidents end of which the step leaves nothing to do.
        """
        write_step(self.connection, self.row, step, happening, self.surroundings["facts"])
        if not self.row.has_incident:
            return
        case_id = self.row.case_id
        gone = _gone(step, happening)
        incidents.settle(self.connection, case_id, gone, happening)
        if step.ended is not None:
            incidents.solve_all(
                self.connection, case_id, account_id=happening.account_id, at=happening.at
            )

    def remember(self, step: Step) -> None:
        """Keep the tokens of a step in which nothing happened."""
        cases.save_state(
            self.connection,
            self.row,
            state=step.state,
            status=self.row.status,
            outcome=None,
            at=self.now,
        )


def _gone(step: Step, happening: Happening) -> set[tuple[str, Place]]:
    """Give the kinds and places of incidents at which nothing is left to do."""
    sent = {one.place for one in step.outbox_withdrawn}
    if happening.kind == "message_delivered":
        sent.add(happening.place)
    return {
        *(("task", one.place) for one in step.tasks_closed),
        *(("timer", one.place) for one in step.timers_disarmed),
        *(("message", one.place) for one in step.messages_dropped),
        *(("delivery", place) for place in sent),
        *(("acknowledgement", place) for place in sent),
    }


def advance(
    leidraad: Leidraad, connection: Connection, row: CaseRow, now: datetime
) -> Advance:
    """Make a locked case ready for one step at ``now``.

    Raises:
        InvalidDefinitionError: This program cannot play its version of the trajectory.
    """
    version = leidraad.published.version(connection, row.definition_id)
    return Advance(
        connection=connection,
        row=row,
        version=version,
        surroundings=Surroundings(
            facts=cases.facts_of(connection, row.case_id),
            law=LawInForce(connection, leidraad.published, version.definition, row),
            case=case_words(row),
            now=now,
        ),
    )


@contextmanager
def one_step(place: Place) -> Iterator[None]:
    """Let a step end well, or in the one error that becomes an incident.

    Wrong answers, a lost race and a database that is away pass as they are: the caller
    can mend or repeat them. ``place`` is where the step began, for what does not say where
    it failed.

    Raises:
        StepFailedError: The step failed, foreseen or not; the caller rolls back.
    """
    try:
        yield
    except (StepFailedError, InvalidDataError):
        raise
    except EngineError as error:
        if isinstance(error, ConflictError) and error.code != "not-waiting":
            raise
        raise StepFailedError(
            error.text, scope=place.scope, element=place.element
        ) from error
    except Exception as error:
        if is_outage(error):
            raise
        _log(error, place)
        name = type(error).__name__
        raise StepFailedError(
            Text(
                f"Leidraad zelf kon deze stap niet doen ({name}). Het logboek van de "
                "server zegt waar.",
                f"Leidraad itself could not do this step ({name}). The log of the server "
                "says where.",
            ),
            scope=place.scope,
            element=place.element,
        ) from error


def _log(error: Exception, place: Place) -> None:
    """Log where it went wrong, but no words of the error: they may hold facts."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    _LOGGER.error("%s in a step from %s\n%s", type(error).__name__, place, frames)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried, so that a failure becomes an incident that can be retried."""

    case_id: int
    kind: str
    place: Place
    account_id: int | None = None
    material: Mapping[str, Any] | None = None


class FailedAttemptError(StepFailedError):
    """A step failed, and this is what was tried."""

    def __init__(self, attempt: Attempt, error: StepFailedError) -> None:
        super().__init__(error.text, scope=error.scope, element=error.element)
        self.attempt = attempt


@contextmanager
def attempting(attempt: Attempt) -> Iterator[None]:
    """Do a step as `one_step` does; the error says what was tried.

    Raises:
        FailedAttemptError: The step failed; the caller rolls back and reports it.
    """
    try:
        with one_step(attempt.place):
            yield
    except StepFailedError as error:
        raise FailedAttemptError(attempt, error) from error


def report_failure(
    connection: Connection, attempt: Attempt, error: StepFailedError, now: datetime
) -> bool:
    """Open an incident for a step that was rolled back; the case is locked first.

    Returns:
        Whether the step is still to be done: somebody may have been first meanwhile, and
        then there is no incident.
    """
    row = cases.lock(connection, attempt.case_id, running=False)
    if not incidents.still_matters(
        connection, attempt.case_id, attempt.kind, attempt.place, status=row.status
    ):
        return False
    opened = incidents.report(
        connection,
        Failure(
            case_id=attempt.case_id,
            kind=attempt.kind,
            place=attempt.place,
            text=error.text,
            at=now,
            account_id=attempt.account_id,
            material=attempt.material or {},
        ),
    )
    if opened:
        record.add_entry(connection, attempt.case_id, _failed(attempt, error, now))
    return True


def _failed(attempt: Attempt, error: StepFailedError, now: datetime) -> Happening:
    return Happening(
        kind="step_failed",
        at=now,
        place=attempt.place,
        account_id=attempt.account_id,
        detail={"kind": attempt.kind, "scope": error.scope, "element": error.element},
    )
