"""Sub-processes, call activities and event sub-processes: a level inside a level."""

from engine.definitions.model import Event, EventKind, Node
from engine.runtime.elements.activities import Activity
from engine.runtime.elements.mappings import bring_in, bring_out
from engine.runtime.elements.waits import NO_EVENT, Catcher, again_waits
from engine.runtime.failure import stop
from engine.runtime.scope import Scope
from engine.runtime.tokens import Level, LevelSpec, Token
from engine.step import Place

#: Levels inside each other; a diagram that calls itself stops here.
DEEPEST = 40


class Container(Activity):
    """Opens a level and goes on when its last token is gone."""

    def __init__(self, level: LevelSpec, node: Node, name: str = "") -> None:
        super().__init__(level, node, name)
        #: The level inside; set by the compiler when all levels exist.
        self.inside: LevelSpec = level

    def inner_scope(self, token: Token) -> Scope:
        """Give the scope inside: a round's own, one for mappings, or the facts around."""
        if self.is_round and self.own:
            return token.scope
        outside = token.scope
        if self.node.work.inputs:
            return outside.own(self.node.id, token.occurrence)
        return outside.shared(self.node.id, token.occurrence)

    def perform(self, token: Token) -> bool | None:
        """Open the level."""
        if token.level.depth >= DEEPEST:
            stop(
                f"Er staan meer dan {DEEPEST} diagrammen in elkaar open.",
                f"More than {DEEPEST} diagrams are open inside each other.",
            )
        scope = self.inner_scope(token)
        bring_in(token, token.scope, scope)
        token.inner = Level(self.inside, token.play, scope=scope, host=token)
        token.inner.begin()
        return None

    def depart(self, token: Token) -> None:
        """Map out what was worked out inside, and go on."""
        bring_out(token, self.inner_scope(token), token.scope)
        super().depart(token)

    def withdraw(self, token: Token) -> None:
        """Take everything inside away."""
        if token.inner is not None:
            token.inner.completed = True
            token.inner.clear()


class CallActivity(Container):
    """Plays another diagram, which sees only what is mapped in, or all."""

    def inner_scope(self, token: Token) -> Scope:
        """Give a scope of its own, closed unless all goes in."""
        work, outside = self.node.work, token.level.scope
        if work.all_in:
            own_round = self.is_round and self.own
            return token.scope if own_round else outside.own(self.node.id, token.occurrence)
        return outside.closed(self.node.id, token.occurrence)

    def depart(self, token: Token) -> None:
        """Bring everything out where the diagram says so, then the mappings."""
        if self.node.work.all_out and not self.is_round:
            self._bring_all_out(token)
        super().depart(token)

    def _bring_all_out(self, token: Token) -> None:
        play, inside = token.play, self.inner_scope(token).home
        brought_in = {mapping.target for mapping in self.node.work.inputs}
        names = dict.fromkeys(
            name
            for keys in (play.facts, play.written)
            for scope, name in keys
            if scope == inside and name not in brought_in
        )
        for name in names:
            value = play.read(name, Scope(inside, inside, (inside,)), {})
            play.write(token.scope.home, name, value, self.node.id)


class EventSubProcess(Catcher, Container):
    """Listens while the level around it is open, and runs inside it."""

    listens = True

    def __init__(self, level: LevelSpec, node: Node, start: Node | None) -> None:
        super().__init__(level, node)
        self.start = start
        self.row_id = start.id if start is not None else node.id

    @property
    def event(self) -> Event:
        """The event of its start."""
        return (self.start.event if self.start else None) or NO_EVENT

    @property
    def interrupts(self) -> bool:
        """Whether everything else in the level is taken away."""
        interrupting = self.start.interrupting if self.start else True
        return interrupting or self.event.kind is EventKind.ERROR

    def event_place(self, token: Token) -> Place:
        """Name the start event, which is what the diagram shows."""
        return Place(token.scope.path, self.row_id, token.occurrence)

    def fire(self, token: Token) -> None:
        """Take the rest of the level away, or listen for the next time, and begin."""
        token._ready()  # noqa: SLF001
        if self.interrupts:
            token.level.clear(keep=token)
        else:
            again_waits(self, token, None)

    def withdraw(self, token: Token) -> None:
        """Stop listening, or take everything inside away."""
        Catcher.withdraw(self, token)
        Container.withdraw(self, token)

    arrive = Catcher.arrive
    depart = Container.depart
