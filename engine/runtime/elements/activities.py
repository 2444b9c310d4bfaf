"""Tasks: of people, of the rules, of the outside world."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.clock import brussels_date
from engine.definitions.model import Event, EventKind, Formula, Node
from engine.runtime.elements.flows import Way, all_true
from engine.runtime.elements.mappings import accept, bring_in, bring_out, inputs, keep
from engine.runtime.elements.outbox import post
from engine.runtime.elements.timers import close_deadline, open_deadline
from engine.runtime.elements.waits import ARMED, BoundaryEvent, Catcher
from engine.runtime.failure import stop
from engine.runtime.moments import instant_of, literal_span
from engine.runtime.scope import Scope
from engine.runtime.tokens import Element, LevelSpec, Token
from engine.step import (
    DecisionUsed,
    OutboxWithdrawn,
    TaskClosed,
    TaskOpened,
)
from engine.text import Text

NORMAL_PRIORITY = 50
_ANY_MESSAGE = Event(kind=EventKind.MESSAGE)


class Activity(Element):
    """Something that is done; boundary events hang on it, and it may be a round of many."""

    def __init__(self, level: LevelSpec, node: Node, name: str = "") -> None:
        super().__init__(level, node, name)
        self.boundaries: list[BoundaryEvent] = []

    def arrive(self, token: Token) -> bool:
        """Let the boundary events wait, then begin."""
        if not self.is_round:
            token.occurrence = token.level.count(self)
        self.arm_boundaries(token)
        return self.begin(token)

    def arm_boundaries(self, token: Token) -> None:
        """Let the events wait that hang on the activity."""
        for boundary in self.boundaries:
            if boundary.event.kind in ARMED:
                token.level.enter(boundary, parent=token)

    def begin(self, token: Token) -> bool:
        """Prepare the work; True when it can be run."""
        del token
        return True

    def depart(self, token: Token) -> None:
        """Dismiss what hangs on it and go on, or tell the wrapper that a round is done."""
        for child in token.children:
            if isinstance(child.task_spec, Catcher):
                child.task_spec.settle(child)
            child.cancel()
        parent = token.parent
        if self.is_round and parent is not None:
            token.play.record.path.append(token.path)
            parent.task_spec.round_done(parent, token)
        else:
            super().depart(token)

    def choose(self, token: Token) -> Sequence[Way]:
        """Choose every way out, or those whose condition is true."""
        return all_true(self, token)

    def scope_of(self, token: Token) -> Scope:
        """Add the number of the round to the scope of a round."""
        scope = super().scope_of(token)
        parent = token.parent if self.is_round else None
        if parent is None:
            return scope
        base, total, done = (int(counter) for counter in parent.rest)
        number = token.occurrence - base if total else done + 1
        return scope.counting(Decimal(number))

    def outside(self, token: Token) -> Scope:
        """Where the mappings read from and write to; a round keeps all to itself."""
        return token.scope if self.is_round else token.level.scope

    @property
    def title(self) -> Text:
        """What people call it."""
        name = self.node.name
        return name if name.nl else Text(self.node.id, self.node.id)


class PersonTask(Activity):
    """A user or manual task: it waits for somebody who has the role."""

    def __init__(
        self, level: LevelSpec, node: Node, name: str = "", role: str = ""
    ) -> None:
        super().__init__(level, node, name)
        self.manual = True
        self.role = role
        self.own = bool(node.work.inputs or node.work.outputs)
        self.local = frozenset(mapping.target for mapping in node.work.inputs)

    def begin(self, token: Token) -> bool:
        """Open the task, and the deadline that it names."""
        if self.local:
            bring_in(token, self.outside(token), token.scope)
        work, place = self.node.work, token.place
        assignee, agency = (_text(token, f) for f in (work.assignee, work.agency))
        opened = TaskOpened(
            place=place,
            title=self.title,
            role=self.role,
            form=work.form,
            assignee=assignee,
            agency=agency,
            due_on=self._due_on(token),
            deadline=work.due_deadline,
            not_by=work.not_by,
            priority=_priority(token, work.priority),
        )
        token.play.record.tasks_opened.append(opened)
        return True

    def submit(self, token: Token, answers: Mapping[str, Any]) -> None:
        """Take the answers and go on."""
        outside = token.level.scope.home
        stays = self.is_round or bool(self.node.work.outputs)
        for name, value in answers.items():
            home = token.scope.home if stays or name in self.local else outside
            token.play.write(home, name, value, self.node.id)
        token.run()

    def perform(self, token: Token) -> bool:
        """Close the task as done."""
        bring_out(token, token.scope, self.outside(token))
        token.play.record.tasks_closed.append(
            TaskClosed(place=token.place, how="completed")
        )
        close_deadline(token, token.place, self.node.work.due_deadline, "met")
        return True

    def withdraw(self, token: Token) -> None:
        """Close the task as taken away."""
        if token.before == TaskState.READY:
            closed = TaskClosed(place=token.place, how="cancelled")
            token.play.record.tasks_closed.append(closed)
            close_deadline(token, token.place, self.node.work.due_deadline, "waived")

    def _due_on(self, token: Token) -> date | None:
        work = self.node.work
        if work.due_deadline is not None:
            return open_deadline(token, token.place, work.due_deadline).due.due_on
        if work.due is None:
            return None
        span = literal_span(work.due.source)
        if span is not None:
            return brussels_date(span.after(token.play.now))
        value = token.play.evaluate(work.due, token.scope)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        return brussels_date(instant_of(value, token.play.now))


class ServiceTask(Activity):
    """Asks something of the outside and waits until it is acknowledged."""

    def perform(self, token: Token) -> bool | None:
        """Put the question in the outbox."""
        post(token, "service")
        return None

    def acknowledge(self, token: Token, result: Any) -> None:
        """Take the answer and go on."""
        name = self.node.work.result
        payload = {name: result} if name else result if isinstance(result, Mapping) else {}
        accept(token, payload)
        token.complete()

    def withdraw(self, token: Token) -> None:
        """Take the question back, if it was not answered."""
        if token.before == TaskState.STARTED and not token.settled:
            token.play.record.outbox_withdrawn.append(OutboxWithdrawn(place=token.place))


class SendTask(ServiceTask):
    """Sends a message and goes on."""

    def perform(self, token: Token) -> bool:
        """Put the message in the outbox."""
        post(token, "send")
        return True


class ReceiveTask(Catcher, Activity):
    """Waits for a message, as an activity with boundary events."""

    @property
    def event(self) -> Event:
        """The message; one without a name is called as the task."""
        return self.node.event or _ANY_MESSAGE

    def begin(self, token: Token) -> bool:
        """Begin to wait for the message."""
        return self.listen(token)

    arrive = Activity.arrive
    choose = Activity.choose


class ScriptTask(Activity):
    """Gives facts new values: one ``name = FEEL`` a line, each seeing those before it."""

    def perform(self, token: Token) -> bool:
        """Evaluate the lines in order."""
        local = inputs(token, token.scope)
        values: dict[str, Any] = {}
        for line in self.node.work.script:
            seen = {**local, **values}
            values[line.target] = token.play.evaluate(line.formula, token.scope, seen)
        keep(token, local, values)
        return True


class BusinessRuleTask(Activity):
    """Takes a decision by a table of the definition or of the law."""

    def perform(self, token: Token) -> bool:
        """Evaluate the decision; the record keeps the version and rows."""
        work, local = self.node.work, inputs(token, token.scope)
        binding = work.binding or "latest"
        result = token.play.decide(work.decision, binding, token.scope, local)
        used = DecisionUsed(place=token.place, result=result)
        token.play.record.decisions.append(used)
        if work.result:
            values = {work.result: result.value}
        elif isinstance(result.value, Mapping):
            values = dict(result.value)
        else:
            values = {work.decision: result.value}
        keep(token, local, values)
        return True


def _text(token: Token, formula: Formula | None) -> str | None:
    value = None if formula is None else token.play.evaluate(formula, token.scope)
    return value if isinstance(value, str) and value else None


def _priority(token: Token, formula: Formula | None) -> int:
    if formula is None:
        return NORMAL_PRIORITY
    value = token.play.evaluate(formula, token.scope)
    if not isinstance(value, Decimal):
        stop("De prioriteit is geen getal.", "The priority is not a number.")
    return int(min(max(value, Decimal(0)), Decimal(100)))
