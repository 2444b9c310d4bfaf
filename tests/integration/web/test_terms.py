"""What people do to the terms of a case, on pages that work without JavaScript."""

from datetime import UTC, date, datetime

import pytest

from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term

#: The talk counts from the 20th of February and is due on the 20th of March; today is
#: the 2nd.
LATER = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


#: Verb, what is sent, and the field that is wrong in it.
WRONG: tuple[tuple[str, dict[str, str], str], ...] = (
    ("suspend", {"from_on": "", "reason": "x"}, "from_on"),
    ("suspend", {"from_on": "2026-02-19", "reason": "x"}, "from_on"),
    ("suspend", {"from_on": "2026-03-03", "reason": "x"}, "from_on"),
    ("suspend", {"from_on": "2026-03-02", "reason": "  "}, "reason"),
    ("suspend", {"from_on": "2026-03-02", "reason": "x" * 2001}, "reason"),
    ("suspend", {"from_on": "2026-03-02", "reason": "x", "proof": "y" * 2001}, "proof"),
    ("meet", {"met_on": "0001-01-01", "reason": "x"}, "met_on"),
    ("meet", {"met_on": "ooit", "reason": "x"}, "met_on"),
    ("extend", {"period": "", "unit": "D", "reason": "x"}, "period"),
    ("extend", {"period": "-1", "unit": "D", "reason": "x"}, "period"),
    ("extend", {"period": "1.5", "unit": "D", "reason": "x"}, "period"),
    ("extend", {"period": "9" * 400, "unit": "D", "reason": "x"}, "period"),
    ("extend", {"period": "1", "unit": "S", "reason": "x"}, "period"),
    ("extend", {"period": "1", "unit": "D", "reason": ""}, "reason"),
    ("waive", {"reason": ""}, "reason"),
)


@pytest.fixture
def case_id(site):
    return site.past_intake()


@pytest.fixture
def term_id(site, case_id):
    """The term of the talk."""
    assert case_id
    with site.leidraad.reading() as connection:
        found = connection.exec_driver_sql("SELECT deadline_id FROM deadline")
        return found.scalar_one()


def follow(visitor, page, words):
    """Follow the link with these words."""
    links = page.find(f'//a[starts-with(normalize-space(.), "{words}")]/@href')
    assert links, f"no link {words!r} in: {page.text}"
    return visitor.get(links[0])


def offered(page):
    """Give the verbs that the page offers for the term."""
    return [
        link.rpartition("/")[2] for link in page.find('//a/@href[contains(., "/terms/")]')
    ]


def test_a_term_is_suspended_and_resumed_with_the_days_added(visit, site, case_id):
    visitor = visit("bram")
    page = follow(visitor, visitor.get(f"/cases/{case_id}"), "Schort op")
    asked = {"from_on": "2026-03-02", "reason": "Ziek.", "proof": "Attest 12."}
    page = visitor.send(page, "Schort op", asked)
    assert page.path == f"/cases/{case_id}"
    assert "De termijn is opgeschort." in page.text
    assert "Eerste gesprek opgeschort sinds 2 mrt 2026" in page.text
    assert "Opgeschort vanaf 2 mrt 2026 Reden: Ziek. Bewijs: Attest 12." in page.text
    assert "Bram Demo, 2 mrt 2026, 12:00" in page.text
    site.clock.set(LATER)
    page = follow(visitor, visitor.get(f"/cases/{case_id}"), "Hervat")
    page = visitor.send(page, "Hervat", {"until_on": "2026-03-14"})
    assert "De laatste dag is nu 1 apr 2026." in page.text
    assert (
        "Telt weer vanaf 14 mrt 2026 . Laatste dag van 20 mrt 2026 naar 1 apr" in page.text
    )
    assert "van 2 tot en met 13 maart 2026 (Ziek): 12 dagen bijgeteld" in page.text
    assert page.find("//details[@open]//li")
    history = visitor.get(f"/cases/{case_id}/history").text
    assert "Termijn ‘Eerste gesprek’: Opgeschort vanaf 2 mrt 2026" in history
    assert "Termijn ‘Eerste gesprek’: Telt weer vanaf 14 mrt 2026" in history


def test_which_of_two_suspensions_ends_is_chosen(visit, site, case_id, term_id):
    for reason in ("Ziek.", "Verhuis."):
        suspend_term(
            site.leidraad,
            site.actor("bram"),
            term_id,
            from_on=date(2026, 3, 2),
            reason=reason,
        )
    site.clock.set(LATER)
    visitor = visit("bram")
    page = follow(visitor, visitor.get(f"/cases/{case_id}"), "Hervat")
    first, _second = page.find('//select[@name="change_id"]/option/@value')
    page = visitor.send(page, "Hervat", {"until_on": "2026-03-14", "change_id": first})
    assert "Ze is nog om een andere reden opgeschort." in page.text
    page = follow(visitor, page, "Hervat")
    assert page.find('//select[@name="change_id"]') == []


