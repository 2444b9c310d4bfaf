"""Clearing tasks without JavaScript: claim, fill in, save, complete, and all conflicts."""

import pytest

from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.reassign_task import reassign_task
from engine.operations.send_message import send_message
from tests.support.site import INTAKE


@pytest.fixture
def case_id(site):
    return site.open_case()


@pytest.fixture
def task_id(site, case_id):
    return site.task(case_id, "intake")


@pytest.fixture
def claimed(site, task_id):
    claim_task(site.leidraad, site.actor("anke"), task_id)
    return task_id


def answers(**more):
    return {f"f.{key}": value for key, value in {**INTAKE, **more}.items()}


def test_a_counsellor_clears_a_task(visit, case_id, task_id):
    visitor = visit("anke")
    page = visitor.get("/tasks?view=unclaimed")
    assert "Intake doen Fatou Verzonnen" in page.text
    page = visitor.send(page, "Neem op")
    assert page.path == f"/tasks/{task_id}"
    page = visitor.send(page, "Rond taak af", answers())
    assert page.path == f"/tasks/{task_id}/done"
    assert "‘Intake doen’ voor Fatou Verzonnen is afgerond" in page.text
    facts = visitor.get(f"/cases/{case_id}/facts").text
    assert "Roepnaam Fa" in facts
    assert "Talen Frans, Arabisch" in facts


