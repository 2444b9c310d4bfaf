"""Deliveries that fail, come late or come twice, and the database being away."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine.errors import UnavailableError
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.deliver_outbox import record_delivered, report_delivery
from engine.operations.retry_incident import retry_incident
from engine.operations.send_reminders import send_reminders
from engine.scenarios.office import Office
from engine.store import deliveries
from engine.store.tables import history, outbox
from engine.text import Text
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import open_small, state_of, task_of


@pytest.fixture
def odd(database_url: str) -> Iterator[Office]:
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


def rows(office: Office, table: Any, case_id: int) -> list[Any]:
    with office.leidraad.reading() as connection:
        return list(connection.execute(select(table).where(table.c.case_id == case_id)))


def test_two_reminders_that_failed_at_one_term_are_both_sent_again(odd: Office) -> None:
    ann = odd.person("atlas", "ann")
    case = open_small(odd)
    odd.clock.set(odd.clock.now() + timedelta(days=50))
    send_reminders(odd.leidraad)
    failed = Text("Onbekend adres.", "Unknown address.")
    waiting = [row for row in rows(odd, outbox, case) if row.status == "waiting"]
    assert len(waiting) == 2
    for _ in waiting:
        report_delivery(odd.leidraad, case, "reminder", failure=failed)
    ((incident_id, _),) = state_of(odd, case).incidents
    retry_incident(odd.leidraad, ann, incident_id)
    assert [row.status for row in rows(odd, outbox, case)] == ["waiting", "waiting"]
    for _ in waiting:
        report_delivery(odd.leidraad, case, "reminder")
    assert state_of(odd, case).incidents == ()


def test_a_letter_that_went_out_while_its_case_was_stopped_is_in_the_record(
    odd: Office,
) -> None:
    ann, bert = odd.person("atlas", "ann"), odd.person("atlas", "bert")
    case = open_small(odd)
    for element, who in (("intake", ann), ("check_intake", bert)):
        work = task_of(odd, case, element)
        claim_task(odd.leidraad, who, work)
        complete_task(odd.leidraad, who, work, {f"{element}_years": "9"})
    now = odd.clock.now()
    with odd.leidraad.database.writing() as connection:
        leased = deliveries.lease(connection, now)
    assert leased is not None
    cancel_case(odd.leidraad, ann, case, reason="Vertrokken")
    record_delivered(odd.leidraad, leased, now)
    (letter,) = rows(odd, outbox, case)
    assert (letter.status, letter.delivered_at) == ("withdrawn", now)
    assert rows(odd, history, case)[-1].kind == "message_delivered"
    assert state_of(odd, case).status == "cancelled"


def test_a_database_that_is_away_is_told_in_plain_words(
    sqlite_url: str, tmp_path: Any
) -> None:
    office = odd_office(sqlite_url)
    ann = office.person("atlas", "ann")
    work = task_of(office, open_odd(office, "work"), "work_task")
    office.leidraad.close()
    file = next(tmp_path.glob("leidraad.sqlite"))
    for each in tmp_path.glob("leidraad.sqlite*"):
        each.rename(each.with_name(f"moved-{each.name}"))
    file.mkdir()
    with pytest.raises(UnavailableError, match="Nothing was saved"):
        claim_task(office.leidraad, ann, work)
    with pytest.raises(UnavailableError), office.leidraad.reading():
        pass
