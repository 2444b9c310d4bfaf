"""What process designers see of versions, and how one gets live or is withdrawn."""

import io
import re
import zipfile

import pytest

from engine.definitions.bundle import Bundle
from engine.errors import ConflictError
from engine.operations.propose import propose
from tests.support.designs import DIAGRAM, FILES, STORY, diagram, proposed, publish_fees

#: What a designer sees is files: one kind of database will do.
pytestmark = pytest.mark.databases("sqlite")

RENAMED = diagram(('name="Intake doen"', 'name="Intakegesprek"'))
#: Parts of a version's pages.
TABS = (
    *("", "/diagrams/welcome.bpmn", "/tables", "/forms", "/forms/intake", "/terms"),
    *("/facts", "/findings", "/scenarios", "/difference"),
)


def test_the_list_says_what_is_live_runs_and_waits(visit, site):
    site.open_case()
    proposed(site, {DIAGRAM: RENAMED})
    text = visit("drew").get("/trajectories").text
    assert "Onthaal" in text
    assert "versie 1" in text
    assert "1 op versie 1" in text
    assert "1 wacht" in text


def test_findings_are_counted_apart(visit):
    page = visit("drew").get("/versions/1/findings-count")
    findings = visit("drew").get("/versions/1/findings")
    number = len(findings.find("//tbody/tr"))
    assert number > 0
    assert f"{number} bevindingen" in page.text
    assert "waarschuwing" in findings.text


@pytest.mark.parametrize("login", ["drew", "ada", "carla"])
def test_designers_administrators_and_supervisors_look_at_a_version(visit, login):
    onlooker = visit(login)
    for tab in TABS:
        assert onlooker.get(f"/versions/1{tab}").status == 200, tab


def test_what_is_not_there_is_not_found(visit):
    designer = visit("drew")
    for tab in ("/nope", "/tables/x.dmn", "/forms/x", "/files/x", "/diagrams/x"):
        assert designer.get(f"/versions/1{tab}").status == 404, tab
    assert designer.get("/versions/99").status == 404
    assert designer.get("/trajectories/nope").status == 404


def test_who_only_looks_is_offered_no_change(visit):
    text = visit("ada").get("/versions/1").text
    for word in ("Trek in", "Probeer een dossier", "Publiceer"):
        assert word not in text
    assert "Breng bestanden binnen" not in visit("ada").get("/trajectories").text


def test_the_trajectory_of_another_agency_is_not_shown(visit, site):
    files = {**FILES, "trajectory.toml": own(FILES["trajectory.toml"], "hvn")}
    definition_id = propose(site.leidraad, site.actor("dora"), Bundle(files))
    assert visit("dora").get(f"/versions/{definition_id}").status == 200
    assert visit("drew").get(f"/versions/{definition_id}").status == 404
    assert visit("drew").get("/trajectories/desk").status == 404
    assert "desk" not in visit("drew").get("/trajectories").text


def own(settings: bytes, owner: str) -> bytes:
    text = settings.decode().replace('id = "welcome"', 'id = "desk"')
    return text.replace('owner = "all"', f'owner = "{owner}"').encode()


def test_the_diagram_comes_with_its_steps_for_who_does_not_see_it(visit):
    page = visit("drew").get("/versions/1")
    (box,) = page.find("//*[@data-diagram]")
    assert box.get("data-diagram").encode() == FILES[DIAGRAM]
    assert "first_talk taak met formulier counsellor" in page.text
    assert page.find('//a[contains(@href, "/versions/1/forms/judge")]')


def test_a_form_is_shown_as_a_counsellor_sees_it_and_checked(visit):
    designer = visit("drew")
    page = designer.get("/versions/1/forms/intake")
    assert "Roepnaam" in page.text
    wrong = designer.send(page, "Kijk deze antwoorden na", {"f.children": "veel"})
    assert "worden niet aanvaard" in wrong.text
    assert wrong.find('//input[@name="f.children"]/@value') == ["veel"]
    answers = {"f.children": "2", "f.nickname": "Fa", "f.works": "no"}
    right = designer.send(wrong, "Kijk deze antwoorden na", answers)
    assert "zijn in orde" in right.text


def test_terms_come_with_basis_and_source(visit):
    text = visit("drew").get("/versions/1/terms").text
    assert "1 kalendermaand" in text
    assert "art. 1" in text
    assert "Bron: S1" in text
    assert "nog te bevestigen" in text


