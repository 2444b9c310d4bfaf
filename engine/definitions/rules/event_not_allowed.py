"""An event definition on an event that may not have it (BPMN 2.0.2, tables 10.84-10.93)."""

from collections.abc import Iterable

from engine.definitions.diagram import Diagram
from engine.definitions.model import EventKind as Kind
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "event-not-allowed"

_CATCH = {Kind.MESSAGE, Kind.TIMER, Kind.CONDITIONAL, Kind.SIGNAL, Kind.MULTIPLE}
_HANDLER = _CATCH | {Kind.ERROR, Kind.ESCALATION, Kind.COMPENSATION}
_BOUNDARY = _HANDLER | {Kind.CANCEL}
_END = {Kind.NONE, Kind.MESSAGE, Kind.ERROR, Kind.ESCALATION, Kind.CANCEL, Kind.SIGNAL}
_ALLOWED = {
    NodeKind.CATCH_EVENT: _CATCH | {Kind.LINK, Kind.NONE},
    NodeKind.THROW_EVENT: {Kind.NONE, Kind.MESSAGE, Kind.ESCALATION, Kind.LINK}
    | {Kind.COMPENSATION, Kind.SIGNAL, Kind.MULTIPLE},
    NodeKind.END_EVENT: _END | {Kind.COMPENSATION, Kind.TERMINATE, Kind.MULTIPLE},
    NodeKind.BOUNDARY_EVENT: _BOUNDARY,
}
_INTERRUPTING_ONLY = {Kind.ERROR, Kind.CANCEL, Kind.COMPENSATION}


def check(diagram: Diagram) -> Iterable[Finding]:
    """Refuse events that wait for or throw what they cannot."""
    for process in diagram.processes.values():
        for node in process.nodes.values():
            if node.kind not in {*_ALLOWED, NodeKind.START_EVENT}:
                continue
            kind = node.event_kind
            if kind not in _allowed(process, node):
                yield _finding(process, node, _place(process, node))
            elif not node.interrupting and kind in _INTERRUPTING_ONLY:
                place = Text(
                    "een niet-onderbrekende gebeurtenis", "a non-interrupting event"
                )
                yield _finding(process, node, place)
            elif kind is Kind.CANCEL and not _in_transaction(process, node):
                yield _finding(process, node, Text("iets buiten een transactie", _OUTSIDE))


_OUTSIDE = "something outside a transaction"


def _allowed(process: Process, node: Node) -> set[Kind]:
    if node.kind is not NodeKind.START_EVENT:
        return _ALLOWED[node.kind]
    around = process.nodes.get(node.parent)
    if around is None:
        return _CATCH | {Kind.NONE}
    return _HANDLER if around.kind is NodeKind.EVENT_SUB_PROCESS else {Kind.NONE}


def _place(process: Process, node: Node) -> Text:
    if node.kind is NodeKind.START_EVENT:
        around = process.nodes.get(node.parent)
        if around is None:
            return Text("de start van een proces", "the start of a process")
        if around.kind is NodeKind.EVENT_SUB_PROCESS:
            return Text(
                "de start van een gebeurtenis-subproces", "an event sub-process's start"
            )
        return Text("de start van een subproces", "the start of a sub-process")
    return _PLACES[node.kind]


_PLACES = {
    NodeKind.CATCH_EVENT: Text("een tussentijdse ontvangst", "an intermediate catch event"),
    NodeKind.THROW_EVENT: Text(
        "een tussentijdse verzending", "an intermediate throw event"
    ),
    NodeKind.END_EVENT: Text("een einde", "an end event"),
    NodeKind.BOUNDARY_EVENT: Text("een randgebeurtenis", "a boundary event"),
}


def _in_transaction(process: Process, node: Node) -> bool:
    if node.kind is NodeKind.BOUNDARY_EVENT:
        host = process.nodes.get(node.attached_to or "")
        return host is not None and host.kind is NodeKind.TRANSACTION
    around = process.nodes.get(node.parent)
    while around is not None and around.kind is not NodeKind.TRANSACTION:
        around = process.nodes.get(around.parent)
    return around is not None


def _finding(process: Process, node: Node, place: Text) -> Finding:
    kind = node.event_kind.value
    return about(
        NAME,
        process,
        node,
        Text(
            f"'{shown(node)}': '{kind}' kan niet op {place.nl}.",
            f"'{shown(node)}': '{kind}' cannot be on {place.en}.",
        ),
        Text(
            "Kies in de editor een gebeurtenis die daar mag staan.",
            "Choose in the editor an event that is allowed there.",
        ),
    )
