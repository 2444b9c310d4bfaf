"""The pages of process designers in a browser: drawn, coloured, and fit for everybody."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import accessibility_faults
from tests.support.designs import (
    CHANGED,
    DIAGRAM,
    FILES,
    STORY,
    diagram,
    proposed,
    publish_fees,
    zipped,
)
from tests.support.site import Site

SignIn = Callable[[str], Page]
PAGES = (
    "/trajectories",
    "/trajectories/welcome",
    *("/versions/{new}", "/versions/{new}/tables", "/versions/{new}/forms"),
    *("/versions/{new}/forms/intake", "/versions/{new}/terms", "/versions/{new}/facts"),
    *("/versions/{new}/findings", "/versions/{new}/scenarios"),
    *("/versions/{new}/difference", "/versions/{new}/trial", "/versions/{new}/withdraw"),
    *("/versions/{new}/tables/fees.dmn", "/law", "/law/tables/fees.dmn", "/law/numbers"),
    *("/rules/deadlock", "/rules/form-key", "/upload"),
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the test cases of a test apart from those of the machine."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def new(site: Site) -> int:
    """A version that somebody proposed, with tables and a scenario."""
    publish_fees(site)
    with_scenario = {DIAGRAM: CHANGED, "scenarios/01.yaml": STORY.encode()}
    form = FILES["forms/judge.json"].replace(b'"label"', b'"label" ', 1)
    return proposed(site, {**with_scenario, "forms/judge.json": form})


def drawn(page: Page) -> None:
    """Wait until everything on the page is drawn."""
    for kind in ("diagram", "decisions", "difference"):
        for box in page.locator(f"[data-{kind}]").all():
            expect(box).to_have_attribute("data-drawn", "")


@pytest.mark.parametrize("language", ["Nederlands", "English"])
def test_axe_finds_nothing_on_any_page(
    sign_in: SignIn, address: str, new: int, language: str
) -> None:
    page = sign_in("drew")
    if language == "English":
        page.get_by_role("button", name="English").click()
    for path in PAGES:
        answer = page.goto(address + path.format(new=new))
        if "fees.dmn" in path and "versions" in path:
            continue  # Looked at below: this table is the law's own.
        assert answer is not None
        assert answer.status == 200, path
        drawn(page)
        assert accessibility_faults(page) == [], path


def test_a_diagram_is_drawn_with_the_mark_of_its_makers(
    sign_in: SignIn, address: str
) -> None:
    page = sign_in("drew")
    page.goto(f"{address}/versions/1")
    drawn(page)
    expect(page.locator("[data-element-id=judge]")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_tables_are_drawn_and_chosen_by_keyboard(
    sign_in: SignIn, address: str, new: int
) -> None:
    del new
    page = sign_in("drew")
    page.goto(f"{address}/law/tables/fees.dmn")
    drawn(page)
    table = page.locator(".tjs-table")
    expect(table).to_contain_text("Beoordeeld op")
    expect(table).to_contain_text("Als")
    for cell in table.locator("th.input-cell, th.output-cell").all():
        box = cell.bounding_box()
        assert box is not None
        assert 100 < box["width"] < 250
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    overview = page.get_by_role("button", name="Overzicht")
    overview.focus()
    page.keyboard.press("Enter")
    expect(overview).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".dmn-drd-container")).to_be_visible()
    assert accessibility_faults(page) == []


def test_both_diagrams_are_coloured_as_the_table_says(
    sign_in: SignIn, address: str, new: int
) -> None:
    page = sign_in("drew")
    page.goto(f"{address}/versions/{new}/difference")
    drawn(page)
    told = {
        (row.get_attribute("data-element"), row.get_attribute("data-change"))
        for row in page.locator("tr[data-element]").all()
    }
    assert told == {
        ("greet", "added"),
        ("flow_greet_intake", "added"),
        ("intake", "changed"),
        ("flow_begun_intake", "changed"),
        ("judge", "moved"),
    }
    before, after = page.locator("[data-xml]").all()
    for element, change in told:
        marked = after.locator(f"g.{change}[data-element-id='{element}']")
        expect(marked).to_have_count(1)
        expect(before.locator(f"g.{change}[data-element-id='{element}']")).to_have_count(
            0 if change == "added" else 1
        )


def test_the_other_way_round_what_came_is_gone(
    sign_in: SignIn, address: str, new: int
) -> None:
    page = sign_in("drew")
    page.goto(f"{address}/versions/1/difference?with={new}")
    drawn(page)
    before, after = page.locator("[data-xml]").all()
    expect(before.locator("g.removed[data-element-id=greet]")).to_have_count(1)
    expect(after.locator("[data-element-id=greet]")).to_have_count(0)
    row = page.locator("tr[data-element=greet]")
    assert row.get_attribute("data-change") == "removed"


def test_the_two_diagrams_move_together(sign_in: SignIn, address: str, new: int) -> None:
    page = sign_in("drew")
    page.goto(f"{address}/versions/{new}/difference")
    drawn(page)
    before, after = page.locator("[data-xml]").all()
    before.scroll_into_view_if_needed()
    still = place(after)
    assert place(before) == still
    box = before.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    assert place(before) != still
    assert place(after) == pytest.approx(place(before), abs=0.01)


def place(box: Locator) -> list[float]:
    """Say where a diagram stands in its box, and how large it is drawn."""
    found: list[float] = box.locator(".viewport").evaluate(
        "one => { const { a, e, f } = one.transform.baseVal.consolidate().matrix;"
        " return [a, e, f]; }"
    )
    return found


def test_a_designer_uploads_plays_the_scenarios_and_tries_a_case(
    sign_in: SignIn, address: str, tmp_path: Path
) -> None:
    upload = tmp_path / "welcome.zip"
    files = {**FILES, DIAGRAM: CHANGED, "scenarios/01.yaml": STORY.encode()}
    upload.write_bytes(zipped(files))
    page = sign_in("drew")
    page.goto(f"{address}/trajectories")
    page.get_by_role("link", name="Breng bestanden binnen").click()
    page.get_by_label("Bestanden", exact=True).set_input_files(upload)
    page.get_by_role("button", name="Kijk na en stel voor").click()
    expect(page.get_by_text("De versie is voorgesteld")).to_be_visible()

    page.get_by_role("link", name="Scenario’s").click()
    page.get_by_role("button", name="Speel alle scenario’s").click()
    # The greeting stands before the intake now, so the story does not hold any more.
    expect(page.locator("#outcome")).to_contain_text("loopt niet zoals verwacht")
    assert accessibility_faults(page) == []

    page.get_by_role("link", name="Probeer een dossier").click()
    page.get_by_label("Begin zoals in een scenario").select_option("01.yaml")
    page.get_by_role("button", name="Neem over").click()
    page.get_by_role("button", name="Begin", exact=True).click()
    drawn(page)
    expect(page.locator("g.current[data-element-id=greet]")).to_have_count(1)
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Begroeten").click()
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Rond taak af").click()
    drawn(page)
    expect(page.locator("g.current[data-element-id=intake]")).to_have_count(1)
    expect(page.locator("g.done[data-element-id=greet]")).to_have_count(1)
    page.get_by_role("button", name="Gooi weg").click()
    expect(page.get_by_text("Het testdossier is weg")).to_be_visible()


def test_a_second_designer_publishes_what_the_first_proposed(
    sign_in: SignIn, address: str, new: int
) -> None:
    page = sign_in("drew")
    page.goto(f"{address}/versions/{new}")
    expect(page.get_by_role("button", name="Publiceer")).to_have_count(0)
    page.get_by_role("button", name="Afmelden").click()
    page = sign_in("dora")
    page.get_by_role("link", name="1 wacht").click()
    page.get_by_role("link", name="Versie 2", exact=True).click()
    page.get_by_role("button", name="Publiceer").click()
    expect(page.get_by_text("Nieuwe dossiers starten vanaf nu")).to_be_visible()


def test_findings_of_an_upload_start_at_their_summary(
    sign_in: SignIn, address: str, tmp_path: Path
) -> None:
    wrong = tmp_path / DIAGRAM
    wrong.write_bytes(diagram(("=verdict = &quot;yes&quot;", "=nobody = 1")))
    page = sign_in("drew")
    page.goto(f"{address}/upload?trajectory=welcome")
    page.get_by_label("Bestanden", exact=True).set_input_files(wrong)
    page.get_by_role("button", name="Kijk na en stel voor").click()
    expect(page.locator("#summary")).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("Er is niets bewaard")
    expect(page.get_by_role("link", name="unknown-fact")).to_be_visible()
    assert accessibility_faults(page) == []
