"""Working with a browser: rows that answer at once, forms that ask what is needed."""

from playwright.sync_api import Page, expect

from engine.operations.claim_task import claim_task


def test_a_task_is_claimed_in_its_row_and_given_back(address, sign_in, site):
    site.open_case()
    page: Page = sign_in("anke")
    page.goto(f"{address}/tasks?view=unclaimed")
    row = page.get_by_role("row", name="Fatou Verzonnen")
    row.get_by_role("button", name="Neem op").click()
    expect(row.get_by_role("button", name="Geef terug")).to_be_visible()
    assert page.url.endswith("view=unclaimed")
    row.get_by_role("button", name="Geef terug").click()
    expect(row.get_by_role("button", name="Neem op")).to_be_visible()


def test_a_losing_claimant_reads_who_was_first_in_the_row(address, sign_in, site):
    case_id = site.past_intake()
    page: Page = sign_in("bram")
    page.goto(f"{address}/tasks?view=unclaimed")
    claim_task(site.leidraad, site.actor("bo"), site.task(case_id, "first_talk"))
    row = page.get_by_role("row", name="Eerste gesprek")
    row.get_by_role("button", name="Neem op").click()
    expect(row.get_by_role("alert")).to_contain_text("Bo Demo was u voor")
    expect(row.get_by_role("button")).to_have_count(0)


def test_questions_appear_when_an_answer_asks_for_them(address, sign_in, site):
    task_id = claimed_intake(site)
    page: Page = sign_in("anke")
    page.goto(f"{address}/tasks/{task_id}")
    employer = page.get_by_label("Werkgever")
    expect(employer).to_be_hidden()
    page.get_by_label("Ja").check()
    expect(employer).to_be_visible()
    page.get_by_label("Nee").check()
    expect(employer).to_be_hidden()


def test_what_is_typed_is_kept_by_itself(address, sign_in, site):
    task_id = claimed_intake(site)
    page: Page = sign_in("anke")
    page.goto(f"{address}/tasks/{task_id}")
    page.get_by_label("Roepnaam").fill("Fa")
    page.get_by_label("Kinderen").fill("2")
    expect(page.get_by_text("Concept bewaard om")).to_be_visible()
    page.get_by_label("Gezondheid").fill("Goed.")
    page.get_by_label("Roepnaam").focus()
    page.wait_for_function(
        "document.querySelector('#draft-status').textContent.includes('bewaard')"
    )
    page.goto(f"{address}/tasks/{task_id}")
    expect(page.get_by_label("Roepnaam")).to_have_value("Fa")
    expect(page.get_by_label("Kinderen")).to_have_value("2")


def test_a_case_is_worked_by_keyboard_only(address, sign_in, site):
    site.open_case()
    page: Page = sign_in("anke")
    page.goto(f"{address}/tasks?view=unclaimed")
    press_until(page, "Intake doen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*")
    press_until(page, "Neem op")
    page.keyboard.press("Enter")
    page.wait_for_selector("#task-form")
    press_until(page, "", id="f-nickname")
    page.keyboard.type("Fa")
    press_until(page, "", id="f-works")
    page.keyboard.press("ArrowDown")
    press_until(page, "Rond taak af")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Taak afgerond")).to_be_visible()


def test_the_diagram_marks_where_the_case_stands(address, sign_in, site):
    case_id = site.past_intake()
    page: Page = sign_in("bram")
    page.goto(f"{address}/cases/{case_id}/diagram")
    page.locator("[data-drawn]").wait_for()
    marked = page.locator(".djs-element.current").evaluate_all(
        "nodes => nodes.map((node) => node.dataset.elementId)"
    )
    assert sorted(marked) == ["first_talk", "nt2_level", "work_awaited"]
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    page.get_by_role("button", name="English").click()
    page.locator("[data-drawn]").wait_for()
    expect(page.locator(".djs-container")).to_contain_text("First talk")


def test_everything_is_there_without_scripts(chromium, address, site):
    task_id = claimed_intake(site)
    context = chromium.new_context(java_script_enabled=False, locale="nl-BE")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.fill("#login", "anke")
    page.fill("#password", "een lang wachtwoord")
    page.click("main button")
    page.goto(f"{address}/tasks/{task_id}")
    page.fill("#f-nickname", "Fa")
    page.check("#f-works")
    expect(page.get_by_label("Werkgever")).to_be_visible()
    page.fill("#f-employer", "Haven")
    page.click("text=Rond taak af")
    expect(page.get_by_role("heading", name="Taak afgerond")).to_be_visible()
    context.close()


def claimed_intake(site) -> int:
    """Give a new task that Anke has."""
    task_id: int = site.task(site.open_case(), "intake")
    claim_task(site.leidraad, site.actor("anke"), task_id)
    return task_id


def press_until(page: Page, words: str, *, id: str = "") -> None:  # noqa: A002
    """Press Tab until what has the focus has these words, or this id."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.locator("a:focus, button:focus, input:focus, summary:focus")
        if focus.count() and (
            focus.get_attribute("id") == id if id else words in focus.inner_text()
        ):
            return
    message = f"Tab never reached {words or id}"
    raise AssertionError(message)
