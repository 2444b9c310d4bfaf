"""The pages of one case, held as a supervisor reads them against what is expected."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.scenario_words import TEAMS, Words, day

_STATUS = {"met": "gehaald", "missed": "niet gehaald", "waived": "vervallen"}


class CasePages:
    """Finds the case of a person, and reads what stands open in it."""

    def __init__(self, words: Words, person: str, look: Callable[[Page], None]) -> None:
        self._words = words
        #: First and last name, which nobody else has.
        self._person = person
        self._look = look
        self._found: dict[tuple[Page, str], str] = {}

    def find(self, page: Page, trajectory: str = "") -> None:
        """Search the person and open the case; by default the one of the scenario."""
        wanted = trajectory or self._words.trajectory
        if (page, wanted) in self._found:
            page.goto(self._found[page, wanted])
            return
        page.get_by_label("Zoek een persoon of dossiernummer").fill(self._person)
        page.get_by_role("search").first.get_by_role("button", name="Zoek").click()
        page.get_by_role("heading", name="Zoeken", level=1).wait_for()
        self._look(page)
        row = page.get_by_role("row").filter(has_text=wanted)
        row.get_by_role("link", name=self._person).click()
        self.tab(page, "Overzicht")
        self._found[page, wanted] = page.url

    def tab(self, page: Page, name: str) -> None:
        """Go to a part of the case."""
        parts = page.get_by_role("navigation", name="Delen van het dossier")
        link = parts.get_by_role("link", name=name, exact=True)
        if link.get_attribute("aria-current") != "page":
            link.click()
        expect(link).to_have_attribute("aria-current", "page")
        self._look(page)

    def history(self, page: Page) -> None:
        """Read the history: every entry is a sentence, not a name of the program."""
        self.tab(page, "Geschiedenis")
        told = texts(page.locator(".timeline li > div > p:first-child"))
        assert told
        assert [line for line in told if not re.match(r"[A-Z‘]", line)] == []

    def expect(self, page: Page, wanted: Mapping[str, Any]) -> None:
        """Compare the pages with what a scenario expects; starts at the overview."""
        checks: dict[str, Callable[[Page, Any], None]] = {
            "tasks": self._tasks,
            "deadlines": self._deadlines,
            "awaits": self._awaits,
            "timers": self._timers,
            "incidents": self._incidents,
            "facts": self._facts,
            "ended": self._ended,
        }
        for key in [key for key in checks if key in wanted]:
            checks[key](page, wanted[key])
        assert set(wanted) <= set(checks)

    def _tasks(self, page: Page, wanted: Any) -> None:
        rows = [{"task": one} if isinstance(one, str) else one for one in wanted]
        shown = texts(section(page, "Te doen").locator("tbody tr"))
        titles = sorted(self._words.task(row["task"]) for row in rows)
        links = section(page, "Te doen").locator("td.main a")
        assert sorted(texts(links)) == titles, shown
        for row in rows:
            parts = [self._words.task(row["task"])]
            parts += [day(row["due_on"])] if "due_on" in row else []
            parts += [TEAMS[row["role"]]] if "role" in row else []
            assert has_line(shown, parts), (parts, shown)

    def _deadlines(self, page: Page, wanted: Any) -> None:
        part = section(page, "Termijnen")
        folded = part.locator("details:not([open]) > summary", has_text="Afgesloten")
        if folded.count():
            folded.click()
        terms = texts(part.locator("li .head"))
        for name, row in wanted.items():
            parts = [self._words.term(name)]
            parts += [day(row["due_on"])] if "due_on" in row else []
            if row["status"] in _STATUS:
                parts.append(f" {_STATUS[row['status']]}")
            assert has_line(terms, parts), (parts, terms)
            if row["status"] == "open":
                closed = "|".join(_STATUS.values())
                here = [line for line in terms if all(part in line for part in parts)]
                assert not all(re.search(closed, line) for line in here), here

    def _awaits(self, page: Page, wanted: Any) -> None:
        waits = texts(section(page, "Waarop het dossier wacht").locator("li"))
        for name in wanted:
            assert has_line(waits, ["Bericht:", self._words.message(name)]), waits

    def _timers(self, page: Page, wanted: Any) -> None:
        waits = texts(page.locator("#waits-title ~ ul li"))
        for name in wanted:
            assert has_line(waits, ["Tijd:", self._words.element(name)]), waits

    def _incidents(self, page: Page, wanted: Any) -> None:
        alerts = texts(page.locator(".alert[role=note]"))
        assert len(alerts) == len(wanted), alerts
        for element in wanted:
            assert has_line(alerts, [self._words.element(element)]), alerts

    def _facts(self, page: Page, wanted: Any) -> None:
        self.tab(page, "Gegevens")
        for more in page.locator("main summary").all():
            more.click()
        lines = texts(page.locator("main tbody tr"))
        for name, value in wanted.items():
            parts = [self._words.fact(name), *self._words.value(name, value)]
            assert has_line(lines, parts), (parts, lines)

    def _ended(self, page: Page, wanted: Any) -> None:
        expect(page.get_by_role("heading", level=1)).to_contain_text("afgesloten")
        self.history(page)
        name = self._words.element(str(wanted))
        expect(page.get_by_text(f"Dossier afgesloten: {name}")).to_be_visible()


def section(page: Page, heading: str) -> Locator:
    """Give the part of a page under a heading."""
    return page.get_by_role("region", name=heading, exact=True)


def texts(found: Locator) -> list[str]:
    """Give the text of each, without needless space."""
    return [re.sub(r"\s+", " ", text).strip() for text in found.all_inner_texts()]


def has_line(lines: Iterable[str], parts: Iterable[str]) -> bool:
    """Whether some line has all the parts."""
    wanted = list(parts)
    return any(all(part in line for part in wanted) for line in lines)
