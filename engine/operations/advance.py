"""One advance of a case under lock: what the runtime needs, and writing what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from engine.clock import brussels_date
from engine.errors import StepFailedError
from engine.operations.law_in_force import LawInForce
from engine.operations.leidraad import Leidraad
from engine.operations.published import Version
from engine.step import Law, Place, Step
from engine.store import Connection, cases, incidents
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.incidents import Failure
from engine.store.write_step import write_step
from engine.text import Text

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
        """Write the step; the caller's transaction commits it."""
        write_step(self.connection, self.row, step, happening, self.surroundings["facts"])
        if step.ended is not None:
            incidents.solve_all(
                self.connection,
                self.row.case_id,
                account_id=happening.account_id,
                at=happening.at,
            )


def advance(
    leidraad: Leidraad, connection: Connection, row: CaseRow, now: datetime
) -> Advance:
    """Make a locked case ready for one step at ``now``."""
    version = leidraad.published.version(connection, row.definition_id)
    return Advance(
        connection=connection,
        row=row,
        version=version,
        surroundings=Surroundings(
            facts=cases.facts_of(connection, row.case_id),
            law=LawInForce(connection, leidraad.published, version.definition),
            case={
                "number": row.number,
                "agency": row.agency_id,
                "trajectory": row.trajectory,
                "opened_on": brussels_date(row.opened_at),
            },
            now=now,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried, so that a failure becomes an incident that can be retried."""

    case_id: int
    kind: str
    place: Place
    account_id: int | None = None
    material: Mapping[str, Any] | None = None


def report_failure(
    connection: Connection, attempt: Attempt, error: StepFailedError, now: datetime
) -> None:
    """Open an incident for a step that was rolled back; the case is locked first."""
    cases.lock(connection, attempt.case_id, running=False)
    incidents.report(
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