def test_a_supervisor_extends_as_far_as_the_law_allows(visit, case_id):
    visitor = visit("carla")
    page = follow(visitor, visitor.get(f"/cases/{case_id}"), "Verleng")
    assert "In totaal hoogstens 1 kalendermaand." in page.text
    asked = {"period": "2", "unit": "M", "reason": "Tolk gezocht."}
    page = visitor.send(page, "Verleng", asked)
    assert page.status == 422
    assert page.find('//*[@aria-invalid="true"]/@name') == ["period"]
    assert page.find('//select[@name="unit"]/option[@selected]/@value') == ["M"]
    assert page.find("//textarea/text()") == ["Tolk gezocht."]
    page = visitor.send(page, "Verleng", {"period": "1"})
    assert "De laatste dag is nu 20 apr 2026." in page.text
    assert "Verlengd met 1 kalendermaand" in page.text


def test_a_term_is_waived_or_met_by_hand_and_its_task_stays(visit, site, case_id):
    visitor = visit("carla")
    page = follow(visitor, visitor.get(f"/cases/{case_id}"), "Laat vallen")
    page = visitor.send(page, "Laat vallen", {"reason": "Niet meer nodig."})
    assert "Afgesloten termijnen (1)" in page.text
    assert "Er loopt geen termijn." in page.text
    assert offered(page) == []
    other = site.past_intake(given="Ander")
    page = follow(visitor, visitor.get(f"/cases/{other}"), "Gehaald")
    asked = {"met_on": "2026-03-01", "reason": "Gesprek aan de balie."}
    page = visitor.send(page, "Gehaald", asked)
    assert "Gehaald op 1 mrt 2026" in page.text
    assert (
        "Eerste gesprek"
        in page.find('//section[@aria-labelledby="tasks-title"]')[0].text_content()
    )


def test_the_task_shows_the_term_it_follows_and_leads_back_to_itself(visit, site, case_id):
    visitor = visit("bram")
    task = f"/tasks/{site.task(case_id, 'first_talk')}"
    page = visitor.get(task)
    assert "Termijn van deze taak Eerste gesprek" in page.text
    assert "Geteld vanaf de inschrijving in het register" in page.text
    page = follow(visitor, page, "Schort op")
    page = visitor.send(page, "Schort op", {"from_on": "2026-03-02", "reason": "Ziek."})
    assert page.path == task


def test_the_field_that_is_wrong_is_named_and_nothing_is_lost(visit, site, term_id):
    before = rows(site)
    visitor = visit("carla")
    for verb, sent, wrong in WRONG:
        page = visitor.post(f"/terms/{term_id}/{verb}", data=sent)
        assert page.status == 422
        assert page.find('//*[@aria-invalid="true"]/@name') == [wrong], (verb, sent)
        for name, value in sent.items():
            if name not in ("reason", "unit"):
                assert page.find(f'//input[@name="{name}"]/@value') == [value]
        kept = "".join(page.find("//textarea/text()"))
        assert kept.strip() == sent["reason"].strip()
    assert rows(site) == before


def test_who_was_second_reads_who_was_first_and_keeps_what_was_typed(
    visit, site, case_id, term_id
):
    visitor = visit("bram")
    page = follow(visitor, visitor.get(f"/cases/{case_id}"), "Schort op")
    chief = site.actor("carla")
    suspend_term(site.leidraad, chief, term_id, from_on=date(2026, 3, 2), reason="Verhuis.")
    typed = {"from_on": "2026-03-02", "reason": "Ziek."}
    page = visitor.send(page, "Schort op", typed)
    assert page.status == 409
    assert "Carla Demo was u voor" in page.text
    assert page.find("//textarea/text()") == ["Ziek."]
    waive_term(site.leidraad, chief, term_id, reason="Weg.")
    page = visitor.send(page, "Schort op", typed)
    assert page.status == 409
    assert "Ziek." in page.text


def test_a_counsellor_neither_extends_nor_waives(visit, case_id, term_id):
    visitor = visit("bram")
    assert offered(visitor.get(f"/cases/{case_id}")) == ["suspend", "meet"]
    for verb in ("extend", "waive"):
        assert visitor.get(f"/terms/{term_id}/{verb}").status == 403
        sent = {"period": "1", "unit": "D", "reason": "x"}
        assert visitor.post(f"/terms/{term_id}/{verb}", data=sent).status == 403


def test_what_cannot_be_done_now_has_no_page(visit, case_id, term_id):
    visitor = visit("carla")
    assert visitor.get(f"/terms/{term_id}/resume").status == 404
    assert visitor.get("/terms/999/suspend").status == 404
    assert visitor.get(f"/terms/{term_id}/forget").status == 404
    page = visitor.post(
        f"/terms/{term_id}/resume", data={"until_on": "2026-03-02", "reason": ""}
    )
    assert page.status == 409
    visitor.post(f"/cases/{case_id}/cancel", data={"reason": "Verhuisd."})
    assert visitor.get(f"/terms/{term_id}/suspend").status == 404
    assert offered(visitor.get(f"/cases/{case_id}")) == []


def test_a_refusal_about_a_term_is_recorded_with_its_case(visit, site, case_id, term_id):
    visit("hana").get(f"/terms/{term_id}/suspend")
    with site.leidraad.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT case_id FROM access WHERE kind = 'refused'"
        )
        assert [case for (case,) in found] == [case_id]


def rows(site) -> list[object]:
    with site.leidraad.reading() as connection:
        return [
            connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
            for table in ("deadline", "term_change", "timer", "history", "task")
        ]
