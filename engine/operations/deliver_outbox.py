"""Delivering what the outbox holds: claim briefly, deliver outside, record.

Mails go to whom they name. Service and send entries go as a mail to the dispatch address
of the agency that holds the case, until a partner has a connection of its own; they name
the case and the step, never the person. A service entry that was delivered lets its case
go on with the facts ``delivered_on`` and ``delivered_at``.

A mail that is out of date when its turn comes, since its term moved or ended or its day is
over, does not go. What is about no case, a digest, leaves no trace in any history.
"""

import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from engine import runtime
from engine.clock import brussels_date
from engine.errors import ConflictError, EngineError, StepFailedError
from engine.notices import DeliveryError, Mail, send
from engine.notices.reminder import moment_of
from engine.operations.advance import Attempt, advance, one_step, report_failure
from engine.operations.hand_over import OPEN_CASE, hand_over
from engine.operations.leidraad import Leidraad
from engine.store import (
    Connection,
    accounts,
    cases,
    deliveries,
    incidents,
    persons,
    record,
)
from engine.store.cases import CaseRow
from engine.store.deliveries import Delivery
from engine.store.happening import Happening
from engine.text import Text

_LOGGER = logging.getLogger(__name__)

#: In place of what the mail server said, which may name the address of a newcomer.
_NOT_TAKEN = Text(
    "De mail aan de inburgeraar werd niet aanvaard. Kijk het e-mailadres na en herneem, "
    "of bel.",
    "The mail to the newcomer was not taken. Check the e-mail address and retry, or phone.",
)

#: Waiting times between attempts; after the last one it becomes an incident.
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)


def deliver_outbox(
    leidraad: Leidraad,
    *,
    now: datetime | None = None,
    limit: int = 500,
    kind: str | None = None,
) -> int:
    """Deliver what waits; returns how many entries were tried.

    Nothing is delivered while no mail server is set: the entries wait. ``kind`` leaves
    the other kinds (service, send, mail) for another time. When the server does not
    answer, the rest is left to the next call, so that timers need not wait for it.
    """
    if not leidraad.settings.smtp_host:
        return 0
    tried = 0
    while tried < limit and (answered := _deliver_one(leidraad, now, kind)) is not None:
        tried += 1
        if not answered:
            break
    return tried


def report_delivery(
    leidraad: Leidraad, case_id: int, topic: str, *, failure: Text | None = None
) -> None:
    """Take in what became of a waiting service entry that was delivered by other means.

    Raises:
        NotFoundError: No such entry waits in the case.
    """
    with leidraad.database.writing() as connection:
        now = leidraad.now(connection)
        delivery = deliveries.lease_topic(connection, case_id, topic, now)
    if failure is None:
        record_delivered(leidraad, delivery, now)
    else:
        _failed(leidraad, delivery, DeliveryError(failure, permanent=True), now)


def _deliver_one(leidraad: Leidraad, at: datetime | None, kind: str | None) -> bool | None:
    """Deliver one entry; tells whether the server is there, None when nothing waits."""
    with leidraad.database.writing() as connection:
        now = at or leidraad.now(connection)
        delivery = deliveries.lease(connection, now, kind=kind)
        if delivery is None:
            return None
        mail = _mail(leidraad, connection, delivery, brussels_date(now))
        stale = deliveries.is_stale(connection, delivery, brussels_date(now))
    if stale or not mail.to:
        _withdraw(leidraad, delivery, now)
        return True
    try:
        if delivery.topic != OPEN_CASE:
            send(leidraad.settings, mail, now)
    except DeliveryError as error:
        _failed(leidraad, delivery, error, now)
        return not error.is_away
    record_delivered(leidraad, delivery, now)
    return True


def _withdraw(leidraad: Leidraad, delivery: Delivery, now: datetime) -> None:
    """Let a mail not go that is of no use any more, and the incident about it neither."""
    with suppress(ConflictError), leidraad.database.writing() as connection:
        if delivery.case_id is None:
            deliveries.record(connection, delivery, "withdrawn", now=now)
            return
        row = cases.lock(connection, delivery.case_id, running=False)
        deliveries.record(connection, delivery, "withdrawn", now=now)
        if row.has_incident:
            incidents.solve(connection, row.case_id, "delivery", _happening(delivery, now))


def _mail(
    leidraad: Leidraad, connection: Connection, delivery: Delivery, today: date
) -> Mail:
    sender = leidraad.settings.mail_from
    if delivery.kind == "mail":
        words = _words(delivery.payload, today)
        return Mail(
            sender=sender,
            to=_to(connection, delivery),
            subject=words["subject"],
            body=words["body"],
            key=delivery.key,
        )
    number, dispatch = accounts.dispatch_of(connection, delivery.of_case)
    link = f"{leidraad.settings.public_url}/cases/{delivery.of_case}"
    return Mail(
        sender=sender,
        to=(dispatch,),
        subject=f"{delivery.topic}: {delivery.title.nl} ({number})",
        body=(
            f"{delivery.topic}\n{delivery.title.nl} / {delivery.title.en}\n"
            f"Dossier {number}\n\n{link}\n"
        ),
        key=delivery.key,
    )


