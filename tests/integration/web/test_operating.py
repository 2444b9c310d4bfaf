"""The page about what goes by itself: who sees what, moving a timer, sending again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from engine import feel
from engine.operations.watch import Watch
from engine.store.tables import (
    access,
    deadline,
    history,
    incident,
    outbox,
    reminder,
    timer,
)

ACCENTS = "Kan niet, één keer"


@pytest.fixture
def case_id(site):
    return site.past_intake()


def put(site, table: Any, **values: Any) -> None:
    with site.leidraad.database.writing() as connection:
        connection.execute(insert(table), values)


def put_timer(site, case_id: int, days: float, **more: Any) -> datetime:
    due_at: datetime = site.clock.now() + timedelta(days=days)
    place = {"scope": "", "element": "first_talk", "occurrence": 1}
    put(site, timer, case_id=case_id, due_at=due_at, **{**place, **more})
    return due_at


def put_mail(site, **more: Any) -> None:
    values = {
        "key": "digest/1/2026-03-02",
        "scope": "",
        "element": "",
        "occurrence": 0,
        "kind": "mail",
        "topic": "digest",
        "title_nl": "Dagoverzicht",
        "title_en": "Daily digest",
        "payload": feel.dump({"to": ["anke@example.invalid"]}),
        "status": "failed",
        "attempts": 5,
        "next_at": site.clock.now(),
    }
    put(site, outbox, **{**values, **more})


def rows(site, table: Any) -> list[Any]:
    with site.leidraad.reading() as connection:
        return list(connection.execute(select(table)))


def test_the_page_shows_the_lag_who_ticks_and_what_comes_next(visit, site, case_id):
    put_timer(site, case_id, -2)
    put_timer(site, case_id, 3, occurrence=2)
    (term, *_) = rows(site, deadline)
    put(
        site,
        reminder,
        deadline_id=term.deadline_id,
        case_id=case_id,
        plan_key="x",
        recipient="newcomer",
        send_at=site.clock.now() + timedelta(hours=3),
        status="planned",
    )
    silent, ticking = Watch(site.leidraad, "host:1:a"), Watch(site.leidraad, "host:2:b")
    silent.tell()
    site.clock.set(site.clock.now() + timedelta(minutes=5))
    ticking.fired(timedelta(milliseconds=120))
    ticking.tell()
    page = visit("carla").get("/operations")
    assert "2 timers wachten" in page.text
    assert "1 timers te laat" in page.text
    assert "2 dagen achterstand van de oudste timer" in page.text
    assert "zwijgt host:1:a" in page.text
    assert "tikt host:2:b" in page.text
    assert "120 ms" in page.text
    assert "nieuwkomer" in page.text
    late = page.find('//tr[@class="late"]//*[contains(@class, "badge")]/text()')
    assert set(late) == {"zwijgt", "te laat"}


def test_an_administrator_sees_numbers_of_cases_and_no_newcomer(visit, site, case_id):
    put_timer(site, case_id, 1)
    put_mail(site, case_id=case_id, key="x", topic="reminder", title_nl="Herinnering")
    visitor = visit("ada")
    for path in ("", "/timers", "/deliveries"):
        page = visitor.get(f"/operations{path}")
        assert page.status == 200
        assert "ATL-2026-000001" in page.text
        assert "Fatou" not in page.text
        assert page.find(f'//a[contains(@href, "/cases/{case_id}")]') == []
        assert page.find('//a[contains(@href, "/operations/timers/")]') == []
    assert visitor.get(f"/operations/timers/{case_id}").status == 403


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("login", ["anke", "drew"])
def test_who_does_not_operate_has_no_such_page(visit, login):
    visitor = visit(login)
    assert visitor.get("/operations").status == 403
    assert visitor.get("/operations/timers").status == 403
    assert visitor.post("/operations/deliveries/1/retry").status == 403


def test_another_agency_sees_nothing_and_moves_nothing(visit, site, case_id):
    due_at = put_timer(site, case_id, 1)
    put_mail(site, case_id=case_id, key="x", topic="reminder")
    put_mail(site, account_id=site.accounts["anke"])
    visitor = visit("hana")
    for path in ("", "/timers", "/deliveries"):
        page = visitor.get(f"/operations{path}").text
        assert "ATL-" not in page
        assert "Dagoverzicht" not in page
    place = {"element": "first_talk", "occurrence": "1"}
    assert (
        visitor.get(f"/operations/timers/{case_id}?element=first_talk&occurrence=1").status
        == 404
    )
    data = {**place, "when": "now", "reason": "x"}
    assert visitor.post(f"/operations/timers/{case_id}", data=data).status == 403
    assert visitor.post("/operations/deliveries/2/retry").status == 403
    assert visitor.post("/operations/deliveries/1/retry").status == 404
    assert [row.due_at for row in rows(site, timer)] == [due_at]
    assert {row.status for row in rows(site, outbox)} == {"failed"}


def test_timers_are_filtered_and_paged_in_the_order_in_which_they_fire(visit, site):
    one = site.past_intake()
    other = site.past_intake(given="Ama")
    for nth in range(1, 61):
        put_timer(site, one, nth, occurrence=nth)
    put_timer(site, other, -1, element="elsewhere")
    put_timer(site, other, 2, occurrence=7, status="failed")
    visitor = visit("carla")

    def listed(path: str) -> list[str]:
        page = visitor.get(path)
        return [found.text_content().split()[-1] for found in page.find("//td[4]")]

    first = visitor.get("/operations/timers")
    numbers = listed("/operations/timers")
    assert len(numbers) == 50
    assert numbers[0] == "ATL-2026-000002"
    link = first.find('//a[@rel="next"]/@href')[0]
    assert len(listed(link)) == 11
    assert listed("/operations/timers?due=overdue") == ["ATL-2026-000002"]
    assert listed("/operations/timers?element=elsewhere") == ["ATL-2026-000002"]
    assert listed("/operations/timers?trajectory=nothing") == []
    assert listed("/operations/timers?status=failed") == ["ATL-2026-000002"]
    assert len(listed("/operations/timers?trajectory=welcome&status=odd")) == 50


@pytest.mark.databases("sqlite")
def test_timers_of_the_same_instant_are_each_on_one_page(visit, site, case_id):
    for nth in range(1, 121):
        put_timer(site, case_id, 1, occurrence=nth, element=f"at_{nth % 3}")
    visitor = visit("carla")
    seen: list[str] = []
    path = "/operations/timers"
    while path:
        page = visitor.get(path)
        seen += page.find('//a[contains(@href, "occurrence=")]/@href')
        path = next(iter(page.find('//a[@rel="next"]/@href')), "")
    assert len(seen) == len(set(seen)) == 120


@pytest.mark.databases("sqlite")
def test_a_supervisor_moves_a_timer_and_the_history_says_why(visit, site, case_id):
    put_timer(site, case_id, 1)
    visitor = visit("carla")
    page = visitor.get("/operations/timers")
    page = visitor.get(page.find('//a[contains(@href, "/operations/timers/")]/@href')[0])
    assert "3 mrt 2026, 12:00" in page.text
    wrong = visitor.send(page, "Verzet de timer", {"due_at": "gisteren", "reason": ACCENTS})
    assert wrong.status == 422
    assert ACCENTS in wrong.text
    assert wrong.find('//input[@name="due_at"]/@value') == ["gisteren"]
    assert wrong.find('//input[@name="due_at"]/@aria-invalid') == ["true"]
    past = visitor.send(page, "Verzet de timer", {"due_at": "2026-03-01T09:00"})
    assert past.status == 422
    none = visitor.send(page, "Verzet de timer", {"due_at": "2026-03-09T09:30"})
    assert none.status == 422
    assert "Geef een reden op" in none.text
    assert none.find('//input[@name="due_at"]/@value') == ["2026-03-09T09:30"]
    done = visitor.send(
        page, "Verzet de timer", {"due_at": "2026-03-29T02:30", "reason": ACCENTS}
    )
    assert done.path == "/operations/timers"
    assert "De timer gaat nu af op 29 mrt 2026, 03:30." in done.text
    (row,) = rows(site, timer)
    assert row.due_at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    told = visitor.get(f"/cases/{case_id}/history").text
    assert "Timer verzet: ‘Eerste gesprek’" in told
    assert "Van 3 mrt 2026, 12:00 naar 29 mrt 2026, 03:30" in told
    assert f"Reden: {ACCENTS}" in told


@pytest.mark.databases("sqlite")
def test_a_timer_can_fire_at_once_and_that_is_said(visit, site, case_id):
    put_timer(site, case_id, 1)
    visitor = visit("carla")
    page = visitor.get(f"/operations/timers/{case_id}?element=first_talk&occurrence=1")
    page = visitor.send(page, "Laat hem meteen afgaan", {"reason": "Klaar"})
    assert "gaat zo dadelijk af" in page.text
    assert [row.due_at for row in rows(site, timer)] == [site.clock.now()]


@pytest.mark.databases("sqlite")
def test_a_timer_that_follows_a_term_leads_to_the_case(visit, site, case_id):
    put_timer(site, case_id, 1, deadline="talk")
    visitor = visit("carla")
    listed = visitor.get("/operations/timers")
    assert "volgt een termijn" in listed.text
    assert listed.find('//a[contains(@href, "/operations/timers/")]') == []
    path = f"/operations/timers/{case_id}?element=first_talk&occurrence=1"
    page = visitor.get(path)
    assert page.find('//input[@name="due_at"]') == []
    sent = visitor.post(path, data={"when": "now", "reason": "x"})
    assert sent.status == 409
    assert "Schort de termijn op of verleng ze" in sent.text
    assert "timer_changed" not in {row.kind for row in rows(site, history)}


@pytest.mark.databases("sqlite")
def test_a_failed_letter_says_why_and_is_sent_again_from_the_row(visit, site, case_id):
    place = {"scope": "", "element": "letter", "occurrence": 1}
    put_mail(
        site, case_id=case_id, key="x", topic="letter", kind="send", takeovers=1, **place
    )
    put(
        site,
        incident,
        case_id=case_id,
        kind="delivery",
        text_nl="Het adres bestaat niet.",
        text_en="There is no such address.",
        material="{}",
        status="open",
        attempts=1,
        created_at=site.clock.now(),
        **place,
    )
    visitor = visit("carla")
    page = visitor.get("/operations/deliveries")
    assert "Het adres bestaat niet." in page.text
    assert [found.text_content() for found in page.find("//tbody//td")][3:5] == ["5", "1"]
    page = visitor.send(page, "Verstuur opnieuw")
    assert page.path == "/operations/deliveries"
    assert "Geen enkele verzending is mislukt" in page.text
    assert "wacht" in visitor.get("/operations/deliveries?status=waiting").text


def test_a_digest_that_failed_is_sent_again_once_and_that_is_recorded(visit, site):
    put_mail(site, account_id=site.accounts["anke"])
    visitor = visit("ada")
    page = visitor.get("/operations/deliveries")
    assert "Dagoverzicht" in page.text
    assert "De mailserver nam deze mail niet aan." in page.text
    assert "anke@" not in page.text
    done = visitor.send(page, "Verstuur opnieuw")
    assert "gaat zo dadelijk opnieuw op weg" in done.text
    (row,) = rows(site, outbox)
    assert (row.status, row.attempts) == ("waiting", 0)
    again = visitor.send(page, "Verstuur opnieuw")
    assert "al verstuurd of opnieuw ingepland" in again.text
    (kept,) = [row for row in rows(site, access) if row.kind == "delivery_retried"]
    assert kept.account_id == site.accounts["ada"]


@pytest.mark.databases("sqlite")
def test_the_pages_are_also_in_english(visit, site, case_id):
    put_timer(site, case_id, -1)
    visitor = visit("carla")
    visitor.post("/language", data={"language": "en"})
    for path in ("", "/timers", "/deliveries", "/deliveries?status=waiting"):
        assert visitor.get(f"/operations{path}").status == 200
    page = visitor.get("/operations").text
    assert "1 day behind, the oldest timer" in page
    assert "No scheduler ticks" in page


@pytest.mark.databases("sqlite")
def test_a_supervisor_finds_it_with_the_supervision_and_an_administrator_in_the_menu(visit):
    menu = '//header//a[@href="/operations"]'
    chief = visit("carla").get("/supervision")
    assert chief.find(menu) == []
    (link,) = chief.find('//main//nav//a[@href="/operations"]')
    assert link.text_content() == "Werking"
    there = visit("carla").get("/operations")
    current = there.find('//header//nav//a[@aria-current="true"]')
    assert [one.text_content() for one in current] == ["Opvolging"]
    (entry,) = visit("ada").get("/operations").find(menu)
    assert entry.get("aria-current") == "true"
