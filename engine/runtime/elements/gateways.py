"""Exclusive, parallel and inclusive gateways, with joins that are right inside loops.

A join counts tokens per incoming flow (BPMN 2.0.2, table 13.1 to 13.3). Spiff's own joins
look for finished predecessors in the history, which a loop leaves behind.
"""

from collections.abc import Sequence

from engine.runtime.elements.flows import Way, all_true, first_true
from engine.runtime.tokens import Element, Level, Token


class ExclusiveGateway(Element):
    """Takes each token as it comes and gives it one way."""

    def choose(self, token: Token) -> Sequence[Way]:
        """Choose the first way whose condition is true."""
        return first_true(self, token)


class Join(Element):
    """Holds tokens until it may fire; the oldest one of each flow is consumed."""

    def arrivals(self, level: Level) -> dict[str, Token]:
        """Give the oldest waiting token of each incoming flow."""
        oldest: dict[str, Token] = {}
        for token in level.waiting(self):
            oldest.setdefault(token.via, token)
        return oldest

    def merge(self, arrivals: dict[str, Token]) -> Token:
        """Consume the tokens but one, which goes on."""
        kept, *consumed = arrivals.values()
        for token in consumed:
            token.level.forget(token)
        return kept


class ParallelGateway(Join):
    """Waits for a token on every incoming flow, then gives one to every outgoing flow."""

    def arrive(self, token: Token) -> bool:
        """Fire when the last flow that lacked a token got one."""
        if len(self.incoming) <= 1:
            return True
        token.wait()
        arrivals = self.arrivals(token.level)
        if len(arrivals) == len(self.incoming):
            self.merge(arrivals)._ready()  # noqa: SLF001
        return False


class InclusiveGateway(Join):
    """Waits for every token that can still come, then takes every way that is true."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]  # the same as Element
        #: Per incoming flow the elements from which a token can come by it, not passing
        #: this gateway; filled in by the compiler.
        self.upstream: dict[str, frozenset[str]] = {}

    def arrive(self, token: Token) -> bool:
        """Wait; the loop asks `may_fire` when nothing else moves."""
        if len(self.incoming) <= 1:
            return True
        token.wait()
        return False

    def choose(self, token: Token) -> Sequence[Way]:
        """Choose every way whose condition is true."""
        return all_true(self, token)

    def blockers(self, level: Level, arrivals: dict[str, Token]) -> list[Token]:
        """Give the tokens that can still reach a flow that has none.

        A token that can also reach a flow that has one does not count (BPMN 2.0.2, 13.4.3).
        """
        empty = [self.upstream[flow] for flow in self.incoming if flow not in arrivals]
        filled = [self.upstream[flow] for flow in arrivals]
        return [
            token
            for token in level.tasks.values()
            if token.task_spec is not self
            and token.parent is None
            and not token.task_spec.listens
            and any(token.task_spec.name in reach for reach in empty)
            and not any(token.task_spec.name in reach for reach in filled)
        ]


def fire_inclusive_joins(level: Level) -> bool:
    """Let the inclusive joins of a level fire that wait for nothing any more.

    Joins that wait only for each other would wait for ever; the first of them fires.
    """
    circle: list[tuple[InclusiveGateway, dict[str, Token]]] = []
    joins = {t.task_spec: None for t in level.tasks.values() if t.waits()}
    for join in joins:
        if not isinstance(join, InclusiveGateway):
            continue
        arrivals = join.arrivals(level)
        blockers = join.blockers(level, arrivals)
        if not blockers:
            join.merge(arrivals)._ready()  # noqa: SLF001
            return True
        if all(isinstance(token.task_spec, InclusiveGateway) for token in blockers):
            circle.append((join, arrivals))
    if circle:
        join, arrivals = circle[0]
        join.merge(arrivals)._ready()  # noqa: SLF001
    return bool(circle)
