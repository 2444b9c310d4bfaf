"""Every page as a browser draws it: nothing for axe to find, in both languages."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert, select

from engine.errors import StepFailedError
from engine.operations.add_note import add_note
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.resume_term import resume_term
from engine.operations.send_message import send_message
from engine.operations.suspend_term import suspend_term
from engine.store.tables import deadline, timer
from tests.support.browser import accessibility_faults
from tests.support.site import Site

#: Who looks at which page; ids are filled in from `populated`.
PAGES = {
    None: ["/sign-in", "/about"],
    "anke": ["/tasks", "/tasks?view=unclaimed", "/tasks/{intake}", "/cases/new"],
    "bram": [
        "/tasks?view=team",
        "/tasks?view=team&due=overdue",
        "/tasks/{talk}",
        "/tasks/{level}",
        "/tasks/{done}/done",
        "/cases",
        "/cases?status=closed",
        "/cases/{case}",
        "/cases/{case}/facts",
        "/cases/{case}/facts/children",
        "/cases/{case}/history",
        "/cases/{case}/diagram",
        "/cases/{case}/messages/work_found",
        "/cases/new?trajectory=welcome",
        "/search?q=fatou",
        "/search?q=nobody",
        "/forecast",
    ],
    "carla": [
        "/supervision",
        "/supervision/overdue",
        "/supervision/incidents",
        "/supervision/stuck",
        "/operations",
        "/operations/timers",
        "/operations/timers/{case}?element=first_talk&occurrence=1",
        "/operations/deliveries",
        "/operations/deliveries?status=waiting",
        "/tasks/{talk}/reassign",
        "/cases/{broken}",
        "/cases/{case}/cancel",
        "/cases/{case}?term={term}",
        "/terms/{term}/suspend",
        "/terms/{term}/extend",
        "/terms/{still}/resume",
        "/forecast?who=2&from=2026-03-01&until=2026-03-30",
        "/forecast?who=2&from=2026-03-01&until=2026-02-01",
        "/forecast/due?week=late&team=3&person=2",
    ],
    "hana": ["/cases/{shared}", "/cases/{shared}/facts"],
    "ada": ["/operations", "/clock", "/mailbox", "/mailbox/1", "/nope"],
}


@pytest.fixture
def populated(site: Site) -> dict[str, int]:
    """Cases in all states, with the clock past a term."""
    case = site.past_intake()
    shared = site.past_intake(given="Gedeeld", region="brussels")
    broken = site.past_intake(given="Mislukt")
    new = site.open_case(given="Nieuw")
    done = site.task(broken, "first_talk")
    site.do("bram", broken, "first_talk", talk_report="Goed.")
    site.do("bram", broken, "nt2_level", level="a1")
    send_message(site.leidraad, site.actor("bram"), broken, "work_found", {})
    judge = site.task(broken, "judge")
    claim_task(site.leidraad, site.actor("bo"), judge)
    with pytest.raises(StepFailedError):
        complete_task(site.leidraad, site.actor("bo"), judge, {"verdict": "odd"})
    talk, level = site.task(case, "first_talk"), site.task(case, "nt2_level")
    claim_task(site.leidraad, site.actor("bram"), talk)
    intake = site.task(new, "intake")
    claim_task(site.leidraad, site.actor("anke"), intake)
    add_note(site.leidraad, site.actor("bram"), case, "Belde terug.")
    term, still = term_of(site, case), term_of(site, shared)
    for one in (term, still):
        suspend_term(
            site.leidraad,
            site.actor("bram"),
            one,
            from_on=date(2026, 3, 2),
            reason="Ziek.",
            proof="Attest.",
        )
    resume_term(site.leidraad, site.actor("bram"), term, until_on=date(2026, 3, 3))
    with site.leidraad.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO received_mail (received_at, message_id, sender, recipients,"
            " subject, body) VALUES ('2026-03-02 09:00:00.000000', '<1@x>', 'a@x', 'b@x',"
            " 'Herinnering', 'Een termijn loopt af.')"
        )
        place = {"case_id": case, "scope": "", "element": "first_talk", "occurrence": 1}
        connection.execute(insert(timer), {**place, "due_at": site.clock.now()})
    site.clock.set(datetime(2026, 3, 24, 9, 0, tzinfo=UTC))
    return {
        "case": case,
        "shared": shared,
        "broken": broken,
        "intake": intake,
        "talk": talk,
        "level": level,
        "done": done,
        "term": term,
        "still": still,
    }


@pytest.mark.parametrize("login", list(PAGES), ids=str)
def test_axe_finds_nothing(page, address, sign_in, populated, login):
    if login is not None:
        sign_in(login)
    for path in PAGES[login]:
        page.goto(address + path.format(**populated))
        drawn(page)
        assert accessibility_faults(page) == [], path


def test_axe_finds_nothing_in_english(page, address, sign_in, populated):
    sign_in("bram").get_by_role("button", name="English").click()
    for path in (
        "/tasks?view=team",
        "/cases/{case}",
        "/cases/{case}/diagram",
        "/forecast",
    ):
        page.goto(address + path.format(**populated))
        drawn(page)
        assert page.locator("html").get_attribute("lang") == "en"
        assert accessibility_faults(page) == [], path


def test_axe_finds_nothing_where_answers_are_wrong(page, address, sign_in, populated):
    sign_in("anke")
    page.goto(f"{address}/tasks/{populated['intake']}")
    page.get_by_role("button", name="Rond taak af").click()
    summary = page.get_by_role("alert")
    assert "velden zijn niet juist ingevuld" in summary.inner_text()
    expect(page.locator("#summary")).to_be_focused()
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("width", [320, 768])
def test_pages_fit_a_small_screen(page, address, sign_in, populated, width):
    """Only tables may scroll sideways, and do so in their own box (WCAG 1.4.10)."""
    sign_in("bram")
    page.set_viewport_size({"width": width, "height": 700})
    for path in ("/tasks?view=team", "/tasks/{talk}", "/cases/{case}", "/forecast"):
        page.goto(address + path.format(**populated))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path


def term_of(site, case_id) -> int:
    """Give the term of a case."""
    with site.leidraad.reading() as connection:
        found = connection.execute(
            select(deadline.c.deadline_id).where(deadline.c.case_id == case_id)
        )
        return int(found.scalar_one())


def drawn(page) -> None:
    """Wait until the diagrams of a page are drawn."""
    for box in page.locator("[data-diagram]").all():
        box.locator(".djs-container").wait_for()
    if page.locator("[data-diagram]").count():
        page.locator("[data-drawn]").first.wait_for()
