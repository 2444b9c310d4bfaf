"""The supervisor's pages: what asks for attention, and stepping in from the row."""

from datetime import UTC, datetime

import pytest

from engine.errors import StepFailedError
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.send_message import send_message

LATER = datetime(2026, 3, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def case_id(site):
    return site.past_intake()


def test_overdue_and_still_cases_are_counted_and_listed(visit, site, case_id):
    site.clock.set(LATER)
    page = visit("carla").get("/supervision")
    assert "1 taken te laat" in page.text
    assert "4 dagen te laat 20 mrt 2026 Eerste gesprek Fatou Verzonnen" in page.text
    assert "16 werkdagen" in page.text
    for part in ("overdue", "stuck"):
        assert (
            f"/cases/{case_id}" in visit("carla").get(f"/supervision/{part}").response.text
        )


def test_a_task_is_reassigned_from_the_row(visit, site, case_id):
    site.clock.set(LATER)
    visitor = visit("carla")
    page = visitor.get("/supervision/overdue")
    link = page.find('//a[contains(@href, "/reassign")]/@href')[0]
    page = visitor.get(link)
    page = visitor.send(page, "Wijs toe", {"to": site.accounts["bram"], "reason": ""})
    assert page.status == 422
    page = visitor.send(page, "Wijs toe", {"reason": "Bram kent haar."})
    assert page.path == "/supervision/overdue"
    assert "Bram Demo" in page.text
    history = visitor.get(f"/cases/{case_id}/history").text
    assert "toegewezen aan Bram Demo Reden: Bram kent haar." in history


def test_a_task_cannot_be_given_to_somebody_who_may_not_do_it(visit, site, case_id):
    task_id = site.task(case_id, "first_talk")
    page = visit("carla").post(
        f"/tasks/{task_id}/reassign",
        data={"to": site.accounts["anke"], "reason": "Waarom niet."},
    )
    assert page.status == 403
    assert "mag deze taak niet doen" in page.text


@pytest.mark.parametrize("to", ["", "x", "-1", "99999", str(2**64)])
def test_a_colleague_who_does_not_exist_is_told(visit, site, case_id, to):
    task_id = site.task(case_id, "first_talk")
    page = visit("carla").post(
        f"/tasks/{task_id}/reassign", data={"to": to, "reason": "Ziek."}
    )
    assert page.status in {400, 404}


def test_a_failed_step_is_retried_and_says_whether_it_went_on(visit, site, case_id):
    site.do("bram", case_id, "first_talk", talk_report="Goed.")
    site.do("bram", case_id, "nt2_level", level="a1")
    send_message(site.leidraad, site.actor("bram"), case_id, "work_found", {})
    judge = site.task(case_id, "judge")
    bo = site.actor("bo")
    claim_task(site.leidraad, bo, judge)
    with pytest.raises(StepFailedError):
        complete_task(site.leidraad, bo, judge, {"verdict": "odd"})
    visitor = visit("carla")
    page = visitor.get("/supervision/incidents")
    assert "Fatou Verzonnen" in page.text
    page = visitor.send(page, "Probeer opnieuw")
    assert page.path == "/supervision/incidents"
    assert page.find('//*[contains(@class, "alert danger")]')
    assert page.find("//tbody/tr/td[4]")[0].text_content() == "2"
    complete_task(site.leidraad, bo, judge, {"verdict": "yes"})
    assert "Geen enkele stap is mislukt" in visitor.get("/supervision/incidents").text


def test_the_clock_moves_forward_only(visit):
    visitor = visit("ada")
    page = visitor.get("/clock")
    for wrong in ("gisteren", "2020-01-01T00:00", "2126-01-01T00:00", "0001-01-01T00:00"):
        assert visitor.send(page, "Verzet de klok", {"to": wrong}).status == 422


def test_the_clock_and_the_mailbox_are_for_demonstrations(furnished, tmp_path):
    from tests.support.site import opened
    from tests.support.visitor import Door
    from web.app import create_app

    with opened(furnished, tmp_path, mode="production") as site:
        visitor = Door(create_app(site.leidraad))("ada")
        assert visitor.get("/clock").status == 404
        assert visitor.get("/mailbox").status == 404
        assert "Demonstratie" not in visitor.get("/about").text


def test_what_was_refused_is_recorded(visit, site):
    visit("drew").get("/tasks")
    with site.leidraad.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT account_id FROM access WHERE kind = 'refused'"
        )
        assert [account for (account,) in rows] == [site.accounts["drew"]]


def test_the_mailbox_shows_what_arrived(visit, site):
    with site.leidraad.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO received_mail (received_at, message_id, sender, recipients,"
            " subject, body) VALUES ('2026-03-02 09:00:00.000000', '<1@x>', 'a@x', 'b@x',"
            " 'Herinnering', 'Termijn <b>loopt</b> af')"
        )
    visitor = visit("drew")
    page = visitor.get("/mailbox")
    assert "Herinnering" in page.text
    assert "Termijn <b>loopt</b> af" in visitor.get("/mailbox/1").text
    assert visitor.get("/mailbox/2").status == 404
