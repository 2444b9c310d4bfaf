"""Timers, terms, reminders and deliveries, on a clock that the test moves."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.deliver_outbox import BACK_OFF, deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.retry_incident import retry_incident
from engine.operations.send_reminders import send_reminders
from engine.scenarios.office import Office
from engine.store.tables import incident
from tests.support.mailbox import Mailbox
from tests.support.offices import open_small, state_of, task_of


def at(office: Office, *moment: int) -> None:
    office.clock.set(datetime(*moment, tzinfo=UTC))  # type: ignore[arg-type, misc]


def to_the_letter(office: Office) -> int:
    case = open_small(office)
    for element, who in (("intake", "ann"), ("check_intake", "bert")):
        person = office.person("atlas", who)
        task = task_of(office, case, element)
        claim_task(office.leidraad, person, task)
        complete_task(office.leidraad, person, task, {f"{element}_years": "9"})
    return case


def test_a_term_runs_out_at_the_end_of_its_last_day_in_brussels(office: Office) -> None:
    case = open_small(office)
    at(office, 2026, 3, 2, 22, 59)
    assert fire_due(office.leidraad) == 0
    assert state_of(office, case).deadlines["intake_term"].status == "open"
    at(office, 2026, 3, 2, 23, 0)
    assert fire_due(office.leidraad) == 1
    state = state_of(office, case)
    assert state.deadlines["intake_term"].status == "missed"
    assert (state.status, state.outcome, state.tasks) == ("ended", "late", ())


def test_schedulers_at_once_fire_each_timer_once(office: Office) -> None:
    cases = [open_small(office) for _ in range(20)]
    at(office, 2026, 3, 3, 9, 0)
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: fire_due(office.leidraad), range(4)))
    while fire_due(office.leidraad):
        taken.append(1)
    assert sum(taken) == len(cases)
    assert {state_of(office, case).outcome for case in cases} == {"late"}


def test_each_reminder_is_mailed_once_to_who_can_act(
    office: Office, mailbox: Mailbox
) -> None:
    office.leidraad.settings = replace(
        office.leidraad.settings, smtp_host=mailbox.host, smtp_port=mailbox.port
    )
    open_small(office)
    office.person("atlas", "ann")
    at(office, 2026, 2, 16, 7, 0)
    for _ in range(3):
        send_reminders(office.leidraad)
        deliver_outbox(office.leidraad)
    (mail,) = mailbox.messages
    assert mail["To"] == "ann.atlas@leidraad.invalid"
    assert mail["Subject"] == (
        "Dossier ATL-2026-000001: Termijn van de intake, uiterlijk 02/03/2026"
    )
    assert "Voorbeeld" not in mail.as_string()
    at(office, 2026, 2, 23, 7, 0)
    send_reminders(office.leidraad)
    deliver_outbox(office.leidraad)
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 2


def test_a_delivered_letter_lets_the_case_go_on(office: Office, mailbox: Mailbox) -> None:
    office.leidraad.settings = replace(
        office.leidraad.settings, smtp_host=mailbox.host, smtp_port=mailbox.port
    )
    case = to_the_letter(office)
    assert state_of(office, case).awaits == ()
    assert deliver_outbox(office.leidraad) == 1
    assert state_of(office, case).awaits == ("answer",)
    (mail,) = mailbox.messages
    assert mail["To"] == "dispatch.atlas@leidraad.invalid"


def test_a_delivery_is_tried_again_later_and_then_becomes_an_incident(
    office: Office, mailbox: Mailbox
) -> None:
    office.leidraad.settings = replace(
        office.leidraad.settings, smtp_host=mailbox.host, smtp_port=mailbox.port
    )
    case = to_the_letter(office)
    mailbox.refusals.append("451 Later")
    assert deliver_outbox(office.leidraad) == 1
    assert deliver_outbox(office.leidraad) == 0
    assert state_of(office, case).incidents == ()
    mailbox.refusals.append("550 Unknown address")
    at(office, 2026, 1, 5, 9, 0)
    assert deliver_outbox(office.leidraad) == 1
    ((incident, element),) = state_of(office, case).incidents
    assert element == "letter"
    assert retry_incident(office.leidraad, office.person("atlas", "sam"), incident) is False
    assert deliver_outbox(office.leidraad) == 1
    state = state_of(office, case)
    assert (state.incidents, state.awaits) == ((), ("answer",))


def test_a_mail_server_that_is_away_gets_five_tries_before_somebody_is_told(
    office: Office,
) -> None:
    case = open_small(office)
    office.person("atlas", "ann")
    at(office, 2026, 2, 16, 9, 0)
    made = send_reminders(office.leidraad)
    assert made
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        office.leidraad.settings = replace(
            office.leidraad.settings,
            smtp_host="127.0.0.1",
            smtp_port=nobody_listens.getsockname()[1],
        )
        for wait in (timedelta(), *BACK_OFF):
            assert state_of(office, case).incidents == ()
            office.clock.set(office.clock.now() + wait)
            # One a call: what else is due need not wait for a server that is away.
            assert [deliver_outbox(office.leidraad) for _ in range(made + 1)] == [
                *([1] * made),
                0,
            ]
    ((_, element),) = state_of(office, case).incidents
    assert element == "intake"
    with office.leidraad.reading() as connection:
        told = connection.execute(select(incident.c.text_nl)).scalars().all()
    assert all("mailserver 127.0.0.1 antwoordt niet" in text for text in told)


def test_nothing_is_delivered_while_there_is_no_mail_server(office: Office) -> None:
    case = to_the_letter(office)
    assert deliver_outbox(office.leidraad) == 0
    assert state_of(office, case).awaits == ()


@pytest.mark.parametrize("processes", [2])
def test_a_letter_is_delivered_once_by_several_processes(
    office: Office, mailbox: Mailbox, processes: int
) -> None:
    office.leidraad.settings = replace(
        office.leidraad.settings, smtp_host=mailbox.host, smtp_port=mailbox.port
    )
    cases = [to_the_letter(office) for _ in range(5)]
    with ThreadPoolExecutor(processes) as pool:
        list(pool.map(lambda _: deliver_outbox(office.leidraad), range(processes)))
    assert len(mailbox.messages) == len(cases)
    assert {state_of(office, case).awaits for case in cases} == {("answer",)}