def test_what_was_typed_stays_when_it_is_not_accepted(visit, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    page = visitor.send(
        page, "Rond taak af", answers(nickname="", children="twee", health="Lang verslag.")
    )
    assert page.status == 422
    assert "2 velden zijn niet juist ingevuld" in page.text
    assert page.find('//a[@href="#f-nickname"]')
    assert page.find('//input[@name="f.children"]/@value') == ["twee"]
    assert page.find('//textarea[@name="f.health"]/text()') == ["Lang verslag."]
    assert page.find('//input[@name="f.languages"][@checked]/@value') == ["fr", "ar"]
    assert page.find("//option[@selected]/@value") == ["secondary"]
    wrong = page.find('//input[@name="f.children"]')[0]
    assert wrong.get("aria-invalid") == "true"
    fault = page.find(f'//*[@id="{wrong.get("aria-describedby").split()[-1]}"]')[0]
    assert "getal" in fault.text_content()


def test_a_hidden_question_is_neither_asked_nor_kept(visit, case_id, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    hidden = page.find("//*[@data-hidden]/@data-field")
    assert hidden == ["f.employer"]
    visitor.send(page, "Rond taak af", answers(works="no", employer="Niemand"))
    assert "Niemand" not in visitor.get(f"/cases/{case_id}/facts").text


def test_a_question_that_an_answer_asks_for_must_be_answered(visit, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    page = visitor.send(page, "Rond taak af", answers(works="yes"))
    assert page.status == 422
    assert page.find('//a[@href="#f-employer"]')
    page = visitor.send(page, "Rond taak af", answers(works="yes", employer="Haven"))
    assert page.path.endswith("/done")


def test_a_draft_is_kept_and_shown_again(visit, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    page = visitor.send(page, "Bewaar concept", {"f.nickname": "Half", "f.children": "x"})
    assert "bewaard als concept" in page.text
    page = visitor.get(f"/tasks/{claimed}")
    assert "Dit is uw concept" in page.text
    assert page.find('//input[@name="f.nickname"]/@value') == ["Half"]
    assert page.find('//input[@name="f.children"]/@value') == ["x"]


def test_htmx_keeps_a_draft_and_learns_what_is_hidden(visit, claimed):
    visitor = visit("anke")
    page = visitor.post(
        f"/tasks/{claimed}/draft",
        data={"f.works": "yes"},
        headers={"HX-Request": "true"},
    )
    assert page.find("//@data-hidden-fields") == [""]
    page = visitor.post(
        f"/tasks/{claimed}/draft", data={"f.works": "no"}, headers={"HX-Request": "true"}
    )
    assert page.find("//@data-hidden-fields") == ["f.employer"]
    assert page.text.startswith("Concept bewaard om")


def test_two_submits_of_one_form_complete_once_and_say_so(visit, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    first = visitor.send(page, "Rond taak af", answers())
    second = visitor.send(page, "Rond taak af", answers(health="Nog iets."))
    assert first.status == 200
    assert second.status == 409
    assert "Anke Demo heeft de taak ‘Intake doen’ al afgerond" in second.text
    assert "Wat u typte" in second.text
    assert "Nog iets." in second.text


def test_who_comes_second_reads_who_was_first_and_when(visit, site):
    case_id = site.past_intake()
    task_id = site.task(case_id, "first_talk")
    visitor = visit("bram")
    page = visitor.get("/tasks?view=unclaimed")
    claim_task(site.leidraad, site.actor("bo"), task_id)
    form = page.find(f'//tr[@id="task-{task_id}"]//form')[0]
    sent = visitor.post(
        form.get("action"), data=dict(form.form_values()), headers={"HX-Request": "true"}
    )
    assert sent.status == 409
    assert sent.find("//tr/@id") == [f"task-{task_id}"]
    assert "Bo Demo was u voor" in sent.text
    assert "02/03/2026 om 12:00" in sent.text
    page = visitor.send(page, "Neem op: Eerste gesprek")
    assert "Bo Demo was u voor" in page.text
    assert "Bo Demo heeft deze taak sinds" in page.text


def test_a_task_that_was_given_to_a_colleague_meanwhile_keeps_what_was_typed(visit, site):
    case_id = site.past_intake()
    task_id = site.task(case_id, "first_talk")
    claim_task(site.leidraad, site.actor("bram"), task_id)
    visitor = visit("bram")
    page = visitor.get(f"/tasks/{task_id}")
    bo = site.accounts["bo"]
    reassign_task(site.leidraad, site.actor("carla"), task_id, to=bo, reason="Ziek.")
    page = visitor.send(page, "Rond taak af", {"f.talk_report": "Een heel verslag."})
    assert page.status == 403
    assert "Bo Demo" in page.text
    assert "Een heel verslag." in page.text


def test_a_stale_form_is_told_and_can_be_sent_again(visit, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    page = visitor.send(page, "Rond taak af", {**answers(), "version": "1"})
    assert page.status == 409
    assert "intussen gewijzigd" in page.text
    assert page.find('//input[@name="f.nickname"]/@value') == ["Fa"]
    page = visitor.send(page, "Rond taak af")
    assert page.path.endswith("/done")


def test_four_eyes_hold_on_the_page(visit, site):
    case_id = site.past_intake()
    site.do("bram", case_id, "first_talk", talk_report="Goed.")
    site.do("bo", case_id, "nt2_level", level="a1")
    visitor = visit("bram")
    message = visitor.get(f"/cases/{case_id}/messages/work_found")
    visitor.send(message, "Voer in", {"f.found_on": "2026-03-01", "f.hours": "20"})
    judge = site.task(case_id, "judge")
    page = visitor.send(visitor.get(f"/tasks/{judge}"), "Neem op")
    assert "een ander moet nakijken" in page.text


def test_a_step_that_fails_keeps_the_answers_and_opens_an_incident(visit, site):
    case_id = ready_to_judge(site)
    judge = site.task(case_id, "judge")
    claim_task(site.leidraad, site.actor("bo"), judge)
    visitor = visit("bo")
    page = visitor.get(f"/tasks/{judge}")
    page = visitor.send(page, "Rond taak af", {"f.verdict": "odd"})
    assert page.status == 500
    assert "Uw antwoorden zijn bewaard" in page.text
    assert page.find('//input[@name="f.verdict"][@checked]/@value') == ["odd"]
    assert "staat stil door een fout" in visitor.get(f"/cases/{case_id}").text


@pytest.mark.usefixtures("claimed")
def test_giving_back_frees_the_task(visit):
    visitor = visit("anke")
    page = visitor.send(visitor.get("/tasks"), "Geef terug")
    assert "weer vrij voor het team" in page.text
    assert "U hebt nu geen taken" in visitor.get("/tasks").text


def test_a_claim_by_htmx_gives_the_row_back(visit, task_id):
    visitor = visit("anke")
    page = visitor.post(f"/tasks/{task_id}/claim", headers={"HX-Request": "true"})
    assert page.status == 200
    assert page.find("//tr/@id") == [f"task-{task_id}"]
    assert page.form("Geef terug") is not None
    assert page.find("//a[@autofocus]")


def test_the_page_after_a_task_offers_what_comes_next(visit, site, claimed):
    visitor = visit("anke")
    page = visitor.get(f"/tasks/{claimed}")
    complete_task(site.leidraad, site.actor("anke"), claimed, INTAKE)
    page = visitor.get(f"/tasks/{claimed}/done")
    assert "Bij collega’s: Eerste gesprek (Begeleiding)" in page.text


def test_forms_are_in_english_too(visit, claimed):
    visitor = visit("anke")
    visitor.send(visitor.get("/tasks"), "English")
    page = visitor.get(f"/tasks/{claimed}")
    assert "Do you work?" in page.text
    assert "What the person wants to be called." in page.text
    assert "Take your time" in page.text


def ready_to_judge(site) -> int:
    """Bring a case to its last task."""
    case_id: int = site.past_intake()
    site.do("bram", case_id, "first_talk", talk_report="Goed.")
    site.do("bram", case_id, "nt2_level", level="a1")
    send_message(site.leidraad, site.actor("bram"), case_id, "work_found", {})
    return case_id
