"""The verbs of the runtime: each loads a state, advances it and answers with a `Step`."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NoReturn, NotRequired, TypedDict, Unpack

from SpiffWorkflow.util.task import TaskState

from engine.deadlines import DueDate
from engine.decisions import DecisionResult
from engine.definitions.model import EventKind
from engine.errors import ConflictError, EngineError, StepFailedError
from engine.runtime.compile import Compiled
from engine.runtime.elements.activities import PersonTask, ServiceTask
from engine.runtime.elements.gateways import Join, fire_inclusive_joins
from engine.runtime.elements.rounds import Wrapper
from engine.runtime.elements.throwing import strike, throw, waiting_events
from engine.runtime.elements.waits import MESSAGES, Catcher, CatchEvent, EventGateway
from engine.runtime.failure import stop
from engine.runtime.play import Facts, Play
from engine.runtime.scope import Scope
from engine.runtime.state import dump, load
from engine.runtime.tokens import Element, Level, Token
from engine.step import Law, Place, Step
from engine.text import Text

#: Engine steps in one call; a diagram that runs on and on stops here.
MOST_STEPS = 1000


class Around(TypedDict):
    """What every verb is given beside the state."""

    #: All facts of the case.
    facts: Facts
    law: Law
    #: The instant of the advance, aware, in UTC.
    now: datetime
    #: What FEEL reads as ``case``: number, agency, trajectory, opened_on.
    case: NotRequired[Mapping[str, Any]]


def start(compiled: Compiled, **around: Unpack[Around]) -> Step:
    """Begin a case and advance it to its first wait state.

    Raises:
        StepFailedError: The diagram cannot go on; names scope and element.
    """
    play = _play(around)
    top = Level(compiled.main, play, scope=Scope())
    return _advance(compiled, top, top.begin)


def complete_task(
    compiled: Compiled,
    state: bytes,
    place: Place,
    answers: Mapping[str, Any],
    **around: Unpack[Around],
) -> Step:
    """Complete the task of a person; the answers become facts.

    Raises:
        ConflictError: There is no such open task.
        StepFailedError: The diagram cannot go on; names scope and element.
    """
    top = load(compiled, state, _play(around))
    token = _find(top, place, TaskState.READY)
    if token is None or not isinstance(token.task_spec, PersonTask):
        raise _gone(place)
    spec = token.task_spec
    return _advance(compiled, top, lambda: spec.submit(token, answers))


def fire_timer(
    compiled: Compiled, state: bytes, place: Place, **around: Unpack[Around]
) -> Step | None:
    """Fire one armed timer; None when its token is gone and the row is stale.

    Raises:
        StepFailedError: The diagram cannot go on; names scope and element.
    """
    top = load(compiled, state, _play(around))
    token = _find(top, place, TaskState.WAITING)
    spec = token.task_spec if token is not None else None
    if token is None or not isinstance(spec, Catcher) or spec.event.timer is None:
        return None
    return _advance(compiled, top, lambda: spec.expire(token))


def deliver_message(
    compiled: Compiled,
    state: bytes,
    place: Place,
    payload: Mapping[str, Any],
    **around: Unpack[Around],
) -> Step:
    """Deliver a message or signal where it is awaited; its payload becomes facts.

    Raises:
        ConflictError: Nothing waits there any more.
        StepFailedError: The diagram cannot go on; names scope and element.
    """
    top = load(compiled, state, _play(around))
    token = _find(top, place, TaskState.WAITING)
    spec = token.task_spec if token is not None else None
    if token is None or not isinstance(spec, Catcher) or spec.event.kind not in MESSAGES:
        raise _gone(place)
    return _advance(compiled, top, lambda: spec.receive(token, payload))


def acknowledge(
    compiled: Compiled, state: bytes, place: Place, result: Any, **around: Unpack[Around]
) -> Step:
    """Go on after a service task was delivered; ``result`` becomes facts.

    Raises:
        ConflictError: No service task waits there any more.
        StepFailedError: The diagram cannot go on; names scope and element.
    """
    top = load(compiled, state, _play(around))
    token, spec = _service(top, place)
    return _advance(compiled, top, lambda: spec.acknowledge(token, result))


def fail_service(
    compiled: Compiled, state: bytes, place: Place, error: str, **around: Unpack[Around]
) -> Step:
    """Throw the BPMN error with code ``error`` from a service task.

    Raises:
        ConflictError: No service task waits there any more.
        StepFailedError: Nothing catches the error; names scope and element.
    """
    top = load(compiled, state, _play(around))
    token, _ = _service(top, place)

    def fail() -> None:
        token.settled = True
        top.play.at = (token.scope.path, token.task_spec.node.id)
        kind = EventKind.ERROR
        if not strike(token, kind, error) and not throw(token, kind, error):
            stop(
                f"De fout '{error}' wordt nergens opgevangen.",
                f"The error '{error}' is caught nowhere.",
            )

    return _advance(compiled, top, fail)


def refresh(compiled: Compiled, state: bytes, **around: Unpack[Around]) -> Step:
    """Judge the conditional events again after facts were changed from outside.

    Raises:
        StepFailedError: The diagram cannot go on; names scope and element.
    """
    top = load(compiled, state, _play(around))
    return _advance(compiled, top, lambda: None)


def cancel(compiled: Compiled, state: bytes) -> Step:
    """Take every token away: tasks, timers, deadlines, messages and questions end.

    ``Step.ended`` is empty, as no end event was reached.
    """
    now = datetime.min.replace(tzinfo=UTC)  # nothing is evaluated when all is taken away
    play = Play(facts={}, law=_NoLaw(), now=now, case={})
    top = load(compiled, state, play)
    play.record.ended = ""
    top.completed = True
    top.clear()
    return play.record.step(dump(compiled, top), ended=True)


def waits_alone(compiled: Compiled, state: bytes, place: Place) -> bool:
    """Tell whether a timer is all that a token waits for.

    Not so for one that hangs on an activity, listens beside the flow, or is one of the
    events behind a gateway: there something else may come.
    """
    now = datetime.min.replace(tzinfo=UTC)  # nothing is evaluated
    top = load(compiled, state, Play(facts={}, law=_NoLaw(), now=now, case={}))
    token = _find(top, place, TaskState.WAITING)
    if token is None or not isinstance(token.task_spec, CatchEvent):
        return False
    gateway = token.parent
    return gateway is None or len(gateway.children) == 1


class _NoLaw:
    """Stands where nothing is decided or counted."""

    def decide(self, decision: str, *_: object, **__: object) -> DecisionResult:
        """Decide nothing."""
        raise NotImplementedError(decision)

    def due(self, deadline: str, *_: object, **__: object) -> DueDate:
        """Count nothing."""
        raise NotImplementedError(deadline)

    def last_day(self, deadline: str, scope: str) -> date | None:
        """Know nothing."""
        raise NotImplementedError(deadline, scope)


def _play(around: Around) -> Play:
    case = around.get("case", {})
    return Play(facts=around["facts"], law=around["law"], now=around["now"], case=case)


def _advance(compiled: Compiled, top: Level, first: Callable[[], object]) -> Step:
    play = top.play
    try:
        first()
        _play_on(compiled, top)
    except StepFailedError as failure:
        if not failure.element:
            failure.scope, failure.element = play.at
        raise
    except EngineError as failure:
        scope, element = play.at
        raise StepFailedError(failure.text, scope=scope, element=element) from failure
    return play.record.step(dump(compiled, top), ended=not top.tasks)


def _play_on(compiled: Compiled, top: Level) -> None:
    play, steps = top.play, 0
    moving = True
    while moving:
        while play.queue:
            item = play.queue.popleft()
            if not item.is_due():
                continue
            steps += 1
            play.at = item.at
            if steps > MOST_STEPS:
                stop(
                    f"Het diagram loopt rond: {MOST_STEPS} stappen zonder te wachten.",
                    f"The diagram runs round: {MOST_STEPS} steps without a wait.",
                )
            item.run()
        moving = compiled.stirs and _stir(top)
    if top.tasks and not _waits(top):
        _stuck(top)


def _stir(level: Level) -> bool:
    """Fire what fires only when nothing else moves; one thing at a time."""
    for token in list(waiting_events(level)):
        spec = token.task_spec
        if isinstance(spec, Catcher) and spec.event.condition is not None:
            level.play.at = (token.scope.path, spec.node.id)
            if spec.judge(token):
                return True
    return _stir_joins(level)


def _stir_joins(level: Level) -> bool:
    inner = [token.inner for token in level.tasks.values() if token.inner is not None]
    return fire_inclusive_joins(level) or any(_stir_joins(each) for each in inner)


def _waits(level: Level) -> bool:
    """Tell whether anything can still come from outside; joins wait only for tokens."""
    return any(
        _waits(token.inner)
        if token.inner is not None
        else not isinstance(token.task_spec, Join | Wrapper | EventGateway)
        for token in level.tasks.values()
    )


def _stuck(top: Level) -> NoReturn:
    token = next(iter(top.tasks.values()))
    while token.inner is not None:
        token = next(iter(token.inner.tasks.values()))
    top.play.at = token.at
    element = token.task_spec.node.id
    stop(
        f"Het dossier zit vast: '{element}' wacht op een pad waarlangs niets meer komt.",
        f"The case is stuck: '{element}' waits for a flow by which nothing comes any more.",
    )


def _find(level: Level, place: Place, state: int) -> Token | None:
    for token in level.tasks.values():
        spec: Element = token.task_spec
        if spec.row_id == place.element and token.has_state(state):
            where = spec.event_place(token) if isinstance(spec, Catcher) else token.place
            if where == place:
                return token
        if token.inner is not None:
            found = _find(token.inner, place, state)
            if found is not None:
                return found
    return None


def _service(top: Level, place: Place) -> tuple[Token, ServiceTask]:
    token = _find(top, place, TaskState.STARTED)
    if token is None or not isinstance(token.task_spec, ServiceTask):
        raise _gone(place)
    return token, token.task_spec


def _gone(place: Place) -> ConflictError:
    return ConflictError(
        Text(
            f"Het dossier wacht niet meer bij '{place.element}'.",
            f"The case no longer waits at '{place.element}'.",
        ),
        code="not-waiting",
    )
