"""Doing a failed step again; it is solved only when the next wait state is reached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engine.errors import ConflictError, NotAllowedError
from engine.operations.access import actor_of, case_access, task_access
from engine.operations.advance import (
    Attempt,
    FailedAttemptError,
    advance,
    attempting,
    report_failure,
)
from engine.operations.complete_task import checked, finish
from engine.operations.correct_fact import judge_conditions
from engine.operations.deliver_outbox import acknowledge
from engine.operations.leidraad import Leidraad
from engine.operations.open_case import start
from engine.operations.send_message import deliver, message_values
from engine.people import Actor, may_complete_task, may_retry_incident
from engine.store import (
    Connection,
    accounts,
    cases,
    deliveries,
    incidents,
    record,
    tasks,
    waits,
)
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.incidents import IncidentRow
from engine.store.tasks import TaskRow
from engine.text import Text

#: What goes outside is sent again also after the case was closed.
_OUTSIDE = frozenset({"delivery", "acknowledgement"})


def retry_incident(leidraad: Leidraad, actor: Actor, incident_id: int) -> bool:
    """Try the step of an incident again.

    A task is completed in the name of who sent the answers, as long as they hold it.

    Returns:
        True when nothing is left to do: the case went on, or the step is not due any more.
        False when it waits for the next tick (a timer or delivery that is due again).

    Raises:
        NotFoundError: There is no such incident.
        ConflictError: It is solved already, the case is closed, or the task is in other
            hands now.
        NotAllowedError: The actor is no supervisor of the case's agency.
        StepFailedError: It failed again; the incident stays open and says why.
    """
    try:
        with leidraad.acting(
            actor, "retry_incident", incident_id=incident_id
        ) as connection:
            now = leidraad.now(connection)
            found = incidents.peek(connection, incident_id)
            row = cases.lock(connection, found.case_id, running=False)
            may_retry_incident(actor, case_access(connection, row))
            incident = incidents.lock(connection, incident_id)
            if incident.kind not in _OUTSIDE:
                cases.must_run(row)
            happening = Happening(
                kind="incident_retried",
                at=now,
                place=incident.place,
                account_id=actor.recorded_as,
            )
            record.add_entry(connection, row.case_id, happening)
            return _Retry(leidraad, connection, incident, row, actor, now).do()
    except FailedAttemptError as failed:
        with leidraad.database.writing() as connection:
            report_failure(connection, failed.attempt, failed, leidraad.now(connection))
        raise


@dataclass(frozen=True, slots=True)
class _Retry:
    """One retry, in its transaction."""

    leidraad: Leidraad
    connection: Connection
    incident: IncidentRow
    row: CaseRow
    actor: Actor
    now: datetime

    def do(self) -> bool:
        """Do it again; tells whether nothing is left to do."""
        kinds: dict[str, Callable[[], bool]] = {
            "timer": self._arm,
            "delivery": self._send,
            "task": self._complete,
            "start": lambda: self._step(self._start),
            "message": lambda: self._step(self._deliver),
            "condition": lambda: self._step(self._judge),
            "acknowledgement": lambda: self._step(self._acknowledge),
        }
        return kinds[self.incident.kind]()

    def _arm(self) -> bool:
        place = self.incident.place
        if waits.arm_again(self.connection, self.row.case_id, place, self.now):
            return False
        self._solve()
        return True

    def _send(self) -> bool:
        for entry in self._entries():
            deliveries.wait_again(self.connection, entry.outbox_id, self.now)
        return False

    def _complete(self) -> bool:
        one, _ = tasks.lock(self.connection, int(self.incident.material["task_id"]))
        tasks.must_be_open(self.connection, one)
        self._must_still_be_theirs(one)

        def again() -> None:
            ready = advance(self.leidraad, self.connection, self.row, self.now)
            values = checked(ready, one, self.incident.material["answers"])
            finish(ready, one, values, account_id=self.incident.account_id)

        return self._step(again)

    def _must_still_be_theirs(self, one: TaskRow) -> None:
        """Refuse to complete a task in the name of who may not complete it any more.

        Raises:
            ConflictError: Somebody else has it, nobody has it, or they may not do it.
        """
        holder, _ = tasks.holder_of(self.connection, one.task_id)
        sender = accounts.by_id(self.connection, self.incident.account_id or 0)
        if sender is None or one.assignee_id != sender.account_id:
            raise _in_other_hands(one, holder)
        if not sender.is_active:
            raise _in_other_hands(one, "")
        person = actor_of(self.connection, sender)
        try:
            may_complete_task(person, task_access(self.connection, person, one, self.row))
        except NotAllowedError as refused:
            raise _in_other_hands(one, "") from refused

    def _step(self, again: Callable[[], None]) -> bool:
        attempt = Attempt(
            case_id=self.row.case_id,
            kind=self.incident.kind,
            place=self.incident.place,
            account_id=self.incident.account_id,
            material=self.incident.material,
        )
        self._solve()
        with attempting(attempt):
            again()
        return True

    def _solve(self) -> None:
        incidents.solve_one(
            self.connection,
            self.incident,
            account_id=self.actor.recorded_as,
            at=self.now,
        )

    def _start(self) -> None:
        start(
            self.leidraad,
            self.connection,
            self.row,
            account_id=self.incident.account_id,
            now=self.now,
            detail=self.incident.material,
        )

    def _deliver(self) -> None:
        ready = advance(self.leidraad, self.connection, self.row, self.now)
        name = self.incident.material["name"]
        payload = self.incident.material["payload"]
        values = message_values(ready.version.definition, name, payload)
        place, sender = self.incident.place, self.incident.account_id
        deliver(ready, place, name, values, account_id=sender)

    def _judge(self) -> None:
        ready = advance(self.leidraad, self.connection, self.row, self.now)
        judge_conditions(ready, account_id=self.incident.account_id)

    def _acknowledge(self) -> None:
        for entry in self._entries():
            acknowledge(self.leidraad, self.connection, entry, self.now)
            deliveries.close(self.connection, entry.outbox_id, self.now)

    def _entries(self) -> list[deliveries.Delivery]:
        incident = self.incident
        found = deliveries.failed_at(self.connection, incident.case_id, incident.place)
        if not found:
            raise ConflictError(
                Text(
                    "Deze verzending is al opnieuw ingepland.",
                    "This delivery is planned again already.",
                )
            )
        return found


def _in_other_hands(one: TaskRow, holder: str) -> ConflictError:
    if holder:
        return ConflictError(
            Text(
                f"De taak ‘{one.title.nl}’ is nu van {holder}, die ze zelf afrondt.",
                f"The task ‘{one.title.en}’ is {holder}'s now, who completes it.",
            ),
            code="task-in-other-hands",
        )
    return ConflictError(
        Text(
            f"Wie de taak ‘{one.title.nl}’ afrondde, heeft ze niet meer of mag ze niet "
            "meer doen. Wijs ze aan iemand toe.",
            f"Whoever completed the task ‘{one.title.en}’ does not have it any more, or "
            "may not do it any more. Give it to somebody.",
        ),
        code="task-in-other-hands",
    )
