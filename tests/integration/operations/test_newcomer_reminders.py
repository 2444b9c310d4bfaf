"""What a newcomer is told: in which language, without what, and when nobody can be told."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from engine import feel
from engine.scenarios.office import Office
from engine.store.tables import history, incident
from tests.support.mailbox import Mailbox
from tests.support.reminded import (
    at,
    badge,
    mails_waiting,
    open_slow,
    reminded_office,
    statuses,
    tell,
)

NEWCOMER = '[[term.reminder]]\nbefore = "P5D"\nto = ["newcomer"]\n'
TESTA = "testa@example.invalid"


@pytest.fixture
def office(sqlite_url: str, mailbox: Mailbox) -> Iterator[Office]:
    """A task of which the newcomer is told five days before the last day."""
    made = reminded_office(sqlite_url, NEWCOMER, mailbox)
    yield made
    made.leidraad.close()


def test_a_newcomer_reads_plain_words_in_the_contact_language(
    office: Office, mailbox: Mailbox
) -> None:
    case = open_slow(office, email=TESTA, contact_language="fr")
    at(office, 20, 8)
    tell(office)
    (mail,) = mailbox.messages
    assert mail["To"] == TESTA
    body = mail.get_content()
    assert "au plus tard le dimanche 25 janvier 2026" in body
    assert "ten laatste op zondag 25 januari 2026" in body
    assert "Atlas, integratie & inburgering Antwerpen" in body
    for said in ("ATL-", "Traag", "Slow", "/cases/", "Voorbeeld"):
        assert said not in mail.as_string()
    assert TESTA not in str(mails_waiting(office)[0].payload)
    assert last_detail(office, case)["languages"] == ["fr", "nl"]


def test_who_reads_none_of_our_languages_gets_dutch_and_english(
    office: Office, mailbox: Mailbox
) -> None:
    case = open_slow(office, email=TESTA, contact_language="ti")
    at(office, 20, 8)
    tell(office)
    body = mailbox.messages[0].get_content()
    assert "ten laatste op" in body
    assert "on Sunday, 25 January 2026 at the latest" in body
    told = last_detail(office, case)
    assert (told["asked"], told["languages"]) == ("ti", ["nl", "en"])


def test_a_newcomer_without_an_address_is_phoned(office: Office) -> None:
    case = open_slow(office)
    at(office, 20, 8)
    tell(office)
    assert statuses(office) == {"newcomer before": "nobody"}
    assert badge(office, case) == "phone"
    assert last_entry(office, case).kind == "reminder_undeliverable"


def test_a_mail_that_waited_for_the_mail_server_is_true_when_it_goes(
    office: Office, mailbox: Mailbox
) -> None:
    open_slow(office, email=TESTA, contact_language="en")
    reached = office.leidraad.settings
    office.leidraad.settings = replace(reached, smtp_host="")
    at(office, 20, 8)
    tell(office)
    office.leidraad.settings = reached
    at(office, 27, 8)
    tell(office)
    body = mailbox.messages[0].get_content()
    assert "The last day was Sunday, 25 January 2026." in body
    assert "at the latest" not in body


def test_a_refused_address_stands_in_no_incident(office: Office, mailbox: Mailbox) -> None:
    case = open_slow(office, email=TESTA, contact_language="nl")
    at(office, 20, 8)
    mailbox.refusals.append(f"550 No mailbox {TESTA} here")
    tell(office)
    with office.leidraad.reading() as connection:
        told = connection.execute(select(incident).where(incident.c.case_id == case)).one()
    assert "Check the e-mail address" in told.text_en
    assert "testa@" not in str(told)


def test_an_address_that_was_taken_away_before_the_mail_went_gets_none(
    office: Office, mailbox: Mailbox
) -> None:
    open_slow(office, email=TESTA, contact_language="nl")
    at(office, 20, 19)
    tell(office)
    with office.leidraad.database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM person_details")
    at(office, 21, 8)
    tell(office)
    assert mailbox.messages == []


def last_entry(office: Office, case: int) -> Any:
    with office.leidraad.reading() as connection:
        return connection.execute(
            select(history)
            .where(history.c.case_id == case)
            .order_by(history.c.history_id.desc())
            .limit(1)
        ).one()


def last_detail(office: Office, case: int) -> Any:
    return feel.load(last_entry(office, case).detail)
