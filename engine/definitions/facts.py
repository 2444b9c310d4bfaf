"""Facts that a trajectory declares: ``facts.toml``, form fields, decisions, messages.

::

    [[fact]]
    name = "born_on"
    type = "date"
    sensitivity = "sensitive"         # normal (default), sensitive, role-only
    title = {nl = "Geboortedatum", en = "Date of birth"}
    start = true                      # given when the case is opened
    options = [{value = "m", nl = "Man", en = "Man"}]   # the answers, in words
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from engine.decisions import DecisionModel
from engine.definitions.model import Process
from engine.definitions.toml_file import TomlFile
from engine.errors import Finding
from engine.forms import Form, Option
from engine.text import Text

FILE = "facts.toml"
RULE = "fact-declaration"
Sensitivity = Literal["normal", "sensitive", "role-only"]
Origin = Literal["declared", "start", "form", "decision", "message", "script", "mapping"]
ANY = "Any"
NO_TEXT = Text("", "")
TYPES = frozenset(
    {"string", "number", "boolean", "date", "time", "date and time", "list", "context"}
    | {"days and time duration", "years and months duration", ANY}
)
_KEYS = frozenset({"name", "type", "sensitivity", "title", "start", "note", "options"})

_OPTION = ("value", "nl", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name that a case may have a value for."""

    name: str
    #: FEEL type, or ``Any`` where nobody says.
    type: str
    sensitivity: Sensitivity = "normal"
    title: Text = NO_TEXT
    #: The answers that people choose from; empty: anything of the type.
    options: tuple[Option, ...] = ()
    #: Who writes it.
    origin: Origin = "declared"
    file: str = ""
    line: int | None = None
    #: Element, field or message that writes it.
    element: str = ""


def read_facts(raw: bytes, *, file: str) -> tuple[list[Fact], list[Finding]]:
    """Read ``facts.toml``.

    Raises:
        InvalidDefinitionError: The file is no TOML.
    """
    toml = TomlFile(raw, file=file, rule=RULE)
    toml.unknown(toml.values, frozenset({"fact"}))
    found = []
    for table in toml.tables("fact"):
        name = toml.string(table, "name")
        toml.unknown(table, _KEYS)
        start = table.get("start", False)
        fact = read_declaration(toml, name, table, origin="start" if start else "declared")
        if fact is not None:
            found.append(fact)
    return found, toml.findings


def read_declaration(
    toml: TomlFile, name: str, table: Mapping[str, Any], *, origin: Origin, where: str = ""
) -> Fact | None:
    """Read type, sensitivity and title of one fact; None with a finding when wrong."""
    kind = table.get("type") if isinstance(table, dict) else None
    if not name or kind not in TYPES:
        toml.wrong("type" if name else "name", '"date"', element=name or where)
        return None
    sensitivity: Sensitivity = "normal"
    for choice in get_args(Sensitivity):
        if table.get("sensitivity", "normal") == choice:
            sensitivity = choice
            break
    else:
        toml.wrong("sensitivity", '"sensitive"', element=name)
    return Fact(
        name=name,
        type=str(kind),
        sensitivity=sensitivity,
        title=toml.text(table, "title", where=name) if "title" in table else Text(name, ""),
        options=_options(toml, name, table),
        origin=origin,
        file=toml.file,
        line=toml.line_of("name", after=name) if not where else toml.line_of(name),
        element=where or name,
    )


def _options(toml: TomlFile, name: str, table: Mapping[str, Any]) -> tuple[Option, ...]:
    written = table.get("options", [])
    found = []
    for one in written if isinstance(written, list) else [written]:
        words = [one.get(key) for key in _OPTION] if isinstance(one, dict) else [None]
        if not all(isinstance(word, str) and word.strip() for word in words):
            toml.wrong("options", '[{value = "...", nl = "...", en = "..."}]', element=name)
            return ()
        value, nl, en = map(str, words)
        found.append(Option(value=value, label=Text(nl, en), answer=value))
    return tuple(found)


def facts_of_forms(forms: Mapping[str, Form]) -> Iterable[Fact]:
    """Give the facts that people fill in; a field that is only shown declares nothing."""
    for name, form in forms.items():
        for each in form.fields:
            yield Fact(
                name=each.fact,
                type=each.type,
                sensitivity=each.sensitivity,
                title=each.label,
                origin="form",
                file=form.file,
                line=each.line,
                element=name,
            )


def facts_of_process(
    process: Process, decisions: Mapping[str, DecisionModel]
) -> Iterable[Fact]:
    """Give the facts that the elements of a diagram write."""
    for node in process.nodes.values():
        written: list[tuple[str, str, Origin]] = [
            (each.target, ANY, "script") for each in node.work.script
        ]
        written += [(each.target, ANY, "mapping") for each in node.work.outputs]
        written += [(each.target, ANY, "mapping") for each in node.work.inputs]
        if node.work.result:
            model = decisions.get(node.work.decision)
            kind = model.decisions[node.work.decision].feel_type if model else ANY
            written.append((node.work.result, kind, "decision"))
        if node.multi_instance is not None:
            written.append((node.multi_instance.element, ANY, "mapping"))
            written.append((node.multi_instance.output_collection, "list", "mapping"))
        for name, kind, origin in written:
            if name:
                yield Fact(
                    name=name,
                    type=kind,
                    title=node.name,
                    origin=origin,
                    file=process.file,
                    line=node.line,
                    element=node.id,
                )
