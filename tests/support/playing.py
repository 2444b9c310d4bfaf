"""Plays a drawn definition as an agency would, and keeps the rows that the steps make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from engine import runtime
from engine.deadlines import DueDate
from engine.decisions import DecisionResult
from engine.errors import StepFailedError
from engine.runtime import Compiled, Definition, compile_definition
from engine.step import Place, Step
from engine.text import Text

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


@dataclass
class Terms:
    """Terms of so many days from the fact ``started_on``, and decisions as functions."""

    days: dict[str, int] = field(default_factory=dict)
    decisions: dict[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)

    def decide(
        self, decision: str, inputs: Mapping[str, Any], *, binding: str, now: datetime
    ) -> DecisionResult:
        """Call the function of that name."""
        del now
        value = self.decisions[decision](inputs)
        return DecisionResult(decision=decision, value=value, version=binding)

    def due(self, deadline: str, facts: Mapping[str, Any], *, now: datetime) -> DueDate:
        """Count the days of the term."""
        del now
        if "started_on" not in facts:
            raise StepFailedError(Text("begin ontbreekt", "the start is missing"))
        started_on: date = facts["started_on"]
        return DueDate(
            name=deadline,
            title=Text(deadline, deadline),
            start_on=started_on,
            due_on=started_on + timedelta(days=self.days[deadline]),
            legal_basis="",
            source="",
        )

    def last_day(self, deadline: str, scope: str) -> date | None:
        """Know nothing of what ran before."""
        del deadline, scope
        return None


class Case:
    """One case: its state, facts and rows. Every step is checked against the rows."""

    def __init__(
        self, definition: Definition | Compiled, *, law: Terms | None = None, **facts: Any
    ) -> None:
        self.compiled: Compiled = (
            definition
            if isinstance(definition, Compiled)
            else compile_definition(definition)
        )
        self.law = law or Terms()
        self.now = NOW
        self.facts: dict[tuple[str, str], Any] = {("", k): v for k, v in facts.items()}
        self.state = b""
        self.ended: str | None = None
        self.path: list[str] = []
        self.steps: list[Step] = []
        self.rows: dict[str, dict[Any, Any]] = {
            kind: {} for kind in ("task", "timer", "deadline", "message", "service")
        }
        self.sent: list[Any] = []

    def start(self) -> "Case":
        """Begin the case."""
        return self._take(runtime.start(self.compiled, **self._around()))

    def complete(self, element: str, scope: str | None = None, **answers: Any) -> Step:
        """Complete the first open task of an element."""
        place = self.place("task", element, scope)
        self._take(
            runtime.complete_task(
                self.compiled, self.state, place, answers, **self._around()
            )
        )
        return self.steps[-1]

    def fire(self, element: str, scope: str | None = None) -> Step:
        """Reach the instant of an element's timer and fire it."""
        place = self.place("timer", element, scope)
        self.now = max(self.now, self.rows["timer"][place].due_at)
        step = runtime.fire_timer(self.compiled, self.state, place, **self._around())
        assert step is not None
        return self._take(step).steps[-1]

    def deliver(self, element: str, **payload: Any) -> Step:
        """Deliver a message where an element waits for it."""
        place = self.place("message", element)
        step = runtime.deliver_message(
            self.compiled, self.state, place, payload, **self._around()
        )
        return self._take(step).steps[-1]

    def acknowledge(self, element: str, result: Any = None) -> Step:
        """Say that a service task was delivered."""
        place = self.place("service", element)
        del self.rows["service"][place]
        step = runtime.acknowledge(
            self.compiled, self.state, place, result, **self._around()
        )
        return self._take(step).steps[-1]

    def fail(self, element: str, error: str) -> Step:
        """Say that a service task failed with an error of the diagram."""
        place = self.place("service", element)
        del self.rows["service"][place]
        step = runtime.fail_service(
            self.compiled, self.state, place, error, **self._around()
        )
        return self._take(step).steps[-1]

    def cancel(self) -> Step:
        """Take everything away."""
        return self._take(runtime.cancel(self.compiled, self.state)).steps[-1]

    def place(self, kind: str, element: str, scope: str | None = None) -> Place:
        """Give the first open row of a kind at an element."""
        for row in self.rows[kind]:
            place: Place = row[0] if kind == "deadline" else row
            if place.element == element and scope in (None, place.scope):
                return place
        raise AssertionError(f"no open {kind} at {element}: {self.open(kind)}")

    def open(self, kind: str = "task") -> list[str]:
        """Give the elements with an open row of a kind, sorted."""
        places = [row[0] if kind == "deadline" else row for row in self.rows[kind]]
        return sorted(place.element for place in places)

    def fact(self, name: str, scope: str = "") -> Any:
        """Give the value of a fact."""
        return self.facts[(scope, name)]

    def _around(self) -> runtime.Around:
        case = {"number": "2026-1", "agency": "atlas"}
        return {"facts": self.facts, "law": self.law, "now": self.now, "case": case}

    def _take(self, step: Step) -> "Case":
        self.steps.append(step)
        self.state, self.ended = step.state, step.ended
        self.path += step.path
        for written in step.facts:
            self.facts[(written.scope, written.name)] = written.value
        self._rows("task", step.tasks_opened, step.tasks_closed)
        self._rows("timer", step.timers_armed, step.timers_disarmed)
        self._rows("message", step.messages_awaited, step.messages_dropped)
        self._rows("deadline", step.deadlines_opened, step.deadlines_closed)
        services = [entry for entry in step.outbox if entry.kind == "service"]
        self._rows("service", services, step.outbox_withdrawn)
        self.sent += [entry for entry in step.outbox if entry.kind == "send"]
        if step.ended is not None:
            assert not any(self.rows.values()), self.rows
        return self

    def _rows(self, kind: str, opened: Any, closed: Any) -> None:
        """Open and close rows: never the same twice, never one that is not there.

        A row may open and close within one step, so openings come first.
        """
        rows = self.rows[kind]
        for row in opened:
            key = (row.place, row.name) if kind == "deadline" else row.place
            assert key not in rows, f"{kind} {key} is open already"
            rows[key] = row
        for row in closed:
            if kind == "deadline" and row.stands:
                continue
            key = (row.place, row.name) if kind == "deadline" else row.place
            assert key in rows, f"{kind} {key} is not open"
            del rows[key]