def test_facts_come_with_type_sensitivity_and_writer(visit):
    text = visit("drew").get("/versions/1/facts").text
    assert "Gezondheid health string gevoelig formulier forms/intake.json:" in text
    assert "Gewest region string gewoon bij het openen facts.toml" in text


def test_tables_of_law_are_shown_with_their_file(visit, site):
    publish_fees(site)
    designer = visit("drew")
    assert "fees.dmn" in designer.get("/law").text
    page = designer.get("/law/tables/fees.dmn")
    assert page.find("//*[@data-decisions]")
    assert "Regel Bron Geldig vanaf Opmerking 1 S27, S28" in page.text
    policy = page.response.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert designer.get("/law/tables/nope.dmn").status == 404
    assert designer.client.get("/law/files/fees.dmn").status_code == 200
    assert "fees.dmn" in designer.get("/versions/1/tables").text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", ("Getallen en hun bron", "Retributie (euro)", "90 euro", "te bevestigen")),
        ("en", ("Numbers and their source", "Fee (euro)", "90 euro", "to be confirmed")),
    ],
)
def test_numbers_of_law_come_with_their_source(visit, site, language, told):
    publish_fees(site)
    designer = visit("drew")
    assert "/law/numbers" in designer.get("/law").response.text
    designer.post("/language", data={"language": language})
    text = designer.get("/law/numbers").text
    for each in (*told, "S46 vvsg.be", "2023-09-01", "fees.dmn", "trajectory.toml"):
        assert each in text
    assert text.index("fees.dmn") < text.index("trajectory.toml")


def test_a_rule_is_explained_with_its_diagrams(visit):
    page = visit("drew").get("/rules/deadlock")
    assert "parallel join" in page.text
    wrong, right = page.find("//pre")
    assert wrong.text_content().startswith("<?xml")
    assert wrong.text_content() != right.text_content()
    assert visit("drew").get("/rules/deadline-length").status == 200
    for name in ("nope", "..", "Deadlock", "deadlock%2Fwrong", "%2e%2e%2Ffeel"):
        assert visit("drew").get(f"/rules/{name}").status == 404


