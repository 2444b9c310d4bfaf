"""Six cases worked from end to end by clicks, in a real browser, on the demonstration.

The scenarios that lie beside the trajectories are played on the pages: what they expect is
read from the pages too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from engine.clock import BRUSSELS
from engine.definitions.bundle import read_folder
from engine.definitions.definition import Definition
from engine.definitions.load import load, load_law
from engine.scenarios.reading import read_scenario
from tests.support.clicks import PATIENCE, Kinds, Story, playing
from tests.support.mailbox import Mailbox
from tests.support.served import furnish, serving

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration without newcomers, to be copied."""
    file = tmp_path_factory.mktemp("demonstration") / "furnished.sqlite"
    furnish(file, datetime(2026, 1, 5, 8, tzinfo=BRUSSELS))
    return file


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    """The kinds of page that axe saw in the tests of this module."""
    return Kinds()


@pytest.fixture(scope="module")
def definitions() -> dict[str, Definition]:
    law = load_law(read_folder(WORKFLOWS / "law"))
    return {
        name: load(read_folder(WORKFLOWS / name), law=law)
        for name in ("civic_orientation", "minor_newcomer")
    }


class Stage:
    """Where a scenario is played."""

    def __init__(
        self,
        browser: Browser,
        furnished: Path,
        folder: Path,
        definitions: dict[str, Definition],
        kinds: Kinds,
    ) -> None:
        self._browser = browser
        self._furnished = furnished
        self._folder = folder
        self._definitions = definitions
        self._kinds = kinds

    @contextmanager
    def story(self, trajectory: str, file: str) -> Iterator[Story]:
        """Open the case of a scenario by clicks, at the time the scenario starts."""
        path = WORKFLOWS / trajectory / "scenarios" / file
        scenario = read_scenario(path.read_bytes(), file=file)
        with (
            serving(self._furnished, self._folder, scenario.now) as served,
            playing(
                self._browser, served, scenario, self._definitions[trajectory], self._kinds
            ) as story,
        ):
            story.open()
            yield story


@pytest.fixture
def stage(
    chromium: Browser,
    furnished: Path,
    tmp_path: Path,
    definitions: dict[str, Definition],
    kinds: Kinds,
) -> Stage:
    return Stage(chromium, furnished, tmp_path, definitions, kinds)


@pytest.mark.parametrize(
    ("trajectory", "file"),
    [
        pytest.param("civic_orientation", "01_certificate.yaml", id="certificate"),
        pytest.param("civic_orientation", "06_exempt_okan.yaml", id="exemption"),
        pytest.param("civic_orientation", "09_no_mo_place.yaml", id="no-mo-place"),
        pytest.param(
            "minor_newcomer", "02_refused_then_mediation.yaml", id="school-refusal"
        ),
        pytest.param("civic_orientation", "21_incident_and_retry.yaml", id="incident"),
    ],
)
def test_the_case_is_worked_from_end_to_end_by_clicks(
    stage: Stage, mailbox: Mailbox, trajectory: str, file: str
) -> None:
    with stage.story(trajectory, file) as story:
        story.play(mailbox)


def test_on_the_eighteenth_birthday_the_adult_trajectory_opens(
    stage: Stage, mailbox: Mailbox
) -> None:
    with stage.story("minor_newcomer", "11_turning_18.yaml") as story:
        story.play(mailbox)
        page = story.colleagues("sam")
        story.case.find(page, "Inburgering volwassene")

        expect(page.get_by_text("lopend")).to_be_visible()


def test_who_proposed_an_exemption_cannot_confirm_it(
    stage: Stage, mailbox: Mailbox
) -> None:
    with stage.story("civic_orientation", "06_exempt_okan.yaml") as story:
        for step in story.scenario.steps:
            if step.subject == "assess_exemption_proof":
                story.do(step, who="sam")
                break
            story.step(step, mailbox)
        page = story.colleagues("sam")
        row = story.row(page, "confirm_exemption")
        row.get_by_role("button", name="Neem op").click()

        expect(row.get_by_role("alert")).to_be_visible(timeout=PATIENCE)
