"""A test case steps through a version on its own clock, and leaves nothing behind."""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.scenarios import trial_folders
from tests.support.designs import STORY, proposed
from tests.support.site import INTAKE

#: A trial plays on a database of its own, whatever the other one is.
pytestmark = pytest.mark.databases("sqlite")

START = {
    "agency": "atlas",
    "now": "2026-03-02T09:00",
    "given_name": "Testa",
    "family_name": "Proef",
    "born_on": "1990-05-17",
    "f.registered_on": "2026-02-20",
    "f.region": "brussels",
}
ANSWERS = {f"f.{key}": value for key, value in INTAKE.items()}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Keep the test cases of a test apart from those of the machine."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def designer(visit):
    return visit("drew")


def begun(designer, **more):
    page = designer.get("/versions/1/trial")
    return designer.send(page, "Begin", {**START, **more})


def folders() -> list[Path]:
    (home,) = Path(tempfile.gettempdir()).glob("leidraad-trials-*")
    return sorted(home.iterdir())


def rows(site, table: str) -> int:
    with site.leidraad.reading() as connection:
        counted = connection.exec_driver_sql(f"SELECT count(*) FROM {table}")
        return int(counted.scalar_one())


def do(designer, task: str, **answers):
    page = designer.get("/trial")
    (link,) = page.find(f'//main//a[contains(., "{task}")]/@href')
    return designer.send(designer.get(link), "Rond taak af", answers)


def test_a_test_case_is_worked_to_its_end(designer):
    page = begun(designer)
    assert "Testa Proef lopend" in page.text
    assert "Intake doen intake_desk · Atlas" in page.text
    (box,) = page.find("//*[@data-diagram]")
    assert box.get("data-current") == "intake"

    page = do(designer, "Intake doen", **ANSWERS)
    assert "Eerste gesprek counsellor · Atlas · tegen 20 mrt 2026" in page.text
    assert "Niveau bepalen nt2_consultant · Huis van het Nederlands" in page.text
    (box,) = page.find("//*[@data-diagram]")
    assert set(box.get("data-current").split()) == {
        *("first_talk", "nt2_level", "work_awaited"),
    }
    assert "intake" in box.get("data-done").split()
    assert "Roepnaam Fa" in page.text

    do(designer, "Eerste gesprek", **{"f.talk_report": "Goed."})
    do(designer, "Niveau bepalen", **{"f.level": "a1"})
    message = designer.get("/trial/messages/work_found")
    page = designer.send(message, "Voer in", {"f.found_on": "2026-03-03", "f.hours": "20"})
    assert "Uren per week 20" in page.text

    page = do(designer, "Besluiten", **{"f.verdict": "yes"})
    assert "Testa Proef afgesloten" in page.text
    assert "Er zijn geen open taken" in page.text
    assert "Dossier afgesloten: Toegekend" in page.text


def test_answers_that_are_wrong_stay_on_the_page(designer):
    begun(designer)
    page = do(designer, "Intake doen", **{**ANSWERS, "f.children": "veel"})
    assert page.status == 422
    assert page.find('//input[@name="f.children"]/@value') == ["veel"]
    assert "Kinderen" in page.find('//*[@role="alert"]')[0].text_content()


def test_time_passes_for_the_test_case_only(designer, site):
    begun(designer)
    do(designer, "Intake doen", **ANSWERS)
    page = designer.send(designer.get("/trial"), "Dertig dagen verder")
    assert "1 apr 2026, 09:00" in page.text
    assert "Eerste gesprek niet gehaald" in page.text
    assert site.clock.now() == datetime(2026, 3, 2, 11, tzinfo=UTC)
    page = designer.send(page, "Verzet", {"to": "2026-04-15T08:30"})
    assert "15 apr 2026, 08:30" in page.text
    page = designer.send(page, "Verzet", {"to": "2026-01-01T08:30"})
    assert "De klok gaat alleen vooruit" in page.text
    page = designer.send(page, "Verzet", {"to": "nooit"})
    assert "Schrijf een dag die bestaat" in page.text


def test_nothing_of_it_reaches_the_real_database(designer, site):
    tables = ("cases", "task", "person", "history", "outbox", "definition", "account")
    before = {table: rows(site, table) for table in tables}
    begun(designer)
    do(designer, "Intake doen", **ANSWERS)
    assert {table: rows(site, table) for table in tables} == before


def test_it_is_thrown_away_on_request(designer):
    page = begun(designer)
    assert len(folders()) == 1
    done = designer.send(page, "Gooi weg")
    assert "Het testdossier is weg" in done.text
    assert folders() == []
    assert designer.get("/trial").path == "/trajectories"


def test_a_new_one_takes_the_place_of_the_old_one(designer):
    begun(designer)
    (first,) = folders()
    begun(designer)
    (second,) = folders()
    assert first != second


def test_after_an_hour_without_use_it_is_gone(designer):
    begun(designer)
    (folder,) = folders()
    assert trial_folders.sweep() == 0
    old = datetime.now(UTC).timestamp() - 3_700
    os.utime(folder / "trial.json", (old, old))
    assert trial_folders.sweep() == 1
    page = designer.get("/trial")
    assert page.path == "/trajectories"
    assert "Dit testdossier is er niet meer" in page.text
    assert designer.get("/trial/tasks/1").status == 404


def test_nobody_else_opens_it(designer, visit):
    begun(designer)
    with designer.client.session_transaction() as session:
        identifier = session["trial"]
    other = visit("dora")
    with other.client.session_transaction() as session:
        session["trial"] = identifier
    assert "is er niet meer" in other.get("/trial").text
    assert len(folders()) == 1


@pytest.mark.parametrize("identifier", ["..", "../../etc", "", "a" * 30, 7])
def test_an_id_leads_nowhere_but_to_a_test_case(designer, identifier):
    with designer.client.session_transaction() as session:
        session["trial"] = identifier
    assert designer.get("/trial").path == "/trajectories"
    assert designer.post("/trial/discard").status == 303


def test_a_start_that_cannot_be_is_told_and_kept(designer):
    page = begun(designer, **{"f.registered_on": "gisteren"})
    assert page.status == 422
    assert page.find('//input[@name="f.registered_on"]/@value') == ["gisteren"]
    assert page.find('//input[@name="given_name"]/@value') == ["Testa"]
    for wrong in ({"now": "ooit"}, {"agency": "nergens"}, {"born_on": "x"}):
        assert begun(designer, **wrong).status == 422
    assert begun(designer, given_name="", family_name="").status == 422


def test_it_starts_as_a_scenario_does(designer, site):
    definition_id = proposed(site, {"scenarios/01.yaml": STORY.encode()})
    page = designer.get(f"/versions/{definition_id}/trial?scenario=01.yaml")
    assert page.find('//input[@name="family_name"]/@value') == ["Voorbeeld"]
    assert page.find('//input[@name="f.region"]/@value') == ["flanders"]
    page = designer.send(page, "Begin")
    assert "2 mrt 2026, 09:00" in page.text
    assert "Testa Voorbeeld" in page.text


def test_who_may_not_change_a_trajectory_may_not_try_it(visit):
    for login in ("ada", "carla", "anke"):
        assert visit(login).get("/versions/1/trial").status == 403
        assert visit(login).post("/versions/1/trial", data=START).status == 403
