"""Activities that are done several times: multi-instance and standard loop.

The wrapper carries the boundary events; each round is a token of the inner activity.
A wrapper's counters (``rest``): the occurrence before its first round, the number of
rounds, the rounds that are done.
"""

from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.definitions.model import MultiInstance, Node, StandardLoop
from engine.runtime.elements.activities import Activity
from engine.runtime.failure import stop
from engine.runtime.scope import Scope
from engine.runtime.tokens import LevelSpec, Token

#: Rounds of one multi-instance activity.
MOST_ROUNDS = 1000


class Wrapper(Activity):
    """Carries the boundary events, and goes on when its rounds are done."""

    def __init__(self, level: LevelSpec, node: Node) -> None:
        super().__init__(level, node)
        #: The activity that is repeated; set by the compiler.
        self.inner: Activity = self

    def arrive(self, token: Token) -> bool:
        """Let the boundary events wait and prepare the counters."""
        token.rest = [token.level.counts.get(self.index, 0), 0, 0]
        self.arm_boundaries(token)
        return True

    def open_round(self, token: Token, occurrence: int) -> None:
        """Begin a round."""
        inner = Token(token.level, self.inner, parent=token)
        inner.occurrence = occurrence
        token.level.admit(inner)

    def round_done(self, token: Token, done: Token) -> None:
        """Count a round; go on with the next one, or end."""
        raise NotImplementedError


class Rounds(Wrapper):
    """Once for each element of a list, one after the other or all at once."""

    def __init__(self, level: LevelSpec, node: Node, many: MultiInstance) -> None:
        super().__init__(level, node)
        self.many = many

    def perform(self, token: Token) -> bool | None:
        """Hand out the elements and begin one round, or all."""
        elements = self._elements(token)
        base, total = int(token.rest[0]), len(elements)
        token.level.counts[self.index] = base + total
        token.rest = [base, total, 0]
        if self.many.element:
            for number, element in enumerate(elements, start=1):
                home = self._round_scope(token, number).home
                token.play.write(home, self.many.element, element, self.node.id)
        if not elements:
            return True
        at_once = 1 if self.many.sequential else total
        for number in range(1, at_once + 1):
            self.open_round(token, base + number)
        return None

    def round_done(self, token: Token, done: Token) -> None:
        """Count the round; end when all are done or the completion condition holds."""
        base, total, completed = (int(counter) for counter in token.rest)
        completed += 1
        token.rest[2] = completed
        if completed == total or self._enough(token, done):
            token.complete()
        elif self.many.sequential:
            self.open_round(token, base + completed + 1)

    def depart(self, token: Token) -> None:
        """Collect what the rounds gave, and go on."""
        if self.many.output_collection and self.many.output_element is not None:
            collected = self._collected(token)
            home, name = token.scope.home, self.many.output_collection
            token.play.write(home, name, collected, self.node.id)
        super().depart(token)

    def _elements(self, token: Token) -> list[Any]:
        many = self.many
        if many.collection is not None:
            value = token.play.evaluate(many.collection, token.scope)
        elif many.cardinality is not None:
            number = token.play.evaluate(many.cardinality, token.scope)
            if isinstance(number, Decimal) and 0 <= number <= MOST_ROUNDS:
                value = [Decimal(index) for index in range(1, int(number) + 1)]
            else:
                value = number
        else:
            value = None
        if not isinstance(value, list) or len(value) > MOST_ROUNDS:
            stop(
                f"Er is geen lijst of aantal (hoogstens {MOST_ROUNDS}) om te herhalen.",
                f"There is no list or number (at most {MOST_ROUNDS}) to repeat for.",
            )
        return value

    def _round_scope(self, token: Token, number: int) -> Scope:
        occurrence = int(token.rest[0]) + number
        scope = token.level.scope.own(self.node.id, occurrence)
        return scope.counting(Decimal(number))

    def _collected(self, token: Token) -> list[Any]:
        base, total, completed = (int(counter) for counter in token.rest)
        formula = self.many.output_element
        open_now = {
            child.occurrence - base
            for child in token.children
            if child.task_spec is self.inner
            and not child.has_state(TaskState.FINISHED_MASK)
        }
        if self.many.sequential:
            open_now = set(range(completed + 1, total + 1))
        return [
            None
            if number in open_now or formula is None
            else token.play.evaluate(formula, self._round_scope(token, number))
            for number in range(1, total + 1)
        ]

    def _enough(self, token: Token, done: Token) -> bool:
        condition = self.many.completion
        if condition is None:
            return False
        _, total, completed = (int(counter) for counter in token.rest)
        active = 0 if self.many.sequential else total - completed
        counts = {"Instances": total, "CompletedInstances": completed}
        counts |= {"ActiveInstances": active}
        local: dict[str, Any] = {
            f"{prefix}Of{name}": Decimal(number)
            for name, number in counts.items()
            for prefix in ("number", "nr")
        }
        if self.many.output_collection in condition.expression.names:
            local[self.many.output_collection] = self._collected(token)
        return token.play.evaluate(condition, done.scope, local) is True


class Loop(Wrapper):
    """Again and again while a condition holds."""

    def __init__(self, level: LevelSpec, node: Node, loop: StandardLoop) -> None:
        super().__init__(level, node)
        self.loop = loop

    def perform(self, token: Token) -> bool | None:
        """Begin the first round, unless the condition is tested before it."""
        if self.loop.test_before and not self._again(token):
            return True
        self.open_round(token, token.level.count(self))
        return None

    def round_done(self, token: Token, done: Token) -> None:
        """Count the round; begin another one while the condition holds."""
        del done
        token.rest[2] = int(token.rest[2]) + 1
        if self._again(token):
            self.open_round(token, token.level.count(self))
        else:
            token.complete()

    def _again(self, token: Token) -> bool:
        done = int(token.rest[2])
        if self.loop.maximum is not None and done >= self.loop.maximum:
            return False
        if self.loop.condition is None:
            return True
        local = {"loopCounter": Decimal(done)}
        return token.play.evaluate(self.loop.condition, token.scope, local) is True
