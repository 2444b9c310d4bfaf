"""Events that happen at once: starts, throws and ends."""

from collections.abc import Sequence

from engine.definitions.model import Event, EventKind, Node
from engine.runtime.elements.flows import Way, all_true
from engine.runtime.elements.outbox import post
from engine.runtime.elements.throwing import broadcast, throw
from engine.runtime.elements.waits import NO_EVENT
from engine.runtime.failure import stop
from engine.runtime.tokens import Element, LevelSpec, Token


class StartEvent(Element):
    """Where a level begins; what started it has happened already."""


class LinkCatch(Element):
    """The other side of a link; only its throwing side comes here."""


class ThrowEvent(Element):
    """Throws its event and goes on."""

    @property
    def event(self) -> Event:
        """The event it throws."""
        return self.node.event or NO_EVENT

    def arrive(self, token: Token) -> bool:
        """Count the messages, which are rows."""
        if self.event.kind is EventKind.MESSAGE:
            token.occurrence = token.level.count(self)
        return True

    def choose(self, token: Token) -> Sequence[Way]:
        """Choose every way out, or those whose condition is true."""
        return all_true(self, token)

    def perform(self, token: Token) -> bool | None:
        """Throw the event; None when this took the token itself away."""
        match self.event.kind:
            case EventKind.MESSAGE:
                post(token, "send")
            case EventKind.SIGNAL:
                broadcast(token, self.event.name or self.node.id)
            case EventKind.ESCALATION:
                throw(token, EventKind.ESCALATION, self.event.name)
            case EventKind.ERROR | EventKind.CANCEL:
                return self._fail(token)
            case EventKind.TERMINATE:
                token.level.clear(keep=token)
        return True if token.is_due() else None

    def _fail(self, token: Token) -> bool | None:
        caught = throw(token, self.event.kind, self.event.name)
        if not caught and token.level.host is not None:
            code = self.event.name or self.node.id
            stop(
                f"De fout '{code}' wordt nergens opgevangen.",
                f"The error '{code}' is caught nowhere.",
            )
        if caught:
            return None
        token.level.clear(keep=token)
        return True


class EndEvent(ThrowEvent):
    """Throws its event, if it has one, and consumes the token."""


class LinkThrow(Element):
    """Goes on at the catching side of the link of the same name."""

    def __init__(self, level: LevelSpec, node: Node) -> None:
        super().__init__(level, node)
        #: The catching side; set by the compiler.
        self.target: Element = self

    def depart(self, token: Token) -> None:
        """Put the token on the other side."""
        token.play.record.path.append(token.path)
        token.level.enter(self.target)
