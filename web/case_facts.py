"""The facts of a case as its page lists them: title, value, who may see and correct it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import queries
from engine.definitions.definition import Definition
from engine.definitions.facts import Fact
from engine.forms import Option
from engine.ids import AgencyId
from engine.operations.access import fact_access, facts_named
from engine.people import Actor, CaseAccess, Sensitivity, facts_seen
from engine.queries import CaseHead, FactRow
from engine.store import Connection
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact on the page."""

    name: str
    title: Text
    #: FEEL type.
    type: str
    scope: str
    #: Words for the scope: in which part of the trajectory the fact holds.
    where: Text
    value: Any
    #: The value in words, when a form offers it as an option.
    label: Text | None
    #: The answers that a form offers.
    options: tuple[Option, ...]
    sensitivity: Sensitivity
    written_at: datetime
    may_correct: bool


def case_facts(
    connection: Connection, actor: Actor, head: CaseHead, definition: Definition
) -> list[FactLine]:
    """List the facts of a case that the actor may see, those of the case itself first."""
    names = None
    if not head.is_own:
        names = facts_named(definition, queries.forms_of(connection, actor, head))
    rows = queries.facts_of(connection, head, names=names)
    agencies = frozenset({actor.agency}) if names is not None else frozenset()
    access = [
        fact_access(definition, name, agencies) for name in {row.name for row in rows}
    ]
    case = CaseAccess(
        agency=AgencyId(head.case.agency), task_agencies=frozenset({actor.agency})
    )
    seen = facts_seen(actor, case, access)
    lines = [_line(row, head, definition) for row in rows if row.name in seen]
    return sorted(lines, key=lambda line: (line.scope, line.title.nl.casefold()))


def _line(row: FactRow, head: CaseHead, definition: Definition) -> FactLine:
    fact = definition.facts.get(row.name)
    options = options_of(definition, row.name)
    return FactLine(
        name=row.name,
        title=_title(fact, row.name),
        type=fact.type if fact else "Any",
        scope=row.scope,
        where=where(definition, row.scope),
        value=row.value,
        label=_words(options, row.value),
        options=options,
        sensitivity=fact.sensitivity if fact else "normal",
        written_at=row.written_at,
        may_correct=head.is_own and fact is not None and head.is_running,
    )


def _title(fact: Fact | None, name: str) -> Text:
    if fact is None or not fact.title.nl:
        return Text(name.replace("_", " "), name.replace("_", " "))
    return fact.title


def options_of(definition: Definition, name: str) -> tuple[Option, ...]:
    """Give the answers that its declaration, or else a form, offers for a fact."""
    declared = definition.facts.get(name)
    if declared is not None and declared.options:
        return declared.options
    for form in definition.forms.values():
        for field in form.fields:
            if field.fact == name and field.options:
                return field.options
    return ()


def _words(options: tuple[Option, ...], value: Any) -> Text | None:
    words = {option.answer: option.label for option in options}
    if not words:
        return None
    if isinstance(value, list):
        found = [words.get(one, Text(str(one), str(one))) for one in value]
        return Text(", ".join(one.nl for one in found), ", ".join(one.en for one in found))
    return words.get(value) if isinstance(value, str | bool) else None


def where(definition: Definition, scope: str) -> Text:
    """Name the part of the trajectory that a scope stands for; empty for the case."""
    names = [
        _name(definition, step.rpartition(":")[0]) for step in scope.split("/") if step
    ]
    return Text(" / ".join(one.nl for one in names), " / ".join(one.en for one in names))


def _name(definition: Definition, element: str) -> Text:
    for process in definition.processes.values():
        node = process.nodes.get(element)
        if node is not None and node.name.nl:
            return node.name
    return Text(element, element)
