"""What a diagram says, in one vocabulary, whichever editor wrote it.

The reader (bpmn.py) folds the ``camunda:``, ``zeebe:`` and ``spiffworkflow:`` attributes
into these values; the rules check them and the runtime compiles them. Nothing here is
changed after reading. Every expression is FEEL and keeps its line in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal

from engine import feel
from engine.text import Text

Binding = Literal["latest", "deployment"]


class NodeKind(StrEnum):
    """The flow nodes of BPMN 2.0.2 that a diagram can hold."""

    START_EVENT = "start_event"
    END_EVENT = "end_event"
    CATCH_EVENT = "catch_event"
    THROW_EVENT = "throw_event"
    BOUNDARY_EVENT = "boundary_event"
    USER_TASK = "user_task"
    #: manualTask and the plain task: a person ticks it off, without a form.
    MANUAL_TASK = "manual_task"
    SERVICE_TASK = "service_task"
    SEND_TASK = "send_task"
    RECEIVE_TASK = "receive_task"
    SCRIPT_TASK = "script_task"
    BUSINESS_RULE_TASK = "business_rule_task"
    CALL_ACTIVITY = "call_activity"
    SUB_PROCESS = "sub_process"
    #: A sub-process with triggeredByEvent="true".
    EVENT_SUB_PROCESS = "event_sub_process"
    TRANSACTION = "transaction"
    AD_HOC_SUB_PROCESS = "ad_hoc_sub_process"
    EXCLUSIVE_GATEWAY = "exclusive_gateway"
    PARALLEL_GATEWAY = "parallel_gateway"
    INCLUSIVE_GATEWAY = "inclusive_gateway"
    EVENT_GATEWAY = "event_gateway"
    COMPLEX_GATEWAY = "complex_gateway"


class EventKind(StrEnum):
    """What an event waits for or throws."""

    NONE = "none"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    TERMINATE = "terminate"
    CONDITIONAL = "conditional"
    LINK = "link"
    COMPENSATION = "compensation"
    CANCEL = "cancel"
    #: Several definitions on one event.
    MULTIPLE = "multiple"


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A FEEL expression as it stands in the file, or a literal put into FEEL."""

    source: str
    line: int | None = None
    #: What the file says, when it was translated from another language.
    written: str = ""
    #: Names with blanks that stand in the source.
    names: frozenset[str] = frozenset()

    @cached_property
    def expression(self) -> feel.Expression:
        """Compile it (cached by the FEEL engine).

        Raises:
            FeelSyntaxError: It is no FEEL; the reader has made this a finding.
        """
        return feel.compile(self.source, names=self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A timer event definition; ``deadline`` names a whole ``deadline("x")``."""

    kind: Literal["date", "duration", "cycle"]
    formula: Formula
    deadline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The event definition of an event node."""

    kind: EventKind
    timer: Timer | None = None
    #: Name of the message or signal, code of the error or escalation (empty: any).
    name: str = ""
    #: FEEL for the key that narrows a message; None: any message for this case.
    correlation: Formula | None = None
    condition: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One input or output mapping: ``target`` gets the value of ``formula``."""

    target: str
    formula: Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiInstance:
    """An activity done once for each element, or a number of times."""

    sequential: bool
    #: FEEL for a list; None when ``cardinality`` is given.
    collection: Formula | None = None
    cardinality: Formula | None = None
    #: Fact that holds the element in each round.
    element: str = ""
    #: List fact in the parent scope that collects ``output_element`` of each round.
    output_collection: str = ""
    output_element: Formula | None = None
    completion: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLoop:
    """An activity repeated while (or until) a condition holds."""

    condition: Formula | None
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What an activity does, beside its place in the flow; absent parts are empty."""

    #: Form file without ``.json``; for user tasks only.
    form: str | None = None
    #: Roles that may do it; the lane's role when the diagram names none.
    roles: tuple[str, ...] = ()
    assignee: Formula | None = None
    #: FEEL for the agency that does it (property ``leidraad:agency``).
    agency: Formula | None = None
    due: Formula | None = None
    #: Name of the deadline when ``due`` is ``deadline("x")``.
    due_deadline: str | None = None
    follow_up: Formula | None = None
    priority: Formula | None = None
    #: Elements whose doer may not do this one (property ``leidraad:notBy``).
    not_by: tuple[str, ...] = ()
    decision: str = ""
    #: Called process of a call activity.
    called: str = ""
    binding: Binding | None = None
    #: Fact for the result of a decision, script or service.
    result: str = ""
    #: ``name = FEEL`` lines of a script task.
    script: tuple[Assignment, ...] = ()
    #: Topic of a service or send task; the message name of a receive task is in ``event``.
    topic: str = ""
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    #: For call activities: whether all facts go in, and all come out.
    all_in: bool = True
    all_out: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A flow node."""

    id: str
    kind: NodeKind
    name: Text
    line: int | None
    #: Id of the sub-process around it, or of the process.
    parent: str
    lane: str | None = None
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    #: Default flow of a gateway or activity.
    default: str | None = None
    event: Event | None = None
    #: For boundary events: the activity they sit on, and whether they end it.
    attached_to: str | None = None
    interrupting: bool = True
    work: Work = field(default_factory=Work)
    multi_instance: MultiInstance | None = None
    loop: StandardLoop | None = None

    @property
    def event_kind(self) -> EventKind:
        """What an event waits for or throws; ``NONE`` without an event definition."""
        return EventKind.NONE if self.event is None else self.event.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A sequence flow; one without an id in the file got ``flow_<source>_<target>``."""

    id: str
    source: str
    target: str
    name: Text
    line: int | None
    condition: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A lane; the innermost one of a node is its lane."""

    id: str
    name: Text
    line: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One process of a file, sub-processes included: nodes know their parent."""

    id: str
    name: Text
    line: int | None
    file: str
    executable: bool
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane] = field(default_factory=dict)

    def within(self, parent: str) -> list[Node]:
        """Give the nodes directly inside a sub-process, or the process by its own id."""
        return [node for node in self.nodes.values() if node.parent == parent]
