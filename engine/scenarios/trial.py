"""A test case that a designer steps through, in a database that is thrown away.

A trial is a folder: its own SQLite file, where its clock stands, and whose it is. Nothing
of it touches the real database, and it is found again by any process on this machine.
"""

import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from engine.clock import SetClock
from engine.definitions.bundle import Bundle
from engine.definitions.load import load
from engine.errors import ConflictError, NotFoundError, StepFailedError
from engine.ids import AgencyId, CaseId
from engine.operations.deliver_outbox import report_delivery
from engine.operations.fact_values import read_values
from engine.operations.leidraad import Leidraad
from engine.operations.move_clock import pass_time
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.retry_incident import retry_incident
from engine.operations.send_message import send_message
from engine.operations.sign_in import actor_by_id
from engine.people import SYSTEM, Actor, may_propose
from engine.queries.case_state import case_state
from engine.scenarios import trial_folders
from engine.scenarios.doing import do_task
from engine.scenarios.office import AGENCIES, open_office
from engine.scenarios.ticking import Ticking
from engine.settings import Settings
from engine.text import Text

#: Who works at each agency; the second one is there for four eyes.
_STAFF = ("ann", "bert")
_FAILED = Text(
    "De verzending is mislukt (testdossier).", "The delivery failed (test case)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialStart:
    """What a test case starts with."""

    now: datetime
    agency: str = "atlas"
    given_name: str = "Test"
    family_name: str = "Voorbeeld"
    born_on: date | None = None
    #: Start facts as they were typed, by name.
    facts: Mapping[str, Any] = field(default_factory=dict)


class Trial:
    """A test case that is open; it acts through the operations only."""

    def __init__(self, folder: Path, state: dict[str, Any]) -> None:
        self._folder = folder
        self._state = state
        self._clock = SetClock(datetime.fromisoformat(state["now"]))
        self.leidraad = _open(folder, self._clock)

    @property
    def case_id(self) -> CaseId:
        """Its one case."""
        return CaseId(self._state["case"])

    @property
    def definition_id(self) -> int:
        """The version in the real database that is tried."""
        return int(self._state["version"])

    @property
    def now(self) -> datetime:
        """Where its clock stands, in UTC."""
        return self._clock.now()

    def colleague(self, agency: str, name: str = _STAFF[0]) -> Actor:
        """Give somebody who counsels and supervises at an agency."""
        with self.leidraad.reading() as connection:
            return actor_by_id(
                self.leidraad, connection, self._state["staff"][f"{name}@{agency}"]
            )

    @property
    def supervisor(self) -> Actor:
        """Somebody of the agency that holds the case."""
        return self.colleague(self._state["agency"])

    def complete(self, task_id: int, answers: Mapping[str, Any]) -> None:
        """Fill a task in.

        Raises:
            ConflictError: It is not open any more.
            InvalidDataError: The form does not accept the answers.
            StepFailedError: The case cannot go on; an incident was opened.
        """
        with self.leidraad.reading() as connection:
            standing = case_state(connection, self.case_id).tasks
        for task in standing:
            if task.task_id == task_id:
                colleagues = (
                    (f"{name}@{task.agency}", self.colleague(task.agency, name))
                    for name in _STAFF
                )
                do_task(self.leidraad, colleagues, task, answers)
                return
        raise ConflictError(
            Text("Deze taak is niet meer open.", "This task is not open any more.")
        )

    def message(self, name: str, payload: Mapping[str, Any]) -> None:
        """Let a message come in from outside.

        Raises:
            ConflictError: The case does not wait for it.
            InvalidDataError: A field is not of its type.
            StepFailedError: The case cannot go on; an incident was opened.
        """
        send_message(self.leidraad, SYSTEM, self.case_id, name, payload)

    def move(self, until: datetime) -> int:
        """Move the clock; gives how much fell due on the way.

        Raises:
            ConflictError: The clock stands later already.
            InvalidDataError: Too much falls due on the way; the clock stands where that
                was found.
        """
        if until < self.now:
            raise ConflictError(
                Text("De klok gaat alleen vooruit.", "The clock moves forward only.")
            )
        try:
            return pass_time(self.leidraad, self.now, until, Ticking(self._clock))
        finally:
            self._keep()

    def deliver(self, topic: str, *, succeeds: bool) -> None:
        """Say that what goes out on a topic arrived, or failed for good.

        Raises:
            NotFoundError: Nothing goes out on it.
        """
        report_delivery(
            self.leidraad, self.case_id, topic, failure=None if succeeds else _FAILED
        )

    def retry(self, incident_id: int) -> None:
        """Let a supervisor try a failed step again; it may fail again."""
        try:
            retry_incident(self.leidraad, self.supervisor, incident_id)
        except StepFailedError:
            return
        self.move(self.now)

    def _keep(self) -> None:
        self._state["now"] = self.now.isoformat()
        trial_folders.write(self._folder, self._state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What is tried."""

    #: Id of the version in the real database, to lead back to it.
    version: int
    bundle: Bundle
    #: The tables of law.
    law: Bundle
    #: The trajectories to which it can hand a person over.
    others: Sequence[Bundle] = ()


def begin(actor: Actor, tried: Tried, start: TrialStart) -> str:
    """Open a test case; gives the id by which `resumed` finds it.

    Args:
        actor: Who tries; a designer of the trajectory's owner.
        tried: The version.
        start: What the case starts with.

    Raises:
        NotAllowedError: The actor is no designer of the trajectory's owner.
        InvalidDefinitionError: The version does not run any more.
        InvalidDataError: A start fact is not of its type.
    """
    definition = load(tried.bundle)
    may_propose(actor, definition.settings.owner)
    facts = read_values(definition.facts, start.facts)
    trial_folders.sweep()
    folder = trial_folders.make()
    clock = SetClock(start.now)
    leidraad = _open(folder, clock)
    try:
        office = open_office(leidraad, clock, tried.bundle, tried.law, tried.others)
        staff = {
            f"{name}@{agency}": office.person(agency, name).account_id
            for agency, _, _ in AGENCIES
            for name in _STAFF
        }
        case_id = open_case(
            leidraad,
            SYSTEM,
            Opening(
                trajectory=definition.id,
                agency=AgencyId(start.agency),
                person=PersonDetails(
                    given_name=start.given_name,
                    family_name=start.family_name,
                    born_on=start.born_on,
                ),
                facts=facts,
            ),
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        leidraad.close()
    state = {
        "account": actor.account_id,
        "version": tried.version,
        "agency": start.agency,
        "staff": staff,
        "case": case_id,
        "now": clock.now().isoformat(),
    }
    trial_folders.write(folder, state)
    return folder.name


@contextmanager
def resumed(actor: Actor, identifier: str) -> Iterator[Trial]:
    """Open a test case again for one request.

    Raises:
        NotFoundError: It was thrown away, or is somebody else's.
    """
    folder = trial_folders.find(identifier)
    state = trial_folders.read(folder)
    if state["account"] != actor.account_id:
        raise NotFoundError(trial_folders.GONE)
    trial = Trial(folder, state)
    try:
        yield trial
    finally:
        trial.leidraad.close()


def discard(actor: Actor, identifier: str) -> None:
    """Throw a test case away; nothing happens when it is gone already."""
    try:
        with resumed(actor, identifier):
            pass
    except NotFoundError:
        return
    shutil.rmtree(trial_folders.find(identifier), ignore_errors=True)


def _open(folder: Path, clock: SetClock) -> Leidraad:
    return Leidraad.open(
        Settings(
            database_url=f"sqlite:///{folder / 'trial.db'}",
            secret_key=secrets.token_urlsafe(32),
        ),
        clock=clock,
        durable=False,
    )
