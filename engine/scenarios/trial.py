"""A test case that a designer steps through, in a database that is thrown away.

A trial is a folder: its own SQLite file, where its clock stands, and whose it is. Nothing
of it touches the real database, and it is found again by any process on this machine.
"""

import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.clock import SetClock, SystemClock
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
from engine.scenarios.doing import do_task
from engine.scenarios.office import AGENCIES, open_office
from engine.scenarios.ticking import Ticking
from engine.settings import Settings
from engine.text import Text

#: A trial that nobody touched for so long is thrown away.
KEPT = timedelta(hours=1)
#: Who works at each agency; the second one is there for four eyes.
_STAFF = ("ann", "bert")
_ID = re.compile(r"[A-Za-z0-9_-]{20,40}")
_STATE = "trial.json"
_GONE = Text(
    "Deze testcase is er niet meer. Begin een nieuwe.",
    "This test case is gone. Start a new one.",
)
_FAILED = Text("De verzending is mislukt (testcase).", "The delivery failed (test case).")


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
        _write(self._folder, self._state)


def begin(
    actor: Actor, version: int, bundle: Bundle, law: Bundle, start: TrialStart
) -> str:
    """Open a test case; gives the id by which `resumed` finds it.

    Args:
        actor: Who tries; a designer of the trajectory's owner.
        version: Id of the version in the real database, to lead back to it.
        bundle: Its files.
        law: The tables of law.
        start: What the case starts with.

    Raises:
        NotAllowedError: The actor is no designer of the trajectory's owner.
        InvalidDefinitionError: The version does not run any more.
        InvalidDataError: A start fact is not of its type.
    """
    definition = load(bundle)
    may_propose(actor, definition.settings.owner)
    facts = read_values(definition.facts, start.facts)
    sweep()
    identifier = secrets.token_urlsafe(18)
    folder = _home() / identifier
    folder.mkdir(mode=0o700)
    clock = SetClock(start.now)
    leidraad = _open(folder, clock)
    try:
        office = open_office(leidraad, clock, bundle, law)
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
        "version": version,
        "agency": start.agency,
        "staff": staff,
        "case": case_id,
        "now": clock.now().isoformat(),
    }
    _write(folder, state)
    return identifier


@contextmanager
def resumed(actor: Actor, identifier: str) -> Iterator[Trial]:
    """Open a test case again for one request.

    Raises:
        NotFoundError: It was thrown away, or is somebody else's.
    """
    folder = _folder(identifier)
    try:
        state = json.loads((folder / _STATE).read_text())
    except (OSError, ValueError) as error:
        raise NotFoundError(_GONE) from error
    if state["account"] != actor.account_id:
        raise NotFoundError(_GONE)
    os.utime(folder / _STATE)
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
    shutil.rmtree(_folder(identifier), ignore_errors=True)


def sweep(*, now: datetime | None = None) -> int:
    """Throw away what nobody touched for an hour; gives how many there were."""
    limit = (now or SystemClock().now()) - KEPT
    gone = 0
    for folder in _home().iterdir():
        kept = folder / _STATE
        touched = (kept if kept.exists() else folder).stat().st_mtime
        if datetime.fromtimestamp(touched, UTC) < limit:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _home() -> Path:
    """Give the folder of all trials, which nobody else on the machine may enter."""
    home = Path(tempfile.gettempdir()) / f"leidraad-trials-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        message = f"{home} belongs to somebody else."
        raise PermissionError(message)
    return home


def _folder(identifier: str) -> Path:
    if not _ID.fullmatch(identifier):
        raise NotFoundError(_GONE)
    return _home() / identifier


def _open(folder: Path, clock: SetClock) -> Leidraad:
    return Leidraad.open(
        Settings(
            database_url=f"sqlite:///{folder / 'trial.db'}",
            secret_key=secrets.token_urlsafe(32),
        ),
        clock=clock,
        durable=False,
    )


def _write(folder: Path, state: Mapping[str, Any]) -> None:
    fresh = folder / f"{_STATE}.new"
    fresh.write_text(json.dumps(state))
    fresh.replace(folder / _STATE)
