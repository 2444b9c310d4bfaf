"""Where a case stands in its diagrams: what is current, what failed, what is behind it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine import queries
from engine.definitions.definition import Definition
from engine.definitions.diagram import Diagram
from engine.definitions.model import Process
from engine.queries import CaseHead
from engine.queries.case_state import fired_elements
from engine.store import Connection
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDiagram:
    """One diagram of a case, ready to be drawn."""

    #: Id of its process.
    id: str
    title: Text
    xml: str
    #: English names by id of the element; the file itself is Dutch.
    english: Mapping[str, str]
    current: tuple[str, ...]
    failed: tuple[str, ...]
    done: tuple[str, ...]


def case_diagrams(
    connection: Connection, head: CaseHead, definition: Definition
) -> list[CaseDiagram]:
    """Give the diagrams in which the case stands or stood; the main one first."""
    case_id = head.case.case_id
    standing = [
        *((one.scope, one.element) for one in queries.waits_of(connection, head)),
        *queries.task_places(connection, head),
    ]
    current = _by_process(definition, standing)
    failed = _by_process(
        definition,
        [(one.scope, one.element) for one in queries.incidents_of(connection, head)],
    )
    done = _fired(definition, fired_elements(connection, case_id))
    wanted = [definition.main, *sorted({*current, *failed, *done} - {definition.main})]
    return [
        _diagram(definition, definition.processes[name], current, failed, done)
        for name in wanted
        if name in definition.processes
    ]


def _diagram(
    definition: Definition,
    process: Process,
    current: Mapping[str, set[str]],
    failed: Mapping[str, set[str]],
    done: Mapping[str, set[str]],
) -> CaseDiagram:
    file = definition.diagrams[process.file]
    here = current.get(process.id, set())
    return CaseDiagram(
        id=process.id,
        title=process.name if process.name.nl else Text(process.id, process.id),
        xml=definition.files.files[process.file].decode("utf-8", "replace"),
        english=english_names(file),
        current=tuple(sorted(here)),
        failed=tuple(sorted(failed.get(process.id, ()))),
        done=tuple(sorted(done.get(process.id, set()) - here)),
    )


def english_names(diagram: Diagram) -> dict[str, str]:
    """Give the English names in a file, by id of the element."""
    return {
        id_: name.en
        for process in diagram.processes.values()
        for id_, name in _names(process)
        if name.en
    }


def _names(process: Process) -> Iterable[tuple[str, Text]]:
    yield from ((one.id, one.name) for one in process.nodes.values())
    yield from ((one.id, one.name) for one in process.flows.values())
    yield from ((one.id, one.name) for one in process.lanes.values())


def _by_process(
    definition: Definition, places: Iterable[tuple[str, str]]
) -> dict[str, set[str]]:
    """Sort elements by their process; what is around a place is current too."""
    found: dict[str, set[str]] = defaultdict(set)
    for scope, element in places:
        process = definition.main
        for step in [*(part for part in scope.split("/") if part), element]:
            inner = step.rpartition(":")[0] or step
            found[process].add(inner)
            process = _called(definition, process, inner)
    return found


def _called(definition: Definition, process: str, element: str) -> str:
    node = definition.processes[process].nodes.get(element)
    called = node.work.called if node is not None else ""
    return called if called in definition.processes else process


def _fired(definition: Definition, fired: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in fired:
        process, _, element = one.rpartition(":")
        found[process or definition.main].add(element)
    return found
