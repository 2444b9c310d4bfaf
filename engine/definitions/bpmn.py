"""Reads a BPMN file of any editor into the one vocabulary of `engine.definitions.model`."""

from engine.definitions.diagram import Diagram, Message, Participant
from engine.definitions.events import message_event
from engine.definitions.formulas import Formulas
from engine.definitions.labels import label
from engine.definitions.model import Process
from engine.definitions.processes import read_process
from engine.definitions.tree import Tree, line_of, read_tree, reference
from engine.definitions.vendor import CAMUNDA, SPIFF, ZEEBE

__all__ = ["read_processes"]

_DATA = ("dataObject", "dataObjectReference", "dataInput", "dataOutput", "property")


def read_processes(raw: bytes, *, file: str) -> Diagram:
    """Read the processes, pools and messages of a BPMN file.

    Every flow node and flow of the file is in the result; expressions are FEEL, with their
    line. What is wrong but leaves the drawing readable is in ``Diagram.findings``.

    Raises:
        InvalidDefinitionError: The file is no XML that may be read, or no BPMN 2.0.
    """
    tree = read_tree(raw, file=file)
    formulas = Formulas(tree=tree, names=_spaced_names(tree))
    processes = {
        process.id: process
        for process in (read_process(each, formulas) for each in tree.iter("process"))
    }
    return Diagram(
        file=file,
        processes=processes,
        main=_main(processes),
        messages=_messages(tree, formulas),
        participants=_participants(tree),
        dialect=_dialect(tree),
        findings=tuple(dict.fromkeys(formulas.findings)),
        tree=tree,
    )


def _messages(tree: Tree, formulas: Formulas) -> dict[str, Message]:
    found = {}
    for element in tree.iter("message"):
        event = message_event(element, formulas)
        found[element.get("id", "")] = Message(
            id=element.get("id", ""),
            name=event.name,
            line=line_of(element),
            correlation=event.correlation,
        )
    return found


def _participants(tree: Tree) -> tuple[Participant, ...]:
    return tuple(
        Participant(
            id=element.get("id", ""),
            name=label(element),
            line=line_of(element),
            process=reference(element, "processRef").rsplit(":", 1)[-1],
        )
        for element in tree.iter("participant")
    )


def _main(processes: dict[str, Process]) -> str | None:
    executable = [process for process in processes.values() if process.executable]
    called = {node.work.called for process in executable for node in process.nodes.values()}
    free = [process for process in executable if process.id not in called]
    return next((process.id for process in free or executable), None)


def _dialect(tree: Tree) -> str:
    spaces = set(tree.root.nsmap.values())
    for name, family in (("zeebe", ZEEBE), ("spiffworkflow", SPIFF), ("camunda", CAMUNDA)):
        if spaces.intersection(family):
            return name
    written = (each.text or "" for each in tree.elements)
    return "camunda" if any("${" in text or "#{" in text for text in written) else ""


def _spaced_names(tree: Tree) -> frozenset[str]:
    names = (element.get("name", "").strip() for element in tree.iter(*_DATA))
    return frozenset(name for name in names if " " in name and len(name) < 100)  # noqa: PLR2004
