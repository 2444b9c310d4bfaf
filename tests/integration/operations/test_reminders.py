"""Reminders: to whom, in what words, when, and when not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from engine.operations.add_note import add_note
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.release_task import release_task
from engine.operations.retry_incident import retry_incident
from engine.operations.save_draft import save_draft
from engine.operations.suspend_term import suspend_term
from engine.scenarios.office import Office
from engine.store.tables import deadline
from tests.support.mailbox import Mailbox
from tests.support.offices import state_of, task_of
from tests.support.reminded import (
    at,
    badge,
    mails_waiting,
    open_slow,
    reminded_office,
    statuses,
    tell,
)

BEFORE_ON_AFTER = """
[[term.reminder]]
before = "P5D"
to = ["assignee", "team"]

[[term.reminder]]
on = true
to = ["partner"]

[[term.reminder]]
after = "P1D"
to = ["team"]
"""
BADGES = """
[[term.reminder]]
before = "P5D"
to = ["team"]
channel = "badge"

[[term.reminder]]
after = "P1D"
to = ["supervisor"]
channel = "badge"
"""
Opener = Callable[[str], Office]


@contextmanager
def opening(url: str, mailbox: Mailbox) -> Iterator[Opener]:
    opened: list[Office] = []

    def make(reminders: str) -> Office:
        opened.append(reminded_office(url, reminders, mailbox))
        return opened[0]

    yield make
    for one in opened:
        one.leidraad.close()


@pytest.fixture
def office_with(database_url: str, mailbox: Mailbox) -> Iterator[Opener]:
    """Opens an office with these reminders, and mail that arrives in ``mailbox``."""
    with opening(database_url, mailbox) as opener:
        yield opener


@pytest.fixture
def one_office_with(sqlite_url: str, mailbox: Mailbox) -> Iterator[Opener]:
    """The same on one database, for what is a matter of words."""
    with opening(sqlite_url, mailbox) as opener:
        yield opener


def subjects(mailbox: Mailbox) -> list[tuple[str, str]]:
    return [(str(one["To"]), str(one["Subject"])) for one in mailbox.messages]


def test_each_moment_has_words_that_are_true_and_nothing_of_the_person(
    office_with: Opener, mailbox: Mailbox
) -> None:
    office = office_with(BEFORE_ON_AFTER)
    office.person("atlas", "ann")
    open_slow(office)
    for day in (20, 23, 26, 27):
        at(office, day, 8)
        tell(office)
        tell(office)
    team, case = "ann.atlas@leidraad.invalid", "Dossier ATL-2026-000001: Traag werk"
    assert subjects(mailbox) == [
        (team, f"{case}, uiterlijk 25/01/2026"),
        ("dispatch.atlas@leidraad.invalid", f"{case}, uiterlijk 25/01/2026"),
        (team, f"{case}, laatste dag was 25/01/2026"),
    ]
    for mail in mailbox.messages:
        assert "Testa" not in mail.as_string()
        assert "Voorbeeld" not in mail.as_string()
        assert "/cases/1" in mail.get_content()


def test_on_the_last_day_itself_the_mail_says_so(
    one_office_with: Opener, mailbox: Mailbox
) -> None:
    office = one_office_with('[[term.reminder]]\non = true\nto = ["team"]\n')
    office.person("atlas", "ann")
    at(office, 6, 8)
    open_slow(office)
    at(office, 26, 8)
    tell(office)
    ((_, subject),) = subjects(mailbox)
    assert subject.endswith("laatste dag 26/01/2026")


def test_a_badge_stands_on_the_task_and_grows_to_an_escalation(office_with: Opener) -> None:
    office = office_with(BADGES)
    case = open_slow(office)
    at(office, 20, 8)
    tell(office)
    assert badge(office, case) == "reminded"
    at(office, 26, 8)
    tell(office)
    assert badge(office, case) == "escalated"
    assert mails_waiting(office) == []
    assert statuses(office) == {
        "team before": "handed-over",
        "supervisor after": "handed-over",
    }


def claim(office: Office, case: int) -> None:
    claim_task(
        office.leidraad, office.person("atlas", "ann"), task_of(office, case, "slow")
    )


def draft(office: Office, case: int) -> None:
    who = office.person("atlas", "ann")
    save_draft(office.leidraad, who, task_of(office, case, "slow"), {"slow_remark": "ja"})


def note(office: Office, case: int) -> None:
    add_note(office.leidraad, office.person("atlas", "ann"), case, "Belde, geen antwoord.")


@pytest.mark.parametrize("act", [claim, draft, note])
def test_a_supervisor_hears_only_of_what_nobody_acted_on(
    office_with: Opener, act: Callable[[Office, int], None]
) -> None:
    office = office_with(BADGES)
    case = open_slow(office)
    if act is draft:
        claim(office, case)
    at(office, 20, 8)
    tell(office)
    at(office, 22, 8)
    act(office, case)
    at(office, 26, 8)
    tell(office)
    assert statuses(office)["supervisor after"] == "acted"
    assert badge(office, case) == "reminded"


def test_what_was_done_before_the_last_reminder_does_not_count(office_with: Opener) -> None:
    office = office_with(BADGES)
    case = open_slow(office)
    at(office, 12, 8)
    claim(office, case)
    release_task(
        office.leidraad, office.person("atlas", "ann"), task_of(office, case, "slow")
    )
    for day in (20, 26):
        at(office, day, 8)
        tell(office)
    assert badge(office, case) == "escalated"


def test_a_supervisor_is_mailed_with_the_reason(
    one_office_with: Opener, mailbox: Mailbox
) -> None:
    office = one_office_with('[[term.reminder]]\nafter = "P1D"\nto = ["supervisor"]\n')
    office.person("atlas", "sam")
    open_slow(office)
    at(office, 26, 8)
    tell(office)
    (mail,) = mailbox.messages
    assert "gebeurde er niets" in mail.get_content()
    assert "Nothing was done" in mail.get_content()


def test_a_mail_that_comes_due_at_night_waits_until_the_office_opens(
    office_with: Opener, mailbox: Mailbox
) -> None:
    office = office_with(BEFORE_ON_AFTER)
    office.person("atlas", "ann")
    open_slow(office)
    at(office, 20, 19)
    tell(office)
    (entry,) = mails_waiting(office)
    assert entry.next_at == datetime(2026, 1, 21, 7, tzinfo=UTC)
    assert mailbox.messages == []
    at(office, 21, 7)
    tell(office)
    assert len(mailbox.messages) == 1


def test_on_a_weekend_staff_reads_it_at_once_when_the_term_ends_then(
    office_with: Opener, mailbox: Mailbox
) -> None:
    office = office_with(BEFORE_ON_AFTER.replace('"partner"', '"newcomer"'))
    office.person("atlas", "ann")
    open_slow(office, email="testa@example.invalid", contact_language="nl")
    at(office, 24, 22)
    tell(office)
    staff, newcomer = mails_waiting(office)
    assert staff.next_at == datetime(2026, 1, 24, 22, tzinfo=UTC)
    assert newcomer.next_at == datetime(2026, 1, 26, 7, tzinfo=UTC)
    assert [to for to, _ in subjects(mailbox)] == ["ann.atlas@leidraad.invalid"]
    at(office, 26, 7)
    tell(office)
    assert "De laatste dag was zondag 25 januari" in mailbox.messages[1].get_content()


def test_after_an_outage_each_goes_once_in_words_that_are_true_then(
    one_office_with: Opener, mailbox: Mailbox
) -> None:
    office = one_office_with(BEFORE_ON_AFTER)
    office.person("atlas", "ann")
    open_slow(office)
    at(office, 2, 8, month=2)
    for _ in range(3):
        tell(office)
    told = [subject for _, subject in subjects(mailbox)]
    assert len(told) == 3
    assert all(subject.endswith("laatste dag was 25/01/2026") for subject in told)


def test_nobody_is_reminded_of_what_is_done(office_with: Opener, mailbox: Mailbox) -> None:
    office = office_with(BEFORE_ON_AFTER)
    ann = office.person("atlas", "ann")
    case = open_slow(office)
    at(office, 20, 19)
    tell(office)
    work = task_of(office, case, "slow")
    claim_task(office.leidraad, ann, work)
    complete_task(office.leidraad, ann, work, {})
    for day in (21, 23, 26):
        at(office, day, 8)
        tell(office)
    assert mailbox.messages == []
    assert [entry.status for entry in mails_waiting(office)] == ["withdrawn"]
    assert statuses(office) == {
        "assignee before": "nobody",
        "team before": "handed-over",
        "partner on": "cancelled",
        "team after": "cancelled",
    }


def test_an_incident_about_a_mail_ends_when_nobody_needs_the_mail(
    office_with: Opener, mailbox: Mailbox
) -> None:
    office = office_with(BEFORE_ON_AFTER)
    ann = office.person("atlas", "ann")
    case = open_slow(office)
    mailbox.refusals.append("550 Unknown address")
    at(office, 20, 8)
    tell(office)
    ((failed, _),) = state_of(office, case).incidents
    work = task_of(office, case, "slow")
    claim_task(office.leidraad, ann, work)
    complete_task(office.leidraad, ann, work, {})
    retry_incident(office.leidraad, ann, failed)
    tell(office)
    assert state_of(office, case).incidents == ()
    assert [entry.status for entry in mails_waiting(office)] == ["withdrawn"]


def test_a_mail_with_a_date_that_moved_meanwhile_does_not_go(
    office_with: Opener, mailbox: Mailbox
) -> None:
    office = office_with(BEFORE_ON_AFTER)
    ann = office.person("atlas", "ann")
    case = open_slow(office)
    at(office, 20, 19)
    tell(office)
    suspend_term(
        office.leidraad,
        ann,
        term_of(office, case),
        from_on=date(2026, 1, 20),
        reason="Ziekte",
    )
    at(office, 21, 8)
    tell(office)
    assert mailbox.messages == []
    assert [entry.status for entry in mails_waiting(office)] == ["withdrawn"]


def term_of(office: Office, case: int) -> int:
    with office.leidraad.reading() as connection:
        found: int = connection.execute(
            select(deadline.c.deadline_id).where(deadline.c.case_id == case)
        ).scalar_one()
        return found
