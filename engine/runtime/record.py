"""Collects what one advance of a case changes, to become its `Step`."""

from dataclasses import dataclass, field

from engine.step import (
    DeadlineClosed,
    DeadlineOpened,
    DecisionUsed,
    FactWritten,
    MessageAwaited,
    MessageDropped,
    OutboxEntry,
    OutboxWithdrawn,
    Step,
    TaskClosed,
    TaskOpened,
    TimerArmed,
    TimerDisarmed,
)


@dataclass(slots=True)
class Record:
    """The lists of a `Step` while they grow."""

    tasks_opened: list[TaskOpened] = field(default_factory=list)
    tasks_closed: list[TaskClosed] = field(default_factory=list)
    timers_armed: list[TimerArmed] = field(default_factory=list)
    timers_disarmed: list[TimerDisarmed] = field(default_factory=list)
    deadlines_opened: list[DeadlineOpened] = field(default_factory=list)
    deadlines_closed: list[DeadlineClosed] = field(default_factory=list)
    messages_awaited: list[MessageAwaited] = field(default_factory=list)
    messages_dropped: list[MessageDropped] = field(default_factory=list)
    outbox: list[OutboxEntry] = field(default_factory=list)
    outbox_withdrawn: list[OutboxWithdrawn] = field(default_factory=list)
    facts: list[FactWritten] = field(default_factory=list)
    decisions: list[DecisionUsed] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    #: End event, or node without an outgoing flow, that the flow of the case reached last;
    #: also in a step before this one.
    ended: str = ""
    #: The same of what runs beside the flow: it counts when the flow has no end.
    ended_beside: str = ""

    def reach(self, element: str, *, beside: bool) -> None:
        """Note an end at the top; ``beside`` the flow, or its own."""
        if beside:
            self.ended_beside = element
        else:
            self.ended = element

    def step(self, state: bytes, *, ended: bool) -> Step:
        """Close the record; ``ended`` when no token is left."""
        return Step(
            state=state,
            ended=(self.ended or self.ended_beside) if ended else None,
            tasks_opened=tuple(self.tasks_opened),
            tasks_closed=tuple(self.tasks_closed),
            timers_armed=tuple(self.timers_armed),
            timers_disarmed=tuple(self.timers_disarmed),
            deadlines_opened=tuple(self.deadlines_opened),
            deadlines_closed=tuple(self.deadlines_closed),
            messages_awaited=tuple(self.messages_awaited),
            messages_dropped=tuple(self.messages_dropped),
            outbox=tuple(self.outbox),
            outbox_withdrawn=tuple(self.outbox_withdrawn),
            facts=tuple(self.facts),
            decisions=tuple(self.decisions),
            path=tuple(self.path),
        )
