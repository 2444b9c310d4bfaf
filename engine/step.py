"""The values that pass between the runtime, the store and the operations.

A `Step` says all that one advance of a case changed; the store writes it as it is.
Instants are aware UTC, dates are Europe/Brussels.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, Protocol

from engine.deadlines import DueDate
from engine.decisions import DecisionResult
from engine.text import Text


class Place(NamedTuple):
    """Where something stands in a case.

    ``scope`` is the path of the call activities, sub-processes and multi-instance rounds
    around it, as ``element:occurrence`` joined by ``/``; empty at the top.
    ``occurrence`` counts from 1 how often the element was reached in that scope.
    """

    scope: str
    element: str
    occurrence: int

    def __str__(self) -> str:
        """Write the place as ``scope/element:occurrence``: stable, unique in the case."""
        inner = f"{self.element}:{self.occurrence}"
        return f"{self.scope}/{inner}" if self.scope else inner


def scopes_around(scope: str) -> tuple[str, ...]:
    """Give a scope and all that lie around it, the outermost first."""
    parts = scope.split("/") if scope else []
    return tuple("/".join(parts[:depth]) for depth in range(len(parts) + 1))


def visible_facts(facts: Mapping[tuple[str, str], Any], scope: str) -> dict[str, Any]:
    """Give the facts that are seen from a scope by name: inner ones hide outer ones."""
    seen: dict[str, Any] = {}
    for around in scopes_around(scope):
        seen.update({name: value for (at, name), value in facts.items() if at == around})
    return seen


class Law(Protocol):
    """The tables of law and the terms, read by reference date (design, decision 10).

    The operations give one to the runtime; it answers from published versions.
    """

    def decide(
        self, decision: str, inputs: Mapping[str, Any], *, binding: str, now: datetime
    ) -> DecisionResult:
        """Evaluate a decision; ``binding`` is ``latest`` or ``deployment``.

        Raises:
            StepFailedError: There is no such decision, or it cannot be evaluated.
        """

    def due(self, deadline: str, facts: Mapping[str, Any], *, now: datetime) -> DueDate:
        """Count the last day on which acting is in time, for a term that begins to run.

        Raises:
            StepFailedError: There is no such term, or its start fact is missing.
        """

    def last_day(self, deadline: str, scope: str) -> date | None:
        """Give the last day of a term that runs in the case, as the ledger has it.

        The ledger knows of suspensions and extensions. The open term that is nearest by
        counts, seen outward from ``scope``; where none is open, the latest. None where
        the case never had a term of that name there.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOpened:
    """A person has something to do."""

    place: Place
    title: Text
    #: Role of the lane or candidate group that does it.
    role: str
    #: Name of the form in the definition; None where there is nothing to fill in.
    form: str | None = None
    #: Account name, when the diagram names one person.
    assignee: str | None = None
    #: Agency that does it, when it is not the one that holds the case.
    agency: str | None = None
    due_on: date | None = None
    #: Name of the deadline at the same place that ``due_on`` then follows.
    deadline: str | None = None
    #: Elements whose doer may not do this one (four eyes).
    not_by: tuple[str, ...] = ()
    #: 0 to 100 as in zeebe:priorityDefinition; 50 is normal.
    priority: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClosed:
    """A task is done, or the diagram took it away."""

    place: Place
    how: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerArmed:
    """A timer will fire when ``due_at <= now``."""

    place: Place
    due_at: datetime
    #: Name of the deadline whose end this is; the timer then follows that deadline.
    deadline: str | None = None
    #: Where that deadline was opened: here, or at the task that the timer hangs on.
    follows: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerDisarmed:
    """A timer fired or is no longer needed."""

    place: Place
    how: Literal["fired", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineOpened:
    """A legal or agreed term started to run; ``place`` is the element that names it."""

    place: Place
    name: str
    due: DueDate


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineClosed:
    """The term of a `DeadlineOpened` at the same place and name ended."""

    place: Place
    name: str
    how: Literal["met", "missed", "waived"]
    #: Whether what it was for may still be done, though late: the task stands.
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAwaited:
    """The case waits for a message; ``key`` narrows which one (empty: any for the case)."""

    place: Place
    name: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDropped:
    """The case no longer waits for the message."""

    place: Place
    how: Literal["received", "cancelled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """Something to deliver outside, after the commit; its key is case and place.

    A ``service`` entry holds the token until it is acknowledged; a ``send`` one does not.
    """

    place: Place
    kind: Literal["service", "send"]
    #: zeebe:taskDefinition type, or the name of the message.
    topic: str
    title: Text
    #: FEEL values after the input mappings; names of facts, no copies of sensitive ones.
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxWithdrawn:
    """The diagram left a service task before it was delivered."""

    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class FactWritten:
    """A fact of the case has a new value (None erases nothing: null is a value)."""

    scope: str
    name: str
    value: Any
    #: Element that wrote it.
    element: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionUsed:
    """A decision was taken; the result holds version, reference date and matched rows."""

    place: Place
    result: DecisionResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """All that one advance of a case to its next wait state changed, in order."""

    #: The live tokens, compact; opaque outside the runtime; never JSONB.
    state: bytes
    #: None while the case runs; else the id of the end event that was reached last.
    ended: str | None = None
    tasks_opened: tuple[TaskOpened, ...] = ()
    tasks_closed: tuple[TaskClosed, ...] = ()
    timers_armed: tuple[TimerArmed, ...] = ()
    timers_disarmed: tuple[TimerDisarmed, ...] = ()
    deadlines_opened: tuple[DeadlineOpened, ...] = ()
    deadlines_closed: tuple[DeadlineClosed, ...] = ()
    messages_awaited: tuple[MessageAwaited, ...] = ()
    messages_dropped: tuple[MessageDropped, ...] = ()
    outbox: tuple[OutboxEntry, ...] = ()
    outbox_withdrawn: tuple[OutboxWithdrawn, ...] = ()
    facts: tuple[FactWritten, ...] = ()
    decisions: tuple[DecisionUsed, ...] = ()
    #: Ids of the flow nodes and sequence flows that fired, in order, as ``scope/id``
    #: (``process_id:element_id`` for those of a called diagram).
    path: tuple[str, ...] = ()
