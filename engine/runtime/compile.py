"""Compiles a definition into SpiffWorkflow specs that any number of threads may share.

Spiff's own XML parser is not used: it drops what it does not know (see
docs/decisions/0010-own-specs-on-spiffworkflow.md).
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from typing import Protocol

from engine.definitions.model import EventKind, Formula, Process
from engine.errors import Finding, InvalidDefinitionError
from engine.feel import FeelSyntaxError
from engine.runtime.build import Builder
from engine.runtime.elements.gateways import InclusiveGateway
from engine.runtime.elements.waits import Catcher
from engine.runtime.refusals import lost_node, missing_calls, refusals
from engine.runtime.structure import write_structure
from engine.runtime.tokens import Element, LevelSpec


class Definition(Protocol):
    """What the runtime needs of a definition."""

    @property
    def processes(self) -> Mapping[str, Process]:
        """All processes by id, those of called diagrams included."""

    @property
    def main(self) -> str:
        """Id of the process that a case plays."""

    @property
    def roles(self) -> Mapping[str, str]:
        """Role by id of the lane."""

    @property
    def digest(self) -> str:
        """Hash of the files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A definition ready to be played; never changes while cases run on it."""

    main: LevelSpec
    #: Every process and sub-process; a state names them by their position.
    levels: tuple[LevelSpec, ...]
    #: Beginning of the hash of the files; a state of another definition is refused.
    source: str
    #: Whether something fires only when nothing else moves.
    stirs: bool

    def digest(self) -> str:
        """Hash the whole structure, to show that playing changes nothing."""
        text = "\n".join(write_structure(level) for level in self.levels)
        return hashlib.sha256(text.encode()).hexdigest()

    def elements(self, process: str) -> frozenset[str]:
        """Give the ids of the flow nodes compiled from a process."""
        return frozenset(
            element.node.id
            for level in self.levels
            if level.name.split("/")[0] == process
            for element in level.elements
        )


def compile_definition(definition: Definition) -> Compiled:
    """Compile the main process of a definition and all that it calls.

    Raises:
        InvalidDefinitionError: The runtime cannot play it; all reasons at once.
    """
    called = list(_called(definition))
    findings = [finding for process in called for finding in refusals(process)]
    findings += missing_calls(called, definition.processes)
    if any(finding.severity == "error" for finding in findings):
        raise InvalidDefinitionError(findings)
    builder = Builder(main=definition.main, roles=definition.roles)
    for process in called:
        builder.process(process)
    builder.connect()
    levels = tuple(builder.levels.values())
    for process in called:
        _compile_formulas(list(process.nodes.values()) + list(process.flows.values()))
    return Compiled(
        main=builder.levels[definition.main],
        levels=levels,
        source=definition.digest[:12],
        stirs=any(_stirs(element) for level in levels for element in level.elements),
    )


def compare(process: Process, compiled: Compiled) -> list[Finding]:
    """Find the flow nodes of a process that the compiled definition lacks."""
    there = compiled.elements(process.id)
    lost = [node for node in process.nodes.values() if node.id not in there]
    return [lost_node(process, node) for node in lost]


def _called(definition: Definition) -> Iterator[Process]:
    seen: set[str] = set()
    waiting = [definition.main]
    while waiting:
        identifier = waiting.pop(0)
        process = definition.processes.get(identifier)
        if process is None or identifier in seen:
            continue
        seen.add(identifier)
        yield process
        waiting += [node.work.called for node in process.nodes.values()]


def _compile_formulas(value: object) -> None:
    """Parse every expression now, so that no step pays for it or writes into the model."""
    if isinstance(value, Formula):
        with suppress(FeelSyntaxError):  # a finding of the reader; fails when it is reached
            _ = value.expression
    elif is_dataclass(value):
        for part in fields(value):
            _compile_formulas(getattr(value, part.name))
    elif isinstance(value, list | tuple):
        for item in value:
            _compile_formulas(item)


def _stirs(element: Element) -> bool:
    if isinstance(element, Catcher):
        return element.event.kind is EventKind.CONDITIONAL
    return isinstance(element, InclusiveGateway)
