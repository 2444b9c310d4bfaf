"""Checking diagrams, tables, forms and whole trajectories before anybody runs them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from engine.deadlines.reading import read_terms
from engine.decisions import DecisionModel, read_decisions, table_findings
from engine.definitions import rules
from engine.definitions.bundle import SUFFIXES, Bundle, read_folder
from engine.definitions.definition import Definition, LawTables
from engine.definitions.diagram import Diagram
from engine.definitions.facts import read_facts
from engine.definitions.lint import lint
from engine.definitions.load import DIAGRAMS, load, load_law
from engine.definitions.model import Flow, Node, NodeKind, Process
from engine.definitions.trajectory import FILE, read_trajectory
from engine.errors import (
    ConfigurationError,
    Finding,
    InvalidDefinitionError,
    NotFoundError,
)
from engine.forms import read_form
from engine.notices import newcomer
from engine.runtime import compare, compile_definition, refusals
from engine.runtime.schema import RULE as SCHEMA_RULE
from engine.runtime.schema import schema_findings
from engine.text import Text

__all__ = ["Checked", "check_definition", "check_file", "check_paths", "with_stand_ins"]

Verdict = Literal["loaded", "drawing-only", "refused"]
_LAW = "law"
#: The rule that tells the same as one of the runtime, with more about it.
_SAME = {
    "runtime-flow-without-condition": "condition-missing",
    "runtime-event-gateway-target": "event-gateway",
    "runtime-rounds-without-number": "mi-without-count",
    "runtime-link-without-end": "link-unmatched",
    "runtime-event-without-expression": "timer-missing",
    "runtime-flow-between-levels": "flow-crosses-border",
    "runtime-called-process-missing": "called-process",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking one file."""

    #: ``loaded`` runs; ``drawing-only`` is shown, but not marked as executable.
    verdict: Verdict
    findings: tuple[Finding, ...]
    #: None for a file that is no diagram, or that cannot be read.
    definition: Definition | None = None


def check_paths(paths: Sequence[Path]) -> list[Finding]:
    """Check files and trajectory folders; all findings, by file and line.

    A folder without ``trajectory.toml`` may hold several trajectories and files.

    Raises:
        NotFoundError: A path is not there, or is no kind of file that can be checked.
    """
    found: list[Finding] = []
    for path in paths:
        found.extend(_check_path(path))
    return sorted(
        dict.fromkeys(found), key=lambda each: (each.file, each.line or 0, each.rule)
    )


def check_definition(definition: Definition) -> list[Finding]:
    """Check a trajectory as it was loaded: its files, its rules, and what would run."""
    found = list(definition.findings)
    for diagram in definition.diagrams.values():
        found.extend(_check_diagram(diagram))
    found.extend(_check_tables(definition.decisions))
    found.extend(rules.check_definition(definition))
    return found + _not_told(found, _check_compiled(definition))


def check_file(raw: bytes, *, file: str) -> Checked:
    """Check one file on its own.

    Raises:
        NotFoundError: It is no kind of file that can be checked.
    """
    if file.endswith(DIAGRAMS):
        definition = load(Bundle({file: raw}))
        findings = tuple(check_definition(definition))
        return Checked(
            verdict=_verdict(definition, findings),
            findings=findings,
            definition=definition if definition.diagrams else None,
        )
    try:
        findings = tuple(_read_other(raw, file))
    except InvalidDefinitionError as error:
        findings = error.findings
    refused = any(each.severity == "error" for each in findings)
    return Checked(verdict="refused" if refused else "loaded", findings=findings)


def _check_path(path: Path) -> list[Finding]:
    if path.is_file():
        return _named(path.parent, check_file(path.read_bytes(), file=path.name).findings)
    if not path.is_dir():
        raise NotFoundError(
            Text(
                f"Er is geen bestand of map {path}.", f"There is no file or folder {path}."
            )
        )
    try:
        return _check_folder(path)
    except InvalidDefinitionError as error:
        return list(error.findings)


def _check_folder(folder: Path) -> list[Finding]:
    if (folder / FILE).is_file():
        definition = load(read_folder(folder), law=_law_beside(folder))
        return _named(folder, check_definition(definition))
    if folder.name == _LAW:
        law = load_law(read_folder(folder))
        return _named(folder, [*law.findings, *_check_tables(law.decisions)])
    if folder.name == newcomer.FILE.parent.name:
        return _check_sentences(folder)
    found: list[Finding] = []
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.name.startswith("."):
            found.extend(_check_folder(each))
        elif each.suffix in SUFFIXES | {".xml"} and each.suffix not in {".md", ".yaml"}:
            found.extend(_check_path(each))
    return found


