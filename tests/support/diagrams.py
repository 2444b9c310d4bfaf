"""Draws small diagrams for tests, as values of the neutral model.

::

    draw(
        '''
        start -> check
        check -> approve: amount < 100
        check -> refuse: default
        ''',
        check=xor(),
        approve=user(),
        refuse=user(),
    )

A name that begins with ``start`` or ``end`` is an event of that kind unless it is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.definitions.model import (
    Assignment,
    Event,
    EventKind,
    Flow,
    Formula,
    Lane,
    Node,
    NodeKind,
    Process,
    Timer,
    Work,
)
from engine.text import Text


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A definition of drawn processes; the first one is played."""

    processes: Mapping[str, Process]
    main: str
    roles: Mapping[str, str] = field(default_factory=dict)
    digest: str = "0123456789abcdef"


def feel(source: str) -> Formula:
    """Write an expression."""
    return Formula(source=source)


def node(kind: NodeKind, **attributes: Any) -> Node:
    """Describe a node; its id is the name under which it is given to `draw`."""
    work = {key: attributes.pop(key) for key in list(attributes) if key in _WORK}
    for key in ("inputs", "outputs", "script"):
        if key in work:
            work[key] = tuple(
                Assignment(target=target, formula=feel(source))
                for target, source in work[key].items()
            )
    for key in ("due", "assignee", "agency", "priority"):
        if key in work:
            work[key] = feel(work[key])
    blank: dict[str, Any] = {"id": "", "name": Text("", ""), "line": None, "parent": ""}
    return Node(kind=kind, work=Work(**work), **(blank | attributes))


_WORK = set(Work.__slots__)


def user(**attributes: Any) -> Node:
    """Describe a user task."""
    return node(NodeKind.USER_TASK, **attributes)


def xor(**attributes: Any) -> Node:
    """Describe an exclusive gateway."""
    return node(NodeKind.EXCLUSIVE_GATEWAY, **attributes)


def both(**attributes: Any) -> Node:
    """Describe a parallel gateway."""
    return node(NodeKind.PARALLEL_GATEWAY, **attributes)


def some(**attributes: Any) -> Node:
    """Describe an inclusive gateway."""
    return node(NodeKind.INCLUSIVE_GATEWAY, **attributes)


def script(**lines: str) -> Node:
    """Describe a script task: ``name="FEEL"`` lines."""
    return node(NodeKind.SCRIPT_TASK, script=lines)


def service(topic: str = "", **attributes: Any) -> Node:
    """Describe a service task."""
    return node(NodeKind.SERVICE_TASK, topic=topic, **attributes)


def rule(decision: str, **attributes: Any) -> Node:
    """Describe a business rule task."""
    return node(NodeKind.BUSINESS_RULE_TASK, decision=decision, **attributes)


def inside(**attributes: Any) -> Node:
    """Describe an embedded sub-process."""
    return node(NodeKind.SUB_PROCESS, **attributes)


def handler(**attributes: Any) -> Node:
    """Describe an event sub-process."""
    return node(NodeKind.EVENT_SUB_PROCESS, **attributes)


def call(process: str, **attributes: Any) -> Node:
    """Describe a call activity."""
    return node(NodeKind.CALL_ACTIVITY, called=process, **attributes)


def start(kind: EventKind | None = None, **attributes: Any) -> Node:
    """Describe a start event."""
    return _event(NodeKind.START_EVENT, kind, attributes)


def catch(kind: EventKind, **attributes: Any) -> Node:
    """Describe an intermediate catch event."""
    return _event(NodeKind.CATCH_EVENT, kind, attributes)


def throw(kind: EventKind | None = None, **attributes: Any) -> Node:
    """Describe an intermediate throw event."""
    return _event(NodeKind.THROW_EVENT, kind, attributes)


def end(kind: EventKind | None = None, **attributes: Any) -> Node:
    """Describe an end event."""
    return _event(NodeKind.END_EVENT, kind, attributes)


def boundary(host: str, kind: EventKind, **attributes: Any) -> Node:
    """Describe a boundary event on the activity ``host``."""
    return _event(NodeKind.BOUNDARY_EVENT, kind, attributes | {"attached_to": host})


def _event(kind: NodeKind, event: EventKind | None, attributes: dict[str, Any]) -> Node:
    """Take ``event_name``, ``timer=(kind, source)``, ``deadline``, ``when`` and ``key``."""
    timer = attributes.pop("timer", None)
    deadline = attributes.pop("deadline", None)
    if deadline is not None:
        timer = ("date", f'deadline("{deadline}")')
    condition, key = attributes.pop("when", None), attributes.pop("key", None)
    name = attributes.pop("event_name", "")
    if event is None:
        return node(kind, **attributes)
    described = Event(
        kind=event,
        name=name,
        timer=timer and Timer(kind=timer[0], formula=feel(timer[1]), deadline=deadline),
        condition=condition and feel(condition),
        correlation=key and feel(key),
    )
    return node(kind, event=described, **attributes)


def draw(flows: str, *, name: str = "process", **nodes: Node) -> Process:
    """Draw a process; ``flows`` has a line ``source -> target[: condition]`` each.

    A condition ``default`` marks the default flow. Nodes inside a sub-process say so by
    ``parent="its id"``.
    """
    drawn: dict[str, Flow] = {}
    given = dict(nodes)
    for line in filter(None, (line.strip() for line in flows.splitlines())):
        ends, _, condition = line.partition(":")
        source, target = (part.strip() for part in ends.split("->"))
        given.setdefault(source, _guess(source))
        given.setdefault(target, _guess(target))
        flow = f"{source}_{target}"
        if condition.strip() == "default":
            given[source] = replace(given[source], default=flow)
            condition = ""
        drawn[flow] = Flow(
            id=flow,
            source=source,
            target=target,
            name=Text("", ""),
            line=None,
            condition=feel(condition.strip()) if condition.strip() else None,
        )
    lanes = {node.lane for node in given.values() if node.lane}
    return Process(
        id=name,
        name=Text(name, name),
        line=1,
        file=f"{name}.bpmn",
        executable=True,
        nodes={key: _placed(key, given[key], name, drawn) for key in given},
        flows=drawn,
        lanes={lane: Lane(id=lane, name=Text(lane, lane), line=None) for lane in lanes},
    )


def _guess(name: str) -> Node:
    kinds = {"start": NodeKind.START_EVENT, "end": NodeKind.END_EVENT}
    return node(kinds.get(name.split("_", maxsplit=1)[0], NodeKind.USER_TASK))


def _placed(key: str, drawn: Node, process: str, flows: Mapping[str, Flow]) -> Node:
    return replace(
        drawn,
        id=key,
        name=drawn.name if drawn.name.nl else Text(key, key),
        parent=drawn.parent or process,
        incoming=tuple(flow.id for flow in flows.values() if flow.target == key),
        outgoing=tuple(flow.id for flow in flows.values() if flow.source == key),
    )


def define(*processes: Process, **roles: str) -> Drawn:
    """Make a definition; the first process is the main one, the others can be called."""
    return Drawn(
        processes={process.id: process for process in processes},
        main=processes[0].id,
        roles=roles,
    )
