"""The Dutch words on the pages for the names that a scenario uses."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from playwright.sync_api import Locator, Page

from engine.definitions.definition import Definition
from engine.definitions.facts import Fact
from engine.definitions.model import Node
from engine.forms import Field, Option

#: Which team of the demonstration does the tasks of a role.
TEAMS = {
    "intake_desk": "Onthaal en planning",
    "planner": "Onthaal en planning",
    "counsellor": "Trajectbegeleiding",
    "mo_teacher": "Trajectbegeleiding",
    "nt2_consultant": "Trajectbegeleiding",
    "minors_counsellor": "Minderjarigen",
    "team_lead": "Leiding",
}
#: Start facts that are asked with the person.
OF_THE_PERSON = {
    "born_on": "Geboren",
    "contact_language": "Contacttaal",
    "municipality": "Gemeente",
}

LANGUAGES = Locale.parse("nl")


class Words:
    """What the elements, fields, facts and terms of a trajectory are called."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition

    @property
    def trajectory(self) -> str:
        """The title of the trajectory."""
        return self._definition.title.nl

    def task(self, element: str) -> str:
        """Give the title of a task."""
        return self._node(element).name.nl

    def element(self, element: str) -> str:
        """Give the name of any element."""
        return self._node(element).name.nl

    def role(self, element: str) -> str:
        """Give the role of a task."""
        (role,) = self._node(element).work.roles
        return role

    def fields(self, element: str) -> tuple[Field, ...]:
        """Give the questions of a task, in the order of its form."""
        form = self._node(element).work.form
        assert form is not None, element
        return self._definition.forms[form].fields

    def message(self, name: str) -> str:
        """Give the title of a message."""
        return self._definition.messages[name].title.nl

    def term(self, name: str) -> str:
        """Give the title of a term."""
        for terms in (self._definition.terms, self._definition.law.terms):
            if name in terms:
                return terms.rows[name][-1].title.nl
        raise KeyError(name)

    def fact(self, name: str) -> str:
        """Give the title of a fact."""
        fact = self._definition.facts[name]
        return fact.title.nl or name.replace("_", " ")

    def value(self, name: str, value: Any) -> list[str]:
        """Give the parts in which the value of a fact is shown."""
        if isinstance(value, dict):
            return [part for one in value.values() for part in self.value("", one)]
        for option in self._options(name):
            if option.answer == value:
                return [option.label.nl]
        return [shown(value)]

    def _options(self, name: str) -> Iterable[Option]:
        fact = self._definition.facts.get(name)
        yield from fact.options if fact else ()
        for form in self._definition.forms.values():
            yield from (
                option
                for asked in form.fields
                if asked.fact == name
                for option in asked.options
            )

    def fill_fact(self, page: Page, name: str, value: Any) -> None:
        """Answer what is asked about a person who walks in."""
        if name in OF_THE_PERSON:
            asked = page.get_by_label(OF_THE_PERSON[name], exact=True)
            title = LANGUAGES.languages[value] if name == "contact_language" else ""
            self._answer(asked, title or str(value))
            return
        self._fill(page, self._definition.facts[name], value)

    def fill_message(self, page: Page, message: str, name: str, value: Any) -> None:
        """Answer what a message from outside says."""
        self._fill(page, self._definition.messages[message].fields[name], value)

    def _fill(self, page: Page, fact: Fact, value: Any) -> None:
        asked = page.get_by_label(label_of(fact.title.nl))
        is_chosen = asked.evaluate("asked => asked.tagName") == "SELECT"
        self._answer(asked, self.value(fact.name, value)[0] if is_chosen else str(value))

    def _answer(self, asked: Locator, answer: str) -> None:
        if asked.evaluate("asked => asked.tagName") == "SELECT":
            asked.select_option(label=answer)
        else:
            asked.fill(answer)

    def _node(self, element: str) -> Node:
        return next(_nodes(self._definition, element))


def day(on: date | str) -> str:
    """Write a date as the pages do."""
    if isinstance(on, str):
        on = date.fromisoformat(on)
    return format_date(on, "d MMM yyyy", locale="nl")


def shown(value: Any) -> str:
    """Write a value as the pages do."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    return "-" if value is None else str(value)


def label_of(title: str) -> re.Pattern[str]:
    """Match the label of a question, with what the page says after its title."""
    said = r"(\(mag leeg blijven\))?\s*(gevoelig)?"
    return re.compile(rf"^\s*{re.escape(title)}\s*{said}\s*$")


def _nodes(definition: Definition, element: str) -> Iterator[Node]:
    for process in definition.processes.values():
        if element in process.nodes:
            yield process.nodes[element]
