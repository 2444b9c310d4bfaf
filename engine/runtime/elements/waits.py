"""Events that wait: timers, messages, signals and conditions.

Nothing here asks a clock. A timer becomes a row; who keeps the rows says when one fires.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from SpiffWorkflow.util.task import TaskState

from engine import feel
from engine.definitions.model import Event, EventKind
from engine.runtime.elements.flows import Way, all_true
from engine.runtime.elements.mappings import accept
from engine.runtime.elements.timers import arm, close_deadline, late, sharing_task
from engine.runtime.reach import ends_activity
from engine.runtime.tokens import Element, Token
from engine.step import MessageAwaited, MessageDropped, Place, TimerDisarmed

#: Signals can also come from outside, so they are rows as messages are.
MESSAGES = (EventKind.MESSAGE, EventKind.SIGNAL)
#: What a token waits for; errors and escalations are sought when they are thrown.
ARMED = (*MESSAGES, EventKind.TIMER, EventKind.CONDITIONAL)
NO_EVENT = Event(kind=EventKind.NONE)


class Catcher(Element):
    """Waits for its event; `fire` lets the token go on."""

    @property
    def event(self) -> Event:
        """The event it waits for."""
        return self.node.event or NO_EVENT

    @property
    def interrupts(self) -> bool:
        """Whether firing ends what it hangs on."""
        return True

    def event_place(self, token: Token) -> Place:
        """Where the rows about the wait stand."""
        return token.place

    def arrive(self, token: Token) -> bool:
        """Begin to wait."""
        token.occurrence = token.level.count(self)
        return self.listen(token)

    def listen(self, token: Token) -> bool:
        """Make the row for the event; True when there is nothing to wait for."""
        event = self.event
        if event.kind is EventKind.TIMER and event.timer is not None:
            arm(token, event.timer, self.event_place(token))
        elif event.kind in MESSAGES:
            self._await(token)
        elif event.kind is EventKind.CONDITIONAL:
            token.rest = [0]
        else:
            return True
        token.wait()
        return False

    def choose(self, token: Token) -> Sequence[Way]:
        """Choose every way out, or those whose condition is true."""
        return all_true(self, token)

    def fire(self, token: Token) -> None:
        """Let the token go on: its event is there."""
        parent = token.parent
        if parent is not None:
            parent.task_spec.chosen(parent, token)
        token._ready()  # noqa: SLF001

    def expire(self, token: Token) -> None:
        """Fire by time."""
        place = self.event_place(token)
        token.play.record.timers_disarmed.append(TimerDisarmed(place=place, how="fired"))
        host = sharing_task(token, self.deadline)
        if host is None or self.deadline is None:
            close_deadline(token, place, self.deadline, "missed")
        elif self.interrupts:
            close_deadline(host, host.place, self.deadline, "missed")
        else:
            late(host, host.place, self.deadline)
        self.fire(token)

    def receive(self, token: Token, payload: Mapping[str, Any]) -> None:
        """Fire by a message or signal; what it brings becomes facts."""
        place = self.event_place(token)
        dropped = MessageDropped(place=place, how="received")
        token.play.record.messages_dropped.append(dropped)
        accept(token, payload)
        self.fire(token)

    def judge(self, token: Token) -> bool:
        """Fire when the condition has become true since it was last judged."""
        condition = self.event.condition
        if condition is None:
            return False
        was, holds = token.rest[0], token.play.evaluate(condition, token.scope) is True
        token.rest = [int(holds)]
        if holds and not was:
            self.fire(token)
        return bool(holds and not was)

    def settle(self, token: Token) -> None:
        """Close the deadline as met: what it was for happened in time."""
        if token.waits():
            self._close(token, "met")

    def withdraw(self, token: Token) -> None:
        """Close the row for the event, if it still waited."""
        if token.before != TaskState.WAITING:
            return
        place, record = self.event_place(token), token.play.record
        if self.event.kind is EventKind.TIMER:
            record.timers_disarmed.append(TimerDisarmed(place=place, how="cancelled"))
            self._close(token, "waived")
        elif self.event.kind in MESSAGES:
            record.messages_dropped.append(MessageDropped(place=place, how="cancelled"))

    @property
    def deadline(self) -> str | None:
        """Name of the deadline whose end the timer is."""
        timer = self.event.timer
        return timer.deadline if timer is not None else None

    def _close(self, token: Token, how: Literal["met", "waived"]) -> None:
        if sharing_task(token, self.deadline) is None:
            close_deadline(token, self.event_place(token), self.deadline, how)

    def _await(self, token: Token) -> None:
        event, key = self.event, ""
        if event.correlation is not None:
            value = token.play.evaluate(event.correlation, token.scope)
            key = value if isinstance(value, str) else feel.dump(value)
        name = event.name or self.node.id
        awaited = MessageAwaited(place=self.event_place(token), name=name, key=key)
        token.play.record.messages_awaited.append(awaited)


class CatchEvent(Catcher):
    """An intermediate catch event."""


class BoundaryEvent(Catcher):
    """Hangs on an activity; interrupts it or goes on beside it."""

    @property
    def interrupts(self) -> bool:
        """Whether firing ends the activity, or goes on beside it."""
        return ends_activity(self.node)

    def fire(self, token: Token) -> None:
        """Take the activity away, or wait for the next time, and go on."""
        host = token.parent
        token.detach()
        token._ready()  # noqa: SLF001
        if host is not None and self.interrupts:
            host.cancel()
        elif host is not None:
            again_waits(self, token, host)


def again_waits(catcher: Catcher, token: Token, parent: Token | None) -> None:
    """Let a new token wait for the next time of an event that did not interrupt."""
    timer = catcher.event.timer
    if catcher.event.kind not in ARMED or (timer is not None and timer.kind != "cycle"):
        return
    again = Token(token.level, catcher, parent=parent)
    again.occurrence = again.level.count(catcher)
    again.rest = list(token.rest)
    if timer is None:
        catcher.listen(again)
        again.rest = list(token.rest)
    elif arm(again, timer, catcher.event_place(again)):
        again.wait()
    else:
        again.level.forget(again)


class EventGateway(Element):
    """Waits for the first of the events behind it."""

    def perform(self, token: Token) -> None:
        """Let each event behind it wait; the first one decides."""
        for flow, target in self.outgoing:
            token.level.enter(target, via=flow.id, parent=token)

    def chosen(self, token: Token, first: Token) -> None:
        """Let the first event go on and take the others away."""
        level, record = token.level, token.play.record
        first.detach()
        record.path += [token.path, level.prefix + first.via]
        for other in token.children:
            other.task_spec.settle(other)
        token.cancel()
