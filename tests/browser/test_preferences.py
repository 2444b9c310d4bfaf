"""My preferences with a browser: what was chosen is kept, the address shown once."""

from playwright.sync_api import Page, expect

from engine.store import tasks
from tests.support.browser import accessibility_faults


def test_a_person_chooses_english_and_no_digest(sign_in):
    page: Page = sign_in("anke")
    page.get_by_role("link", name="Anke Demo").click()
    expect(page.get_by_role("heading", name="Mijn voorkeuren")).to_be_visible()
    assert accessibility_faults(page) == []
    page.get_by_label("Stuur mij elke werkdag een overzicht").uncheck()
    page.get_by_label("Taal van de bladzijden en mails").select_option("en")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("status")).to_have_text("Your preferences are saved.")
    expect(page.get_by_label("Send me an overview each working day")).not_to_be_checked()


def test_a_calendar_address_is_shown_once_and_works_until_revoked(address, sign_in):
    page: Page = sign_in("bram")
    page.goto(f"{address}/preferences")
    page.get_by_role("button", name="Maak een kalenderadres").click()
    shown = page.get_by_label("Uw kalenderadres")
    expect(shown).to_be_focused()
    assert accessibility_faults(page) == []
    path = shown.input_value().partition(":8000")[2]
    assert page.request.get(address + path).text().startswith("BEGIN:VCALENDAR\r\n")
    page.goto(f"{address}/preferences")
    expect(shown).to_have_count(0)
    page.get_by_role("button", name="Trek het adres in").click()
    expect(page.get_by_role("button", name="Maak een kalenderadres")).to_be_visible()
    assert page.request.get(address + path).status == 404


def test_badges_and_escalations_can_be_read_by_everybody(address, sign_in, site):
    task_id = site.task(site.past_intake(), "first_talk")
    other = site.task(site.past_intake(given="Tweede"), "first_talk")
    with site.leidraad.database.writing() as connection:
        tasks.set_badge(connection, [task_id], "escalated", site.clock.now())
        tasks.set_badge(connection, [other], "reminded", site.clock.now())
    page: Page = sign_in("carla")
    for path in ("/tasks?view=team", "/supervision/escalated"):
        page.goto(address + path)
        expect(page.get_by_text("geëscaleerd 2 mrt")).to_be_visible()
        assert accessibility_faults(page) == [], path