def _check_sentences(folder: Path) -> list[Finding]:
    """Check what is written to newcomers."""
    try:
        newcomer.wordings(folder.parent)
    except ConfigurationError as error:
        return [
            Finding(
                file=(folder / newcomer.FILE.name).as_posix(),
                line=None,
                element="",
                rule="newcomer-sentences",
                message=error.text,
                remedy=Text(
                    "Geef elke taal alle zinnen, met alleen de invulplaatsen die "
                    "bovenaan staan.",
                    "Give each language all sentences, with only the blanks that stand at "
                    "the top.",
                ),
            )
        ]
    return []


def _law_beside(folder: Path) -> LawTables:
    law = folder.resolve().parent / _LAW
    return load_law(read_folder(law)) if law.is_dir() else LawTables()


def _named(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
    return [replace(each, file=(folder / each.file).as_posix()) for each in findings]


def _read_other(raw: bytes, file: str) -> list[Finding]:
    name = Path(file).name
    if name.endswith(".dmn"):
        return table_findings(read_decisions(raw, file=file))
    if name.endswith((".json", ".form")):
        read_form(raw, file=file)
    elif name == "deadlines.toml":
        read_terms(raw, file=file)
    elif name == FILE:
        return read_trajectory(raw, file=file)[1]
    elif name == "facts.toml":
        return read_facts(raw, file=file)[1]
    else:
        raise NotFoundError(
            Text(
                f"{file}: dit soort bestand kan niet nagezien worden.",
                f"{file}: this kind of file cannot be checked.",
            )
        )
    return []


def _check_tables(decisions: Mapping[str, DecisionModel]) -> list[Finding]:
    """Look for gaps and overlaps in the tables of models, given by their decisions."""
    models = {model.file: model for model in decisions.values()}
    return [each for model in models.values() for each in table_findings(model)]


def _check_diagram(diagram: Diagram) -> list[Finding]:
    found = rules.check_diagram(diagram)
    found += schema_findings(diagram.tree.root, file=diagram.file)
    found += lint(diagram)
    if not diagram.executable:
        told = [*diagram.findings, *found]
        for process in diagram.runnable:
            found += _not_told(told, refusals(process))
    return found


def _not_told(told: Iterable[Finding], more: Iterable[Finding]) -> list[Finding]:
    """Keep what the rules have not told better, and what is about other elements."""
    errors = [each for each in told if each.severity == "error"]
    known = {(each.file, each.element) for each in errors}
    rules_told = {(each.file, each.rule) for each in errors}
    return [
        each
        for each in more
        if (each.file, each.element) not in known
        and (each.file, _SAME.get(each.rule, each.rule)) not in rules_told
    ]


def _check_compiled(definition: Definition) -> list[Finding]:
    """Compile each executable process, and compare it with the nodes of its file."""
    mains = [process.id for process in definition.processes.values() if process.executable]
    if definition.is_trajectory:
        mains = [definition.main] if definition.main else []
    whole = replace(definition, processes=with_stand_ins(definition))
    found: list[Finding] = []
    for main in mains:
        try:
            compiled = compile_definition(replace(whole, main=main))
        except InvalidDefinitionError as error:
            found.extend(error.findings)
        else:
            found.extend(compare(definition.processes[main], compiled))
    return list(dict.fromkeys(found))


def with_stand_ins(definition: Definition) -> Mapping[str, Process]:
    """Let a lone file call what may stand in another file (a warning tells of it)."""
    processes = dict(definition.processes)
    if definition.is_trajectory:
        return processes
    for process in definition.processes.values():
        for node in process.nodes.values():
            if node.work.called and node.work.called not in processes:
                processes[node.work.called] = _stand_in(node.work.called, process.file)
    return processes


def _stand_in(identifier: str, file: str) -> Process:
    name = Text(identifier, "")
    begin, end, flow = f"{identifier}_begin", f"{identifier}_end", f"{identifier}_flow"
    start = Node(
        id=begin,
        kind=NodeKind.START_EVENT,
        name=name,
        line=None,
        parent=identifier,
        outgoing=(flow,),
    )
    done = Node(
        id=end,
        kind=NodeKind.END_EVENT,
        name=name,
        line=None,
        parent=identifier,
        incoming=(flow,),
    )
    return Process(
        id=identifier,
        name=name,
        line=None,
        file=file,
        executable=True,
        nodes={begin: start, end: done},
        flows={flow: Flow(id=flow, source=begin, target=end, name=name, line=None)},
    )


def _verdict(definition: Definition, findings: Iterable[Finding]) -> Verdict:
    errors = {each.rule for each in findings if each.severity == "error"}
    drawing = {SCHEMA_RULE, *(rule.NAME for rule in rules.DRAWING)}
    if not definition.diagrams or errors & drawing:
        return "refused"
    if not any(diagram.executable for diagram in definition.diagrams.values()):
        return "drawing-only"
    return "refused" if errors else "loaded"
