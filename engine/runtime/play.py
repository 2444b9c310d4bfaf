"""What one advance of a case works with: facts, law, the instant, the queue, the record."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any, Protocol

from engine.deadlines import DueDate
from engine.decisions import DecisionResult
from engine.definitions.model import Formula
from engine.runtime.record import Record
from engine.runtime.scope import Scope
from engine.step import FactWritten, Law

#: All facts of a case by scope and name.
Facts = Mapping[tuple[str, str], Any]

#: No fact of that name is visible (null is a value).
MISSING: Any = object()


class Runnable(Protocol):
    """A token or a level that the loop runs when its turn comes."""

    @property
    def at(self) -> tuple[str, str]:
        """Scope and element, for the words of a failure."""

    def is_due(self) -> bool:
        """Tell whether it still has to run."""

    def run(self) -> Any:
        """Advance it by one engine step."""


class Visible(Mapping[str, Any]):
    """The facts that are visible in a scope, by name; read when asked for."""

    def __init__(self, play: "Play", scope: Scope, local: Mapping[str, Any]) -> None:
        self._play = play
        self._scope = scope
        self._local = local

    def __getitem__(self, name: str) -> Any:
        value = self._play.read(name, self._scope, self._local)
        if value is MISSING:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        names = dict.fromkeys(self._local)
        names.update(dict.fromkeys(self._scope.extra))
        names["case"] = None
        for keys in (self._play.written, self._play.facts):
            names.update(
                dict.fromkeys(name for scope, name in keys if scope in self._scope.chain)
            )
        return iter(names)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Play:
    """One advance of one case; lives as long as one call of the runtime."""

    def __init__(
        self, *, facts: Facts, law: Law, now: datetime, case: Mapping[str, Any]
    ) -> None:
        self.facts = facts
        self.law = law
        self.now = now
        self.case = dict(case)
        self.written: dict[tuple[str, str], Any] = {}
        self.record = Record()
        self.queue: deque[Runnable] = deque()
        self.ids = count(1)
        #: Scope and element at work, for the words of a failure.
        self.at: tuple[str, str] = ("", "")

    def read(self, name: str, scope: Scope, local: Mapping[str, Any]) -> Any:
        """Give the innermost value of a name, or `MISSING`."""
        if name in local:
            return local[name]
        if name == "case":
            return self.case
        for path in scope.chain:
            key = (path, name)
            if key in self.written:
                return self.written[key]
            if key in self.facts:
                return self.facts[key]
        return scope.extra.get(name, MISSING)

    def visible(self, scope: Scope, local: Mapping[str, Any] | None = None) -> Visible:
        """Give all that can be read in a scope; ``local`` names hide facts."""
        return Visible(self, scope, local or {})

    def write(self, home: str, name: str, value: Any, element: str) -> None:
        """Give a fact of the scope ``home`` a new value."""
        self.written[(home, name)] = value
        self.record.facts.append(
            FactWritten(scope=home, name=name, value=value, element=element)
        )

    def evaluate(
        self, formula: Formula, scope: Scope, local: Mapping[str, Any] | None = None
    ) -> Any:
        """Evaluate FEEL over the visible facts, the case, the terms and the instant.

        Raises:
            EngineError: A limit of FEEL is passed, or a term cannot be counted.
        """
        expression = formula.expression
        context: dict[str, Any] = {}
        for name in expression.names | expression.possible_names:
            value = self.read(name, scope, local or {})
            if value is not MISSING:
                context[name] = value
        functions: dict[str, Callable[..., Any]] = {}
        if "deadline" in expression.functions:
            functions["deadline"] = self._deadline(scope, local)
        return expression.evaluate(context, now=self.now, functions=functions)

    def due(self, deadline: str, scope: Scope) -> DueDate:
        """Count the last day of a term over the visible facts."""
        return self.law.due(deadline, self.visible(scope), now=self.now)

    def decide(
        self, decision: str, binding: str, scope: Scope, local: Mapping[str, Any]
    ) -> DecisionResult:
        """Take a decision over the visible facts and the mapped inputs."""
        inputs = self.visible(scope, local)
        return self.law.decide(decision, inputs, binding=binding, now=self.now)

    def _deadline(
        self, scope: Scope, local: Mapping[str, Any] | None
    ) -> Callable[[str], date]:
        def deadline(name: str) -> date:
            known = self._just_opened(name, scope) or self.law.last_day(name, scope.path)
            if known is not None:
                return known
            facts = self.visible(scope, local)
            return self.law.due(name, facts, now=self.now).due_on

        return deadline

    def _just_opened(self, name: str, scope: Scope) -> date | None:
        """Give the last day of a term that this advance opened and no row has yet."""
        for opened in reversed(self.record.deadlines_opened):
            around = f"{opened.place.scope}/" if opened.place.scope else ""
            if opened.name == name and f"{scope.path}/".startswith(around):
                return opened.due.due_on
        return None
