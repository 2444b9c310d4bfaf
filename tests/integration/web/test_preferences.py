"""My preferences: language, digest, calendar; the feed as a calendar program asks it."""

import re

import pytest

from engine.operations.claim_task import claim_task
from engine.store import record, tasks
from engine.store.happening import Happening
from tests.support.site import Site


def address_on(page) -> str:
    """Give the path of the calendar address that a page shows."""
    (shown,) = page.find('//input[@id="address"]/@value')
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/calendar/[\w-]{43}\.ics", shown)
    return str(shown).removeprefix("http://127.0.0.1:8000")


def test_the_language_and_the_digest_are_kept(visit):
    visitor = visit("anke")
    page = visitor.get("/preferences")
    assert page.find('//input[@name="digest"]/@checked')
    assert "anke@example.invalid" in page.text
    data = {"language": "en", "csrf_token": visitor.token()}
    page = visitor.get("/preferences")
    visitor.client.post("/preferences", data=data)
    page = visitor.get("/preferences")
    assert "Your preferences are saved." in page.text
    assert page.find("/html/@lang") == ["en"]
    assert not page.find('//input[@name="digest"]/@checked')
    assert visit("anke").get("/tasks").find("/html/@lang") == ["en"]


def test_another_language_is_refused_and_nothing_kept(visit):
    visitor = visit("anke")
    page = visitor.post("/preferences", data={"language": "xx"})
    assert page.status == 422
    assert "Kies Nederlands of Engels." in page.text
    assert visitor.get("/preferences").find('//input[@name="digest"]/@checked')


def test_a_calendar_address_is_shown_once_and_can_be_revoked(visit):
    visitor = visit("anke")
    page = visitor.send(visitor.get("/preferences"), "Maak een kalenderadres")
    first = address_on(page)
    assert page.response.headers["Cache-Control"] == "no-store"
    again = visitor.get("/preferences")
    assert not again.find('//input[@id="address"]')
    assert "Nog geen programma las het." in again.text
    stranger = visit()
    assert stranger.client.get(first).status_code == 200
    assert "het laatst gelezen" in visitor.get("/preferences").text
    second = address_on(visitor.send(again, "Maak een nieuw adres"))
    assert stranger.client.get(first).status_code == 404
    page = visitor.send(visitor.get("/preferences"), "Trek het adres in")
    assert "werkt niet meer" in page.text
    assert stranger.client.get(second).status_code == 404


def test_a_calendar_program_needs_no_session_and_is_told_when_nothing_changed(
    visit, site: Site
):
    case_id = site.past_intake()
    visitor = visit("bram")
    path = address_on(visitor.send(visitor.get("/preferences"), "Maak een kalenderadres"))
    program = visit().client
    answer = program.get(path)
    assert answer.mimetype == "text/calendar"
    assert "private" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "SUMMARY:Eerste gesprek\\, ATL-2026-000001\r\n" in answer.text
    for said in ("Fatou", "Verzonnen", "Antwerpen"):
        assert said not in answer.text
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert program.get(path, headers=tag).status_code == 304
    claim_task(site.leidraad, site.actor("bo"), site.task(case_id, "first_talk"))
    assert program.get(path, headers=tag).status_code == 200


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("path", ["x", "x" * 5000, "%00", "..%2f..", "é"])
def test_an_address_that_is_none_is_not_there(visit, path):
    assert visit().client.get(f"/calendar/{path}.ics").status_code in (400, 404)


def test_badges_stand_in_the_inbox_and_escalations_with_the_supervisor(visit, site: Site):
    talk = site.task(site.past_intake(), "first_talk")
    quiet = site.task(site.past_intake(given="Tweede"), "first_talk")
    phone = site.task(site.past_intake(given="Derde"), "first_talk")
    with site.leidraad.database.writing() as connection:
        now = site.clock.now()
        tasks.set_badge(connection, [talk, quiet], "reminded", now)
        tasks.set_badge(connection, [talk], "escalated", now)
        tasks.set_badge(connection, [talk], "reminded", now)
        tasks.set_badge(connection, [phone], "phone", now)
    inbox = visit("bram").get("/tasks?view=team").text
    assert "Eerste gesprek geëscaleerd 2 mrt Fatou Verzonnen" in inbox
    assert "Eerste gesprek herinnerd 2 mrt Tweede Verzonnen" in inbox
    assert "Eerste gesprek bel de inburgeraar Derde Verzonnen" in inbox
    carla = visit("carla")
    assert "1 taken geëscaleerd" in carla.get("/supervision").text
    escalated = carla.get("/supervision/escalated").text
    assert "Fatou Verzonnen" in escalated
    assert "Tweede" not in escalated
    assert "Geen enkele taak is geëscaleerd." in (
        visit("hana").get("/supervision/escalated").text
    )
    site.do("bram", 1, "first_talk", talk_report="Goed.")
    assert "Fatou" not in carla.get("/supervision/escalated").text


@pytest.mark.databases("sqlite")
def test_the_history_says_to_whom_a_reminder_went_and_in_what_language(visit, site: Site):
    case_id = site.past_intake()
    told = {"recipient": "newcomer", "languages": ["nl", "en"], "asked": "ti"}
    with site.leidraad.database.writing() as connection:
        for kind, detail in (
            ("reminder_sent", told),
            ("reminder_sent", {**told, "asked": "fr-BE", "languages": ["fr", "nl"]}),
            ("reminder_shown", {"recipient": "supervisor"}),
            ("reminder_undeliverable", {"recipient": "newcomer"}),
        ):
            happening = Happening(kind=kind, at=site.clock.now(), detail=detail)
            record.add_entry(connection, case_id, happening)
    read = visit("bram").get(f"/cases/{case_id}/history").text
    assert (
        "geen tekst in de contacttaal (Tigrinya); verstuurd in: Nederlands, Engels" in read
    )
    assert "Herinnering verstuurd Aan: de inburgeraar In het Frans, Nederlands" in read
    assert "Herinnering getoond in de takenlijst Aan: de leidinggevende" in read
    assert "Geen e-mailadres van de inburgeraar" in read
