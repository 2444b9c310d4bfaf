"""Sending a message into a case: from the feed, a partner, or a person on the phone."""

from collections.abc import Mapping
from typing import Any

from engine import runtime
from engine.definitions.definition import Definition
from engine.errors import ConflictError
from engine.operations.access import case_access
from engine.operations.advance import (
    Advance,
    Attempt,
    FailedAttemptError,
    advance,
    attempting,
    one_step,
    report_failure,
)
from engine.operations.fact_values import read_values
from engine.operations.leidraad import Leidraad
from engine.people import Actor, may_send_message
from engine.step import Place
from engine.store import Connection, cases, waits
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.text import Text


def send_message(
    leidraad: Leidraad,
    actor: Actor,
    case_id: int,
    name: str,
    payload: Mapping[str, Any],
    *,
    key: str = "",
) -> None:
    """Deliver a message to the place in the case that waits for it.

    Raises:
        NotFoundError: There is no such case.
        ConflictError: The case is closed, does not wait for this message, or waits for
            several that only their keys tell apart.
        NotAllowedError: The actor may not send messages into this case.
        InvalidDataError: The payload has a field that the trajectory does not declare.
        StepFailedError: The case cannot go on; an incident was opened with the message.
    """
    try:
        with leidraad.acting(actor, "send_message", case_id=case_id) as connection:
            now = leidraad.now(connection)
            row = cases.lock(connection, case_id, running=False)
            may_send_message(actor, case_access(connection, row))
            cases.must_run(row)
            place = _place(connection, row, name, key)
            with one_step(place):
                ready = advance(leidraad, connection, row, now)
            values = message_values(ready.version.definition, name, payload)
            attempt = Attempt(
                case_id=row.case_id,
                kind="message",
                place=place,
                account_id=actor.recorded_as,
                material={"name": name, "payload": values},
            )
            with attempting(attempt):
                deliver(ready, place, name, values, account_id=attempt.account_id)
    except FailedAttemptError as failed:
        with leidraad.database.writing() as connection:
            report_failure(connection, failed.attempt, failed, leidraad.now(connection))
        raise


def _place(connection: Connection, row: CaseRow, name: str, key: str) -> Place:
    places = waits.waits_for(connection, row.case_id, name, key)
    if not places:
        raise ConflictError(
            Text(
                f"Dossier {row.number} wacht niet op het bericht ‘{name}’.",
                f"Case {row.number} does not wait for the message ‘{name}’.",
            ),
            code="message-not-awaited",
        )
    return places[0]


def message_values(
    definition: Definition, name: str, payload: Mapping[str, Any]
) -> dict[str, Any]:
    """Read the fields of a message as the trajectory declares them.

    Raises:
        InvalidDataError: A field is not declared, or not of its type.
    """
    declared = definition.messages.get(name)
    return read_values(declared.fields if declared else {}, payload)


def deliver(
    ready: Advance,
    place: Place,
    name: str,
    payload: Mapping[str, Any],
    *,
    account_id: int | None,
) -> None:
    """Advance the case with a message and write it.

    Raises:
        StepFailedError: The case cannot go on; the caller rolls back.
    """
    with one_step(place):
        step = runtime.deliver_message(
            ready.version.compiled, ready.state, place, payload, **ready.surroundings
        )
        happening = Happening(
            kind="message_received",
            at=ready.now,
            place=place,
            account_id=account_id,
            detail={"name": name},
        )
        ready.write(step, happening)
