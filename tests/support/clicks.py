"""Plays a scenario by clicks, as the colleagues of an agency would do it.

The same file drives the operations (``engine.scenarios``) and, here, the pages: people
sign in, find the task in their inbox, take it, fill its form in by the labels and complete
it. Only what no colleague does is done beside the pages: the letters go out by the real
delivery to a real mail server.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from engine.clock import BRUSSELS, start_of_day
from engine.definitions.definition import Definition
from engine.forms import Field
from engine.operations.hand_over import OPEN_CASE
from engine.scenarios.demonstration import PASSWORD
from engine.scenarios.reading import Scenario, ScenarioStep
from tests.support.browser import accessibility_faults, visiting
from tests.support.case_pages import CasePages
from tests.support.mailbox import Mailbox
from tests.support.scenario_words import Words, label_of
from tests.support.served import Served

#: Who of the demonstration does the tasks of a role; the others are Ann's or Bert's.
WHO = {"team_lead": "sam", "minors_counsellor": "mia"}
COUNSELLORS = ("ann", "bert")
#: Milliseconds to wait for what should be there, on a busy machine.
PATIENCE = 20_000


@dataclass
class Kinds:
    """The kinds of page that were looked at with axe so far; each kind once."""

    seen: set[str] = field(default_factory=set)

    def look(self, page: Page, kind: str = "") -> None:
        """Have axe look at a page, unless it did at another of its kind."""
        kind = kind or re.sub(r"\d+", "N", urlsplit(page.url).path)
        if kind in self.seen:
            return
        self.seen.add(kind)
        for box in page.locator("[data-diagram]").all():
            box.locator(".djs-container").wait_for()
        assert accessibility_faults(page) == [], kind


class Colleagues:
    """The people of one agency, each with a browser of their own."""

    def __init__(self, browser: Browser, address: str, agency: str, kinds: Kinds) -> None:
        self._browser = browser
        self._address = address
        self._agency = agency
        self._kinds = kinds
        self._pages: dict[str, Page] = {}
        self._open = ExitStack()

    def __call__(self, name: str) -> Page:
        """Give the page of a colleague, who signs in when first asked."""
        if name not in self._pages:
            context = self._open.enter_context(visiting(self._browser))
            self._pages[name] = self._sign_in(context.new_page(), name)
        return self._pages[name]

    def _sign_in(self, page: Page, name: str) -> Page:
        page.goto(self._address)
        self._kinds.look(page)
        page.get_by_label("Gebruikersnaam").fill(f"{name}.{self._agency}")
        page.get_by_label("Wachtwoord").fill(PASSWORD)
        page.get_by_role("button", name="Meld aan").click()
        expect(page.get_by_role("button", name="Afmelden")).to_be_visible(timeout=PATIENCE)
        return page

    def go_home(self) -> None:
        """Close every browser; fails when a page had an error."""
        self._open.close()


class Story:
    """One scenario, played by the colleagues of its agency."""

    def __init__(
        self,
        scenario: Scenario,
        definition: Definition,
        served: Served,
        colleagues: Colleagues,
        kinds: Kinds,
    ) -> None:
        self.scenario = scenario
        self.colleagues = colleagues
        self.words = Words(definition)
        self._definition = definition
        self._served = served
        self._kinds = kinds
        #: What the clock would say if the people took no time.
        self._nominal = scenario.now
        self.person = f"{scenario.person['given_name']} {scenario.person['family_name']}"
        self.case = CasePages(self.words, self.person, kinds.look)

    # What people do -----------------------------------------------------------------

    def open(self) -> None:
        """Open the case by hand, as for somebody who walks in."""
        page = self.colleagues(self._opener())
        self.menu(page, "Dossiers")
        page.get_by_role("link", name="Open een dossier").click()
        page.get_by_label("Traject").select_option(label=self._definition.title.nl)
        page.get_by_role("button", name="Toon de vragen").click()
        answers = {**self.scenario.facts, **self.scenario.person}
        page.get_by_label("Voornaam").fill(answers.pop("given_name"))
        page.get_by_label("Familienaam").fill(answers.pop("family_name"))
        for name, value in answers.items():
            self.words.fill_fact(page, name, value)
        self._kinds.look(page)
        page.get_by_role("button", name="Open het dossier").click()
        expect(page.get_by_text("Het dossier is geopend.")).to_be_visible(timeout=PATIENCE)

    def play(self, mailbox: Mailbox) -> None:
        """Do all steps of the scenario."""
        for step in self.scenario.steps:
            self.step(step, mailbox)
        page = self.colleagues("sam")
        self.case.find(page)
        self.case.history(page)

    def step(self, step: ScenarioStep, mailbox: Mailbox) -> None:
        """Do one step; what fails is told with its line in the file."""
        actions: dict[str, Callable[[], None]] = {
            "do": lambda: self.do(step),
            "message": lambda: self._message(step),
            "clock": lambda: self._clock(step.subject),
            "deliver": lambda: self._deliver(str(step.subject)),
            "fail": lambda: self._fail(mailbox),
            "retry": lambda: self._retry(str(step.subject)),
            "cancel": lambda: self._cancel(str(step.subject)),
            "expect": lambda: self._expect(dict(step.subject)),
        }
        try:
            actions[step.action]()
        except AssertionError as error:
            error.add_note(f"{self.scenario.file}:{step.line}: {step.action}")
            raise
        except Exception as error:
            error.add_note(f"{self.scenario.file}:{step.line}: {step.action}")
            raise

    def do(self, step: ScenarioStep, *, who: str = "") -> None:
        """Find the task in the inbox, take it, fill its form in and complete it."""
        element = str(step.subject)
        page = self.colleagues(who or self.who(element, step.who))
        self.take(page, element)
        form = page.locator("#task-form")
        for each in self.words.fields(element):
            if each.key in step.answers:
                fill(form, each, step.answers[each.key])
        self._kinds.look(page, f"task {self._definition.id} {element}")
        page.get_by_role("button", name="Rond taak af").click()
        heading = page.get_by_role("heading", name="Taak afgerond")
        expect(heading.or_(page.locator("#summary"))).to_be_visible(timeout=PATIENCE)
        assert heading.is_visible(), page.locator("#summary").inner_text()
        self._kinds.look(page)

    def take(self, page: Page, element: str) -> None:
        """Take the task of an element from its row in the inbox, and open it."""
        row = self.row(page, element)
        row.get_by_role("button", name="Neem op").click()
        mine = row.get_by_role("button", name="Geef terug")
        expect(mine.or_(row.get_by_role("alert"))).to_be_visible(timeout=PATIENCE)
        assert mine.is_visible(), row.inner_text()
        tabs = page.get_by_role("navigation", name="Welke taken")
        expect(tabs.get_by_role("link", name="Mijn taken")).not_to_contain_text(" 0")
        row.get_by_role("link", name=self.words.task(element), exact=True).click()
        page.locator("#task-form").wait_for()

    def row(self, page: Page, element: str) -> Locator:
        """Find the row of a task among those that nobody has yet."""
        self.menu(page, "Taken")
        page.get_by_role("link", name=re.compile(r"^Vrij\b")).click()
        page.get_by_role("heading", name="Vrije taken", level=1).wait_for()
        self._kinds.look(page)
        title = page.get_by_role("link", name=self.words.task(element), exact=True)
        row = page.get_by_role("row").filter(has=title, has_text=self.person)
        expect(row).to_have_count(1, timeout=PATIENCE)
        return row

    def who(self, element: str, named: str = "") -> str:
        """Say who does a task: whom the scenario names, if it is that person's role."""
        role = self.words.role(element)
        if role in WHO:
            return WHO[role]
        return named if named in COUNSELLORS else COUNSELLORS[0]

    def menu(self, page: Page, entry: str) -> None:
        """Go to an entry of the main menu."""
        menu = page.get_by_role("navigation", name="Hoofdmenu")
        menu.get_by_role("link", name=entry, exact=True).click()

    def _message(self, step: ScenarioStep) -> None:
        page = self.colleagues(self._opener())
        self.case.find(page)
        title = self.words.message(str(step.subject))
        waits = page.get_by_role("listitem").filter(has_text=title)
        waits.get_by_role("link", name="Voer in").click()
        page.get_by_role("heading", name=title, level=1).wait_for()
        for name, value in step.answers.items():
            self.words.fill_message(page, str(step.subject), name, value)
        self._kinds.look(page)
        page.get_by_role("button", name="Voer in").click()
        done = page.get_by_text("Het bericht is ingevoerd")
        expect(done).to_be_visible(timeout=PATIENCE)

    def _clock(self, subject: Any) -> None:
        wanted = _moment(subject)
        late = -((self._nominal - self._served.now()) // timedelta(minutes=1))
        self._nominal = wanted
        local = wanted.astimezone(BRUSSELS) + timedelta(minutes=late)
        page = self.colleagues("ada")
        self.menu(page, "Klok")
        self._kinds.look(page)
        page.get_by_label("Naar dag en uur").fill(f"{local:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Verzet de klok").click()
        done = page.get_by_text("De klok is verzet.")
        expect(done).to_be_visible(timeout=3 * PATIENCE)

    def _deliver(self, topic: str) -> None:
        self._served.let_out()
        if topic == OPEN_CASE:
            return
        page = self.colleagues("ada")
        self.menu(page, "Postbus")
        self._kinds.look(page)
        letter = page.get_by_role("link", name=re.compile(rf"^{re.escape(topic)}: "))
        letter.first.click()
        page.get_by_role("link", name="Terug naar de postbus").wait_for()
        self._kinds.look(page)

    def _fail(self, mailbox: Mailbox) -> None:
        self._served.refuse(mailbox, "554 Refused by the test")
        assert mailbox.messages == []

    def _retry(self, element: str) -> None:
        page = self.colleagues("sam")
        self.menu(page, "Opvolging")
        self._kinds.look(page)
        row = page.get_by_role("row").filter(has_text=self.person)
        row = row.filter(has_text=self.words.element(element))
        row.get_by_role("button", name="Probeer opnieuw").click()
        expect(page.get_by_role("status")).to_be_visible(timeout=PATIENCE)

    def _cancel(self, reason: str) -> None:
        page = self.colleagues("sam")
        self.case.find(page)
        page.get_by_role("link", name="Zet dit dossier stop").click()
        page.get_by_label("Reden").fill(reason)
        self._kinds.look(page)
        page.get_by_role("button", name="Zet stop").click()
        done = page.get_by_text("Het dossier is stopgezet.")
        expect(done).to_be_visible(timeout=PATIENCE)

    def _expect(self, wanted: dict[str, Any]) -> None:
        page = self.colleagues("sam")
        self.case.find(page)
        self.case.expect(page, wanted)

    def _opener(self) -> str:
        roles = set(self._definition.roles.values())
        return WHO["minors_counsellor"] if "minors_counsellor" in roles else "ann"


@contextmanager
def playing(
    browser: Browser,
    served: Served,
    scenario: Scenario,
    definition: Definition,
    kinds: Kinds,
) -> Iterator[Story]:
    """Let the colleagues of a scenario's agency come to work, and go home again."""
    colleagues = Colleagues(browser, served.address, scenario.agency, kinds)
    try:
        yield Story(scenario, definition, served, colleagues, kinds)
    finally:
        colleagues.go_home()


def fill(form: Locator, asked: Field, value: Any) -> None:
    """Answer one question of a form by its label, as a person would."""
    label = label_of(asked.label.nl)
    options = {option.answer: option.label.nl for option in asked.options}
    match asked.kind:
        case "checkbox":
            form.get_by_label(label).set_checked(bool(value))
        case "radio":
            group = form.get_by_role("group", name=label)
            group.get_by_label(options[value], exact=True).check()
        case "checklist" | "taglist":
            group = form.get_by_role("group", name=label)
            for one in value:
                group.get_by_label(options[one], exact=True).check()
        case "select":
            form.get_by_label(label).select_option(label=options[value])
        case _:
            form.get_by_label(label).fill(_typed(value))


def _typed(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _moment(subject: Any) -> datetime:
    if isinstance(subject, datetime):
        return subject if subject.tzinfo else subject.replace(tzinfo=BRUSSELS)
    if isinstance(subject, date):
        return start_of_day(subject)
    return datetime.fromisoformat(str(subject)).replace(tzinfo=BRUSSELS)