def _words(payload: Mapping[str, Any], today: date) -> Mapping[str, str]:
    """Choose the words that are true today, where that depends on the day."""
    if "texts" not in payload:
        return payload
    words: Mapping[str, str] = payload["texts"][
        moment_of(payload["about"]["due_on"], today)
    ]
    return words


def _to(connection: Connection, delivery: Delivery) -> tuple[str, ...]:
    """Give the addresses; that of a newcomer is read now, and may be gone."""
    if "to_person" not in delivery.payload:
        return tuple(delivery.payload["to"])
    address, _ = persons.contact_of(connection, int(delivery.payload["to_person"]))
    return (address,) if address else ()


def record_delivered(leidraad: Leidraad, delivery: Delivery, now: datetime) -> None:
    """Record that a leased entry went out, and let its case go on."""
    try:
        with leidraad.database.writing() as connection:
            acknowledge(leidraad, connection, delivery, now)
            deliveries.record(connection, delivery, "delivered", now=now)
    except ConflictError:
        # The lease ran out or the diagram left the step; whoever was first recorded it.
        _too_late(leidraad, delivery, now)
    except EngineError as error:
        _fail(leidraad, delivery, "acknowledgement", error.text, now)


def _too_late(leidraad: Leidraad, delivery: Delivery, now: datetime) -> None:
    """Leave in the record that something went out although it was withdrawn meanwhile."""
    if delivery.topic == OPEN_CASE or delivery.case_id is None:
        return
    with leidraad.database.writing() as connection:
        cases.lock(connection, delivery.case_id, running=False)
        if deliveries.went_anyway(connection, delivery, now):
            happening = _happening(delivery, now, withdrawn=True)
            record.add_entry(connection, delivery.case_id, happening)


def _fail(
    leidraad: Leidraad, delivery: Delivery, kind: str, why: Text, now: datetime
) -> None:
    """Record that an entry failed for good, unless another process took it over."""
    if delivery.case_id is None:
        _LOGGER.error("%s could not be delivered: %s", delivery.key, why.en)
        with suppress(ConflictError), leidraad.database.writing() as connection:
            deliveries.record(connection, delivery, "failed", now=now)
        return
    attempt = Attempt(case_id=delivery.case_id, kind=kind, place=delivery.place)
    try:
        with leidraad.database.writing() as connection:
            cases.lock(connection, delivery.case_id, running=False)
            deliveries.record(connection, delivery, "failed", now=now)
            report_failure(connection, attempt, StepFailedError(why), now)
    except ConflictError:
        return


def _happening(delivery: Delivery, now: datetime, **detail: bool) -> Happening:
    told = {
        name: delivery.payload[name]
        for name in ("recipient", "languages", "asked")
        if delivery.kind == "mail" and name in delivery.payload
    }
    return Happening(
        kind="reminder_sent" if delivery.kind == "mail" else "message_delivered",
        at=now,
        place=delivery.place,
        detail={"topic": delivery.topic, **told, **detail},
    )


def acknowledge(
    leidraad: Leidraad, connection: Connection, delivery: Delivery, now: datetime
) -> None:
    """Let the case go on after a service entry; other entries leave only a trace.

    Raises:
        ConflictError: The case is closed.
        StepFailedError: The case cannot go on; the caller rolls back.
    """
    if delivery.case_id is None:
        return
    row = cases.lock(connection, delivery.case_id, running=False)
    happening = _happening(delivery, now)
    with one_step(delivery.place):
        if delivery.topic == OPEN_CASE:
            hand_over(leidraad, connection, row, delivery)
        if delivery.kind == "service":
            _go_on(leidraad, connection, row, happening)
            return
    record.add_entry(connection, delivery.case_id, happening)
    if row.has_incident:
        incidents.solve(connection, row.case_id, "delivery", happening)
        incidents.solve(connection, row.case_id, "acknowledgement", happening)


def _go_on(
    leidraad: Leidraad, connection: Connection, row: CaseRow, happening: Happening
) -> None:
    cases.must_run(row)
    now = happening.at
    ready = advance(leidraad, connection, row, now)
    result = {"delivered_on": brussels_date(now), "delivered_at": now}
    step = runtime.acknowledge(
        ready.version.compiled, ready.state, happening.place, result, **ready.surroundings
    )
    ready.write(step, happening)


def _failed(
    leidraad: Leidraad, delivery: Delivery, error: DeliveryError, now: datetime
) -> None:
    again = not error.permanent and delivery.attempts <= len(BACK_OFF)
    if not again:
        why = _NOT_TAKEN if "to_person" in delivery.payload else error.text
        _fail(leidraad, delivery, "delivery", why, now)
        return
    later = now + BACK_OFF[delivery.attempts - 1]
    try:
        with leidraad.database.writing() as connection:
            deliveries.record(connection, delivery, "waiting", now=now, next_at=later)
    except ConflictError:
        return
