"""What the runtime cannot play, each with its line and what to do about it."""

from collections.abc import Iterable, Iterator, Mapping

from engine.definitions.model import Node, NodeKind, Process
from engine.errors import Finding
from engine.runtime.build import CONTAINING, starting_nodes
from engine.runtime.refused_elements import refusal, refused_elements
from engine.text import Text


def refusals(process: Process) -> list[Finding]:
    """Find all that the runtime cannot play in a process; empty when it can."""
    return [
        *_starts(process),
        *refused_elements(process),
        *_calls(process),
        *_boundaries(process),
        *_flows(process),
    ]


def missing_calls(
    processes: Iterable[Process], known: Mapping[str, Process]
) -> list[Finding]:
    """Find the call activities whose diagram is not there."""
    return [
        refusal(
            process,
            node,
            "runtime-called-process-missing",
            Text(
                f"Het opgeroepen proces '{node.work.called}' is er niet.",
                f"The called process '{node.work.called}' is not there.",
            ),
            Text(
                "Voeg het diagram toe of verbeter de naam.",
                "Add the diagram or correct the name.",
            ),
        )
        for process in processes
        for node in process.nodes.values()
        if node.work.called and node.work.called not in known
    ]


def lost_node(process: Process, node: Node) -> Finding:
    """Report a flow node that was not compiled."""
    return refusal(
        process,
        node,
        "runtime-lost-node",
        Text(
            f"'{node.id}' zou nooit gespeeld worden.",
            f"'{node.id}' would never be played.",
        ),
        Text("Verbind het met de rest van het diagram.", "Connect it with the diagram."),
    )


def _starts(process: Process) -> Iterator[Finding]:
    handlers = NodeKind.EVENT_SUB_PROCESS
    boxes = [node for node in process.nodes.values() if node.kind in CONTAINING]
    for parent in [process.id, *(box.id for box in boxes)]:
        nodes, box = process.within(parent), process.nodes.get(parent)
        starts = [node for node in nodes if node.kind is NodeKind.START_EVENT]
        one_event = box is not None and box.kind is handlers
        # An empty sub-process is done at once; an empty process says nothing.
        fits = starting_nodes(nodes) if nodes or box is None else True
        if not fits or (one_event and len(starts) != 1):
            yield _no_start(process, parent, box)


def _no_start(process: Process, parent: str, box: Node | None) -> Finding:
    return Finding(
        file=process.file,
        line=box.line if box is not None else process.line,
        element=parent,
        rule="runtime-no-start",
        message=Text("Er is geen plaats om te beginnen.", "There is no place to begin."),
        remedy=Text(
            "Voeg een start toe; een gebeurtenisdeelproces heeft er precies een.",
            "Add a start event; an event sub-process has exactly one.",
        ),
    )


def _calls(process: Process) -> Iterator[Finding]:
    for node in process.nodes.values():
        if node.kind is NodeKind.CALL_ACTIVITY and not node.work.called:
            yield refusal(
                process,
                node,
                "runtime-call-without-process",
                Text("De oproep noemt geen proces.", "The call activity names no process."),
                Text(
                    "Noem het proces dat gespeeld wordt.", "Name the process to be played."
                ),
            )


def _boundaries(process: Process) -> Iterator[Finding]:
    for node in process.nodes.values():
        host = process.nodes.get(node.attached_to or "")
        if node.kind is NodeKind.BOUNDARY_EVENT and (
            host is None or host.parent != node.parent
        ):
            yield refusal(
                process,
                node,
                "runtime-boundary-without-activity",
                Text(
                    "De randgebeurtenis hangt aan geen activiteit op hetzelfde niveau.",
                    "The boundary event hangs on no activity of the same level.",
                ),
                Text("Hang ze aan een activiteit.", "Attach it to an activity."),
            )


def _flows(process: Process) -> Iterator[Finding]:
    for flow in process.flows.values():
        source, target = process.nodes.get(flow.source), process.nodes.get(flow.target)
        if source is None or target is None or source.parent != target.parent:
            yield Finding(
                file=process.file,
                line=flow.line,
                element=flow.id,
                rule="runtime-flow-between-levels",
                message=Text(
                    "Het pad verbindt geen twee elementen van hetzelfde niveau.",
                    "The flow does not join two elements of the same level.",
                ),
                remedy=Text(
                    "Laat het begin en eindigen in hetzelfde proces of deelproces.",
                    "Let it begin and end in the same process or sub-process.",
                ),
            )
