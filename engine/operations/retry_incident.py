"""Doing a failed step again; it is solved only when the next wait state is reached."""

from engine.errors import ConflictError, StepFailedError
from engine.operations.access import case_access
from engine.operations.advance import Attempt, advance, report_failure
from engine.operations.complete_task import checked, finish
from engine.operations.deliver_outbox import acknowledge
from engine.operations.leidraad import Leidraad
from engine.operations.open_case import start
from engine.operations.send_message import deliver, message_values
from engine.people import SYSTEM, Actor, may_retry_incident
from engine.store import Connection, cases, deliveries, incidents, record, tasks, waits
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.incidents import IncidentRow
from engine.text import Text


def retry_incident(leidraad: Leidraad, actor: Actor, incident_id: int) -> bool:
    """Try the step of an incident again.

    Returns:
        True when the case went on; False when the step waits for the next tick (a timer
        or delivery that is due again).

    Raises:
        NotFoundError: There is no such incident.
        ConflictError: It is solved already, or the case is closed.
        NotAllowedError: The actor is no supervisor of the case's agency.
        StepFailedError: It failed again; the incident stays open and says why.
    """
    attempt = None
    try:
        with leidraad.database.writing() as connection:
            now = leidraad.now(connection)
            incident = incidents.peek(connection, incident_id)
            row = cases.lock(connection, incident.case_id)
            may_retry_incident(actor, case_access(connection, row))
            incident = incidents.lock(connection, incident_id)
            attempt = Attempt(
                case_id=row.case_id,
                kind=incident.kind,
                place=incident.place,
                material=incident.material,
            )
            gone_on = _again(leidraad, connection, incident, row)
            record.add_entry(
                connection,
                row.case_id,
                Happening(
                    kind="incident_retried",
                    at=now,
                    place=incident.place,
                    account_id=actor.account_id,
                ),
            )
    except StepFailedError as error:
        if attempt is not None:
            with leidraad.database.writing() as connection:
                report_failure(connection, attempt, error, now)
        raise
    return gone_on


def _again(
    leidraad: Leidraad, connection: Connection, incident: IncidentRow, row: CaseRow
) -> bool:
    now = leidraad.now(connection)
    match incident.kind:
        case "start":
            start(leidraad, connection, row, SYSTEM, now=now, detail=incident.material)
            incidents.solve(
                connection,
                row.case_id,
                "start",
                Happening(kind="", at=now, place=incident.place),
            )
        case "task":
            _complete(leidraad, connection, incident, row)
        case "message":
            ready = advance(leidraad, connection, row, now)
            name = incident.material["name"]
            payload = incident.material["payload"]
            values = message_values(ready.version.definition, name, payload)
            deliver(ready, incident.place, name, values, account_id=incident.account_id)
        case "timer":
            waits.set_timer_status(connection, row.case_id, incident.place, "armed")
            return False
        case "acknowledgement":
            delivery = _entry(connection, incident)
            acknowledge(leidraad, connection, delivery, now)
            deliveries.close(connection, delivery.outbox_id, now)
        case _:
            deliveries.wait_again(connection, _entry(connection, incident).outbox_id, now)
            return False
    return True


def _entry(connection: Connection, incident: IncidentRow) -> deliveries.Delivery:
    found = deliveries.failed_at(connection, incident.case_id, incident.place)
    if found is None:
        raise ConflictError(
            Text(
                "Deze verzending is al opnieuw ingepland.",
                "This delivery is planned again already.",
            )
        )
    return found


def _complete(
    leidraad: Leidraad, connection: Connection, incident: IncidentRow, row: CaseRow
) -> None:
    one, _ = tasks.lock(connection, int(incident.material["task_id"]))
    tasks.must_be_open(connection, one)
    ready = advance(leidraad, connection, row, leidraad.now(connection))
    values = checked(ready, one, incident.material["answers"])
    finish(ready, one, values, account_id=incident.account_id)
