"""The daily digest: once a person and day, only when there is something, never a name."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from engine.operations.change_preferences import change_preferences
from engine.operations.claim_task import claim_task
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.send_digests import send_digests
from engine.scenarios.office import Office
from engine.store.tables import account, cases, outbox, task
from tests.support.mailbox import Mailbox
from tests.support.offices import task_of
from tests.support.reminded import at, mails_waiting, open_slow, reminded_office


@pytest.fixture
def office(database_url: str, mailbox: Mailbox) -> Iterator[Office]:
    made = reminded_office(database_url, "", mailbox)
    yield made
    made.leidraad.close()


@pytest.fixture
def one_office(sqlite_url: str, mailbox: Mailbox) -> Iterator[Office]:
    made = reminded_office(sqlite_url, "", mailbox)
    yield made
    made.leidraad.close()


def tick(office: Office) -> int:
    made = send_digests(office.leidraad)
    deliver_outbox(office.leidraad)
    return made


def test_everybody_with_something_to_do_gets_one_a_day(
    office: Office, mailbox: Mailbox
) -> None:
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    office.person("amal", "eva")
    case = open_slow(office)
    open_slow(office)
    claim_task(office.leidraad, ann, task_of(office, case, "slow"))
    at(office, 20, 6)
    assert tick(office) == 0
    office.clock.set(datetime(2026, 1, 20, 6, 30, tzinfo=UTC))
    assert tick(office) == 2
    assert [tick(office) for _ in range(2)] == [0, 0]
    read = {str(mail["To"]): mail.get_content() for mail in mailbox.messages}
    mine, free = "Traag werk · ATL-2026-000001", "Traag werk · ATL-2026-000002"
    lines = read["ann.atlas@leidraad.invalid"].splitlines()
    assert f"- {mine} · 25/01/2026" in lines
    assert f"- {free} · 25/01/2026 (nog van niemand)" in lines
    assert free in read[f"bert.{bert.agency}@leidraad.invalid"]
    assert mine not in read["bert.atlas@leidraad.invalid"]
    assert all("Voorbeeld" not in mail.as_string() for mail in mailbox.messages)
    at(office, 21, 8)
    assert tick(office) == 2
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == 4


def test_two_schedulers_make_each_digest_once(office: Office, mailbox: Mailbox) -> None:
    for name in ("ann", "bert", "cem", "dag", "eva"):
        office.person("atlas", name)
    open_slow(office)
    at(office, 20, 8)
    with ThreadPoolExecutor(4) as pool:
        made = sum(pool.map(lambda _: send_digests(office.leidraad), range(4)))
    deliver_outbox(office.leidraad)
    assert made == 5
    assert len({str(mail["To"]) for mail in mailbox.messages}) == 5
    assert len(mailbox.messages) == 5


def test_a_digest_that_is_refused_fails_without_a_case(
    office: Office, mailbox: Mailbox
) -> None:
    office.person("atlas", "ann")
    open_slow(office)
    at(office, 20, 8)
    mailbox.refusals.append("550 Unknown address")
    assert tick(office) == 1
    (entry,) = mails_waiting(office)
    assert (entry.status, entry.case_id) == ("failed", None)


def test_on_days_off_and_in_the_evening_nobody_gets_any(one_office: Office) -> None:
    one_office.person("atlas", "ann")
    open_slow(one_office)
    for day, hour in ((24, 8), (25, 8), (20, 20)):
        at(one_office, day, hour)
        assert tick(one_office) == 0, day


def test_who_does_not_want_it_gets_none_and_english_reads_english(
    one_office: Office, mailbox: Mailbox
) -> None:
    ann, bert = one_office.person("atlas", "ann"), one_office.person("atlas", "bert")
    open_slow(one_office)
    change_preferences(one_office.leidraad, ann, language="nl", digest=False)
    change_preferences(one_office.leidraad, bert, language="en", digest=True)
    at(one_office, 20, 8)
    assert tick(one_office) == 1
    (mail,) = mailbox.messages
    assert "Slow work · ATL-2026-000001 · 25/01/2026 (nobody has it yet)" in (
        mail.get_content()
    )
    assert "/preferences" in mail.get_content()


def test_without_a_mail_server_none_are_made(one_office: Office) -> None:
    one_office.person("atlas", "ann")
    open_slow(one_office)
    at(one_office, 20, 8)
    one_office.leidraad.settings = replace(one_office.leidraad.settings, smtp_host="")
    assert send_digests(one_office.leidraad) == 0
    assert mails_waiting(one_office) == []


def test_one_of_yesterday_does_not_go(one_office: Office, mailbox: Mailbox) -> None:
    one_office.person("atlas", "ann")
    open_slow(one_office)
    at(one_office, 20, 8)
    assert send_digests(one_office.leidraad) == 1
    at(one_office, 21, 6)
    deliver_outbox(one_office.leidraad)
    assert mailbox.messages == []
    assert [entry.status for entry in mails_waiting(one_office)] == ["withdrawn"]


def test_it_tells_late_near_and_new_and_counts_what_is_too_much(
    one_office: Office, mailbox: Mailbox
) -> None:
    one_office.person("atlas", "ann")
    case = open_slow(one_office)
    today = datetime(2026, 2, 3, 8, tzinfo=UTC)
    last_days = [today.date() + timedelta(days=n) for n in (-1, 0, 7, 8, 9)]
    opened = [today - timedelta(days=n) for n in (9, 9, 9, 0, 9)]
    with one_office.leidraad.database.writing() as connection:
        row = connection.execute(select(task)).one()._asdict()
        connection.execute(update(task).values(status="completed"))
        for number in range(40):
            fresh = {
                **row,
                "task_id": None,
                "occurrence": number + 2,
                "title_nl": f"Werk {number}",
                "due_on": last_days[number % 5],
                "urgent_on": last_days[number % 5],
                "opened_at": opened[number % 5],
                "deadline_id": None,
            }
            fresh.pop("task_id")
            connection.execute(insert(task), fresh)
        assert connection.execute(select(cases.c.case_id)).scalar_one() == case
    one_office.clock.set(today)
    assert tick(one_office) == 1
    (mail,) = mailbox.messages
    lines = mail.get_content().splitlines()
    told = [line for line in lines if line.startswith("- ")]
    assert len(told) == 30
    assert mail["Subject"] == "Uw taken op 03/02/2026: 8 te laat"
    assert lines[0] == "Te laat"
    assert "Laatste dag tot en met 10/02/2026" in lines
    assert "Nieuw sinds de vorige werkdag" in lines
    assert "En nog 2 andere: http://127.0.0.1:8000/tasks" in lines
    assert not any("12/02/2026" in line for line in told)


def test_a_closed_account_gets_none(one_office: Office) -> None:
    one_office.person("atlas", "ann")
    open_slow(one_office)
    with one_office.leidraad.database.writing() as connection:
        connection.execute(update(account).values(is_active=False))
    at(one_office, 20, 8)
    assert tick(one_office) == 0
    with one_office.leidraad.reading() as connection:
        assert connection.execute(select(outbox)).all() == []
