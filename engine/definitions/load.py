"""Loads a trajectory folder, single files, or the tables of law."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from engine.deadlines.reading import read_terms
from engine.deadlines.term import Terms
from engine.decisions import DecisionModel, read_decisions
from engine.definitions import trajectory as trajectory_file
from engine.definitions.bpmn import read_processes
from engine.definitions.bundle import Bundle
from engine.definitions.closing_days import FILE as CLOSING_DAYS
from engine.definitions.closing_days import read_closing_days
from engine.definitions.definition import Definition, LawTables
from engine.definitions.diagram import Diagram
from engine.definitions.facts import (
    FILE as FACTS_FILE,
)
from engine.definitions.facts import (
    Fact,
    facts_of_forms,
    facts_of_process,
    read_facts,
)
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.trajectory import Trajectory, read_trajectory
from engine.errors import Finding, InvalidDefinitionError
from engine.forms import Form, read_form
from engine.text import Text

__all__ = ["DIAGRAMS", "load", "load_law"]

_Read = TypeVar("_Read")
DIAGRAMS = (".bpmn", ".xml")
_FORMS = (".json", ".form")
_DEADLINES = "deadlines.toml"


def load(bundle: Bundle, *, law: LawTables | None = None) -> Definition:
    """Read all files of a trajectory; without a ``trajectory.toml`` just what is there.

    Never raises for what the files say: all that is wrong is in ``findings``.
    """
    return _Loading(bundle, law or LawTables()).definition()


def load_law(bundle: Bundle) -> LawTables:
    """Read the tables of law: decisions, terms, and days on which an agency is closed."""
    loading = _Loading(bundle, LawTables())
    decisions = loading.decisions()
    terms = loading.terms()
    closing_days, wrong = read_closing_days(bundle.files.get(CLOSING_DAYS, b""))
    return LawTables(
        files=bundle,
        decisions=decisions,
        terms=terms,
        closing_days=closing_days,
        findings=(*loading.findings, *wrong),
    )


class _Loading:
    def __init__(self, bundle: Bundle, law: LawTables) -> None:
        self._bundle = bundle
        self._law = law
        self.findings: list[Finding] = []

    def definition(self) -> Definition:
        """Read everything and put it together."""
        settings = self._settings()
        diagrams = self._each(DIAGRAMS, read_processes)
        for diagram in diagrams.values():
            self.findings.extend(diagram.findings)
        forms = self.forms()
        decisions = self.decisions()
        processes = self._processes(diagrams.values(), settings, forms)
        writers = self._writers(settings, forms, decisions, processes)
        facts: dict[str, Fact] = {}
        for fact in writers:
            facts.setdefault(fact.name, fact)
        return Definition(
            id=settings.id,
            title=settings.title,
            digest=self._bundle.digest,
            settings=settings,
            diagrams=diagrams,
            processes=processes,
            main=self._main(settings, diagrams.values(), processes),
            roles=_roles(settings, processes.values()),
            forms=forms,
            terms=self.terms(),
            decisions=decisions,
            messages=settings.messages,
            facts=facts,
            writers=tuple(writers),
            files=self._bundle,
            findings=tuple(self.findings),
            is_trajectory=trajectory_file.FILE in self._bundle.files,
            law=self._law,
        )

    def forms(self) -> dict[str, Form]:
        """Read the forms, by file name without suffix."""
        names = [name for name in self._bundle.named(*_FORMS) if "scenarios/" not in name]
        read = self._each(_FORMS, read_form, only=names)
        return {PurePosixPath(name).stem: form for name, form in read.items()}

    def decisions(self) -> dict[str, DecisionModel]:
        """Read the decision models, by the id of each decision in them."""
        found: dict[str, DecisionModel] = {}
        for file, model in self._each((".dmn",), read_decisions).items():
            for identifier in model.decisions:
                if identifier in found:
                    self.findings.append(_twice(file, identifier, "decision-twice"))
                found.setdefault(identifier, model)
        return found

    def terms(self) -> Terms:
        """Read the terms."""
        found = Terms()
        for terms in self._each((_DEADLINES,), read_terms).values():
            try:
                found = terms.with_terms(found)
            except InvalidDefinitionError as error:
                self.findings.extend(error.findings)
        return found

    def _settings(self) -> Trajectory:
        raw = self._bundle.files.get(trajectory_file.FILE)
        if raw is not None:
            try:
                settings, findings = read_trajectory(raw, file=trajectory_file.FILE)
            except InvalidDefinitionError as error:
                self.findings.extend(error.findings)
            else:
                self.findings.extend(findings)
                return settings
        name = next(iter(self._bundle.named(*DIAGRAMS)), "")
        stem = PurePosixPath(name).stem
        return Trajectory(id=stem, title=Text(stem, ""))

    def _each(
        self,
        suffixes: tuple[str, ...],
        read: Callable[..., _Read],
        *,
        only: Iterable[str] | None = None,
    ) -> dict[str, _Read]:
        found: dict[str, _Read] = {}
        for name, raw in self._bundle.named(*suffixes).items():
            if only is not None and name not in only:
                continue
            try:
                found[name] = read(raw, file=name)
            except InvalidDefinitionError as error:
                self.findings.extend(error.findings)
        return found

    def _processes(
        self, diagrams: Iterable[Diagram], settings: Trajectory, forms: Mapping[str, Form]
    ) -> dict[str, Process]:
        found: dict[str, Process] = {}
        for diagram in diagrams:
            for process in diagram.processes.values():
                if process.id in found:
                    self.findings.append(
                        _twice(diagram.file, process.id, "process-twice", process.line)
                    )
                    continue
                nodes = {
                    node.id: _completed(node, settings, forms)
                    for node in process.nodes.values()
                }
                found[process.id] = replace(process, nodes=nodes)
        return found

    def _writers(
        self,
        settings: Trajectory,
        forms: Mapping[str, Form],
        decisions: Mapping[str, DecisionModel],
        processes: Mapping[str, Process],
    ) -> list[Fact]:
        found: list[Fact] = []
        raw = self._bundle.files.get(FACTS_FILE)
        if raw is not None:
            try:
                declared, findings = read_facts(raw, file=FACTS_FILE)
                found.extend(declared)
                self.findings.extend(findings)
            except InvalidDefinitionError as error:
                self.findings.extend(error.findings)
        found.extend(facts_of_forms(forms))
        for message in settings.messages.values():
            found.extend(message.fields.values())
        for process in processes.values():
            found.extend(facts_of_process(process, {**self._law.decisions, **decisions}))
        return found

    def _main(
        self,
        settings: Trajectory,
        diagrams: Iterable[Diagram],
        processes: Mapping[str, Process],
    ) -> str:
        if settings.process:
            if settings.process in processes:
                return settings.process
            self.findings.append(
                _no_process(self._bundle.files, settings.process, processes)
            )
            return ""
        called = {n.work.called for p in processes.values() for n in p.nodes.values()}
        mains = [diagram.main for diagram in diagrams if diagram.main]
        free = [each for each in mains if each not in called]
        return next(iter(free or mains), "")


def _completed(node: Node, settings: Trajectory, forms: Mapping[str, Form]) -> Node:
    """Fill in what a user task gets from its lane and from its own id."""
    work = node.work
    if node.lane is not None and not work.roles:
        work = replace(work, roles=(settings.role_of(node.lane),))
    if node.kind is NodeKind.USER_TASK and work.form is None and node.id in forms:
        work = replace(work, form=node.id)
    return node if work is node.work else replace(node, work=work)


def _roles(settings: Trajectory, processes: Iterable[Process]) -> dict[str, str]:
    return {lane: settings.role_of(lane) for process in processes for lane in process.lanes}


def _twice(file: str, identifier: str, rule: str, line: int | None = None) -> Finding:
    return Finding(
        file=file,
        line=line,
        element=identifier,
        rule=rule,
        message=Text(
            f"'{identifier}' staat ook in een ander bestand van dit traject.",
            f"'{identifier}' also stands in another file of this trajectory.",
        ),
        remedy=Text("Geef een van beide een andere id.", "Give one of them another id."),
    )


def _no_process(
    files: Mapping[str, bytes], process: str, processes: Mapping[str, Process]
) -> Finding:
    known = ", ".join(sorted(processes)) or "-"
    lines = files[trajectory_file.FILE].splitlines()
    line = next((n for n, text in enumerate(lines, 1) if text.startswith(b"process")), 1)
    return Finding(
        file=trajectory_file.FILE,
        line=line,
        element=process,
        rule="process-missing",
        message=Text(
            f"Er is geen proces '{process}' in de diagrammen.",
            f"There is no process '{process}' in the diagrams.",
        ),
        remedy=Text(f"Kies een van: {known}.", f"Choose one of: {known}."),
    )
