"""Errors, escalations and signals on their way to who catches them."""

from collections.abc import Iterator

from engine.definitions.model import EventKind
from engine.runtime.elements.activities import Activity
from engine.runtime.elements.containers import EventSubProcess
from engine.runtime.elements.waits import NO_EVENT, Catcher
from engine.runtime.tokens import Element, Level, Token


def throw(token: Token, kind: EventKind, code: str) -> bool:
    """Bring an error, escalation or cancel outward to who catches it; False if nobody does.

    In each level the event sub-processes are asked first, then the boundary events of the
    activity around it.
    """
    level, from_handler = token.level, False
    while True:
        for handler in level.spec.handlers:
            # What goes wrong while something wrong is handled is not for the handlers of
            # the same level; event sub-processes begun otherwise are part of the level.
            if not from_handler and _catches(handler, kind, code):
                _begin(handler, level)
                return True
        host = level.host
        if host is None:
            return False
        if strike(host, kind, code):
            return True
        level, from_handler = host.level, host.task_spec in host.level.spec.handlers


def strike(token: Token, kind: EventKind, code: str) -> bool:
    """Let a boundary event of the activity of a token catch; False if none does."""
    host = token.parent if token.task_spec.is_round else token
    if host is None or not isinstance(host.task_spec, Activity):
        return False
    for boundary in host.task_spec.boundaries:
        if _catches(boundary, kind, code):
            caught = Token(host.level, boundary)
            caught.occurrence = host.level.count(boundary)
            caught._ready()  # noqa: SLF001
            if boundary.interrupts:
                host.cancel()
            return True
    return False


def broadcast(token: Token, name: str) -> None:
    """Let every waiting event of the case that catches the signal fire."""
    top = token.level
    while top.host is not None:
        top = top.host.level
    for waiting in list(waiting_events(top)):
        spec = waiting.task_spec
        if (
            isinstance(spec, Catcher)
            and spec.event.kind is EventKind.SIGNAL
            and (spec.event.name or spec.node.id) == name
            and waiting.waits()
        ):
            spec.receive(waiting, {})


def waiting_events(level: Level) -> Iterator[Token]:
    """Give the tokens that wait for an event, in a level and all levels inside it."""
    for token in level.tasks.values():
        if token.waits() and isinstance(token.task_spec, Catcher):
            yield token
        if token.inner is not None:
            yield from waiting_events(token.inner)


def _begin(handler: Element, level: Level) -> None:
    token = Token(level, handler)
    token.occurrence = level.count(handler)
    token._ready()  # noqa: SLF001
    if isinstance(handler, EventSubProcess) and handler.interrupts:
        level.clear(keep=token)


def _catches(catcher: Element, kind: EventKind, code: str) -> bool:
    event = catcher.event if isinstance(catcher, Catcher) else NO_EVENT
    return event.kind is kind and event.name in {"", code}
