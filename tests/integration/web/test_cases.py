"""The pages of a case, and what people do to it beside its tasks."""

import pytest

from engine.operations.add_note import add_note
from engine.operations.claim_task import claim_task
from tests.support.site import INTAKE


@pytest.fixture
def case_id(site):
    return site.past_intake()


def test_the_overview_tells_what_to_do_and_what_it_waits_for(visit, case_id):
    page = visit("bram").get(f"/cases/{case_id}")
    assert "Fatou Verzonnen lopend" in page.text
    assert "ATL-2026-000001" in page.text
    assert "Eerste gesprek" in page.text
    assert "Bericht: Werk gevonden" in page.text


def test_a_term_says_why_its_date_is_what_it_is(visit, case_id):
    page = visit("bram").get(f"/cases/{case_id}")
    why = page.find("//details")[0].text_content()
    assert "art. 1" in why
    assert "Geteld vanaf de inschrijving in het register van 20 februari 2026" in why
    assert "Nog te bevestigen" in why
    assert "20 mrt 2026" in page.text
    assert "Telt vanaf de inschrijving in het register, 20 feb 2026" in page.text
    assert "1 kalendermaand" in page.text


def test_facts_are_shown_by_title_with_what_is_sensitive(visit, case_id):
    page = visit("bram").get(f"/cases/{case_id}/facts")
    assert "Hoogste diploma Secundair" in page.text
    row = page.find('//tr[.//*[contains(text(), "Gezondheid")]]')[0]
    assert "gevoelig" in row.text_content()


def test_a_fact_is_corrected_with_a_reason(visit, case_id):
    visitor = visit("bram")
    page = visitor.get(f"/cases/{case_id}/facts/children")
    page = visitor.send(page, "Verbeter", {"value": "3", "reason": ""})
    assert page.status == 422
    assert page.find('//input[@name="value"]/@value') == ["3"]
    page = visitor.send(page, "Verbeter", {"reason": "Las het attest verkeerd."})
    assert page.path == f"/cases/{case_id}/facts"
    assert "Kinderen 3" in page.text
    history = visitor.get(f"/cases/{case_id}/history").text
    assert "Gegeven verbeterd: Kinderen Reden: Las het attest verkeerd." in history


@pytest.mark.parametrize("value", ["drie", "1e999999", "x" * 20_000])
def test_a_correction_of_the_wrong_type_is_told(visit, case_id, value):
    visitor = visit("bram")
    page = visitor.get(f"/cases/{case_id}/facts/children")
    page = visitor.send(page, "Verbeter", {"value": value, "reason": "Zo is het."})
    assert page.status == 422
    assert "Kinderen 2" in visitor.get(f"/cases/{case_id}/facts").text


def test_a_note_is_kept_and_an_empty_one_refused(visit, case_id):
    visitor = visit("bram")
    page = visitor.get(f"/cases/{case_id}")
    page = visitor.send(page, "Bewaar notitie", {"text": "Belde <b>terug</b>."})
    assert "Belde <b>terug</b>." in page.text
    page = visitor.send(page, "Bewaar notitie", {"text": "   "})
    assert page.status == 422


def test_a_message_from_outside_is_entered_and_the_case_goes_on(visit, case_id):
    visitor = visit("bram")
    page = visitor.send(visitor.get(f"/cases/{case_id}"), "Bewaar notitie", {"text": "."})
    page = visitor.get(f"/cases/{case_id}/messages/work_found")
    page = visitor.send(page, "Voer in", {"f.found_on": "gisteren", "f.hours": "20"})
    assert page.status == 422
    assert page.find('//input[@name="f.hours"]/@value') == ["20"]
    page = visitor.send(page, "Voer in", {"f.found_on": "2026-03-01"})
    assert page.path == f"/cases/{case_id}"
    assert "Bericht: Werk gevonden" not in page.text
    page = visitor.post(f"/cases/{case_id}/messages/work_found")
    assert page.status == 409
    assert "wacht niet op het bericht" in page.text


def test_the_history_tells_who_did_what(visit, case_id):
    page = visit("bram").get(f"/cases/{case_id}/history")
    lines = [one.text_content() for one in page.find('//ol[@class="timeline"]/li')]
    assert "Anke Demo" in lines[-1]
    assert "Dossier geopend" in lines[-1]
    assert any("‘Intake doen’ afgerond" in line and "Roepnaam" in line for line in lines)
    assert "Goed." not in page.text