def test_a_version_is_downloaded_whole_and_can_be_uploaded_again(visit):
    designer = visit("drew")
    response = designer.client.get("/versions/1/download")
    assert response.headers["Content-Disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    assert held == {f"welcome/{name}": raw for name, raw in FILES.items()}
    one = designer.client.get(f"/versions/1/files/{DIAGRAM}")
    assert one.data == FILES[DIAGRAM]
    assert one.headers["Content-Disposition"].startswith("attachment")
    assert one.headers["Content-Type"] == "application/octet-stream"


def test_a_shared_version_is_published_by_a_second_person(visit, site):
    definition_id = proposed(site, {DIAGRAM: RENAMED})
    proposer = visit("drew")
    page = proposer.get(f"/versions/{definition_id}")
    assert "een andere procesontwerper publiceert ze" in page.text
    assert page.find('//button[contains(., "Publiceer")]') == []
    refused = proposer.post(f"/versions/{definition_id}/publish", follow_redirects=True)
    assert "tweede persoon" in refused.text

    second = visit("dora")
    page = second.get(f"/versions/{definition_id}")
    done = second.send(page, "Publiceer")
    assert "Nieuwe dossiers starten vanaf nu op deze versie" in done.text
    table = second.get("/trajectories/welcome").text
    assert re.search(r"Versie 2 live .*Versie 1 vervangen", table)
    case_id = site.open_case()
    assert "Intakegesprek" in visit("anke").get(f"/cases/{case_id}").text


def test_running_cases_stay_on_their_version_and_the_old_one_can_come_back(visit, site):
    old = site.open_case()
    definition_id = proposed(site, {DIAGRAM: RENAMED})
    second = visit("dora")
    second.post(f"/versions/{definition_id}/publish")
    assert "Intake doen" in visit("anke").get(f"/cases/{old}").text
    back = second.send(second.get("/versions/1"), "Publiceer")
    assert "Nieuwe dossiers starten vanaf nu" in back.text
    assert re.search(
        r"Versie 2 vervangen .*Versie 1 live", second.get("/trajectories/welcome").text
    )


def test_a_version_is_withdrawn_with_a_reason(visit, site):
    site.open_case()
    designer = visit("drew")
    page = designer.get("/versions/1/withdraw")
    assert "1 lopend dossier" in page.text
    without = designer.send(page, "Trek in", {"reason": " "})
    assert without.status == 422
    assert "Geef een reden op" in without.text
    done = designer.send(without, "Trek in", {"reason": "Fout in de brief"})
    assert "ingetrokken" in done.text
    assert "geen" in designer.get("/trajectories").text
    again = designer.post("/versions/1/withdraw", data={"reason": "Nog eens"})
    assert again.status == 409


def test_a_proposal_cannot_take_a_trajectory_over(site):
    taken = FILES["trajectory.toml"].decode().replace('"all"', '"atlas"').encode()
    with pytest.raises(ConflictError, match="another owner"):
        proposed(site, {"trajectory.toml": taken})


def test_the_difference_is_told_in_words(visit, site):
    moved = (b'<dc:Bounds x="750" y="230"', b'<dc:Bounds x="760" y="230"')
    form = FILES["forms/judge.json"].replace(b'"label"', b'"label" ', 1)
    definition_id = proposed(
        site, {DIAGRAM: RENAMED.replace(*moved), "forms/judge.json": form}
    )
    page = visit("drew").get(f"/versions/{definition_id}/difference")
    told = {
        row.get("data-element"): row.get("data-change")
        for row in page.find("//tr[@data-element]")
    }
    assert told == {"intake": "changed", "judge": "moved"}
    assert "naam: Intake doen Intakegesprek" in page.text
    assert "2 bestanden verschillen" in page.text
    assert len(page.find('//tr[@class="added"]')) >= 1
    back = visit("drew").get(f"/versions/1/difference?with={definition_id}")
    assert "naam: Intakegesprek Intake doen" in back.text


def test_scenarios_are_told_and_played(visit, site):
    definition_id = proposed(site, {"scenarios/01_waiting.yaml": STORY.encode()})
    designer = visit("drew")
    page = designer.get(f"/versions/{definition_id}/scenarios")
    assert "Wie geen werk vindt, wacht" in page.text
    played = designer.send(page, "Speel alle scenario’s")
    assert "1 scenario loopt zoals verwacht" in played.text
    assert "van 4 taken" in played.text
    assert "Wat geen scenario gebruikte" in played.text
    with site.leidraad.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar_one() == 0


def test_a_scenario_that_does_not_hold_says_where(visit, site):
    wrong = STORY.replace(
        "task: intake, role: intake_desk", "task: judge, role: counsellor"
    )
    definition_id = proposed(site, {"scenarios/01.yaml": wrong.encode()})
    designer = visit("drew")
    page = designer.get(f"/versions/{definition_id}/scenarios")
    played = designer.send(page, "Speel alle scenario’s")
    assert "1 scenario loopt niet zoals verwacht" in played.text
    assert "Wie geen werk vindt, wacht 01.yaml 9" in played.text


@pytest.mark.parametrize(
    "story",
    [
        "title: [",
        "a: &a [1]\nb: [*a, *a]",
        "[" * 5000,
        "title: x\ngiven: 3\nsteps: []",
        "title: x\ngiven: {now: 2026-99-99, agency: atlas}\nsteps: []",
        "given: {now: 2026-01-05, agency: atlas, person: 3}\ntitle: x\nsteps: []",
    ],
)
def test_a_scenario_that_cannot_be_read_is_told(visit, site, story):
    definition_id = proposed(site, {"scenarios/01.yaml": story.encode()})
    page = visit("drew").get(f"/versions/{definition_id}/scenarios")
    assert page.status == 200
    assert "scenario-field" in page.text
    run = visit("drew").post(f"/versions/{definition_id}/scenarios")
    assert run.status == 422


@pytest.mark.parametrize(
    "step",
    [
        "clock: nonsense",
        "clock: 99999999999",
        "clock: P9999Y",
        "expect: 3",
        "do: [1]",
        "correct: x",
        "expect: {tasks: 3}",
        "retry: {}",
    ],
)
def test_a_step_that_makes_no_sense_is_told(visit, site, step):
    story = STORY[: STORY.index("steps:")] + f"steps:\n  - {step}\n"
    definition_id = proposed(site, {"scenarios/01.yaml": story.encode()})
    played = visit("drew").post(f"/versions/{definition_id}/scenarios")
    assert "1 scenario loopt niet zoals verwacht" in played.text


def test_texts_of_a_trajectory_are_only_text(visit, site):
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;"
    changed = diagram(('name="Intake doen"', f'name="{evil}"'))
    definition_id = proposed(site, {DIAGRAM: changed})
    for tab in TABS:
        page = visit("drew").get(f"/versions/{definition_id}{tab}")
        assert page.find("//script[not(@src)]") == []
        assert page.find("//*[@onload or @onerror]") == []