def test_the_diagram_has_the_current_elements_and_its_words(visit, case_id):
    visitor = visit("bram")
    box = visitor.get(f"/cases/{case_id}/diagram").find("//*[@data-diagram]")[0]
    assert box.get("data-current").split() == ["first_talk", "nt2_level", "work_awaited"]
    assert "intake" in box.get("data-done").split()
    assert "<bpmn:definitions" in box.get("data-diagram")
    assert box.get("data-labels") == "{}"
    visitor.send(visitor.get("/cases"), "English")
    box = visitor.get(f"/cases/{case_id}/diagram").find("//*[@data-diagram]")[0]
    assert "First talk" in box.get("data-labels")


def test_a_case_is_opened_by_hand(visit):
    visitor = visit("anke")
    page = visitor.send(
        visitor.get("/cases/new"), "Toon de vragen", {"trajectory": "welcome"}
    )
    values = {"given_name": "Olena", "family_name": "Verzinsel", "born_on": "1988-02-30"}
    page = visitor.send(page, "Open het dossier", values)
    assert page.status == 422
    assert page.find('//input[@name="given_name"]/@value') == ["Olena"]
    page = visitor.send(
        page, "Open het dossier", {"born_on": "1988-02-28", "f.registered_on": "2026-03-01"}
    )
    assert "Olena Verzinsel" in page.text
    assert "Intake doen" in page.text


def test_a_person_needs_a_name_and_a_start_fact_its_type(visit):
    visitor = visit("anke")
    page = visitor.get("/cases/new?trajectory=welcome")
    page = visitor.send(page, "Open het dossier", {"f.registered_on": "ooit"})
    assert page.status == 422
    page = visitor.send(page, "Open het dossier", {"f.registered_on": ""})
    assert page.status == 422
    assert "Geef een naam op" in page.text
    assert visitor.get("/cases/new?trajectory=nope").status == 200


def test_search_finds_the_case_and_is_recorded(visit, site, case_id):
    visitor = visit("bram")
    page = visitor.send(visitor.get("/tasks"), "Zoek", {"q": "verz"})
    assert "1 dossier gevonden" in page.text
    assert page.find(f'//a[@href="/cases/{case_id}"]')
    assert kinds(site).count("search") == 1


def test_each_reading_of_a_case_is_recorded(visit, site, case_id):
    visitor = visit("bram")
    visitor.get(f"/cases/{case_id}")
    visitor.get(f"/cases/{case_id}/facts")
    visitor.get(f"/cases/{case_id}/history")
    visitor.get(f"/tasks/{site.task(case_id, 'first_talk')}")
    assert {"read_case", "read_facts", "read_history", "read_task"} <= set(kinds(site))


def test_my_cases_hold_what_i_did(visit, case_id):
    assert "Fatou Verzonnen" in visit("anke").get("/cases").text
    assert f"/cases/{case_id}" not in visit("bo").get("/cases").response.text


def test_a_closed_case_can_only_be_read(visit, site, case_id):
    site.do("bram", case_id, "first_talk", talk_report="Goed.")
    chief = visit("carla")
    page = chief.get(f"/cases/{case_id}/cancel")
    page = chief.send(page, "Zet stop", {"reason": ""})
    assert page.status == 422
    page = chief.send(page, "Zet stop", {"reason": "Verhuisd."})
    assert "stopgezet" in page.text
    assert "Verbeter" not in chief.get(f"/cases/{case_id}/facts").text
    assert chief.get(f"/cases/{case_id}/facts/children").status == 404
    again = chief.post(f"/cases/{case_id}/cancel", data={"reason": "Nog eens."})
    assert again.status == 409
    assert "afgesloten" in again.text


def test_markup_in_names_notes_and_answers_stays_text(visit, site):
    case_id = site.open_case("<script>x</script>", "<i>Schuin</i>")
    site.do("anke", case_id, "intake", **{**INTAKE, "nickname": "<img src=x>"})
    add_note(site.leidraad, site.actor("bram"), case_id, "<script>y</script>")
    visitor = visit("bram")
    talk = site.task(case_id, "first_talk")
    claim_task(site.leidraad, site.actor("bram"), talk)
    for path in ("", "/facts", "/history", "/diagram"):
        page = visitor.get(f"/cases/{case_id}{path}")
        assert page.find("//script[not(@src)]|//i|//img[@src='x']") == []
    page = visitor.get(f"/tasks/{talk}")
    assert page.find("//script[not(@src)]|//i|//img[@src='x']") == []
    assert "<img src=x>" in page.text


def kinds(site) -> list[str]:
    with site.leidraad.reading() as connection:
        rows = connection.exec_driver_sql("SELECT kind FROM access ORDER BY access_id")
        return [kind for (kind,) in rows]
