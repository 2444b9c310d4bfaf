"""SpiffWorkflow's tasks, workflows and task specs, kept to the live tokens of a case.

A `Token` is a Spiff task, a `Level` a Spiff workflow (one for the process and one for
each sub-process or call activity that is open), an `Element` a Spiff task spec. Spiff's
states and life cycle are used as they are. What differs: nothing is predicted, a token
leaves its level as soon as it is done, and no clock or random number is asked.
"""

from collections.abc import Sequence

from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine.definitions.model import Flow, Node
from engine.runtime.play import Play
from engine.runtime.scope import Scope
from engine.step import Place


class LevelSpec(WorkflowSpec):
    """The nodes directly inside a process or sub-process; never changes after compiling."""

    def __init__(self, name: str, *, index: int, prefix: str) -> None:
        super().__init__(name)
        self.index = index
        #: Stands before element ids in the path: ``process_id:`` in called diagrams.
        self.prefix = prefix
        self.elements: list[Element] = []
        self.starts: list[Element] = []
        #: Event sub-processes that listen while the level is open.
        self.listeners: list[Element] = []
        #: Event sub-processes for errors and escalations, sought when one is thrown.
        self.handlers: list[Element] = []


class Element(BpmnSpecMixin):
    """A flow node; subclasses say what happens on arrival, when run, when taken away."""

    #: Whether each occurrence has facts of its own.
    own = False
    #: Whether it is one round of a multi-instance or loop, whose wrapper goes on.
    is_round = False
    #: Whether the level may end while it waits.
    listens = False

    def __init__(self, level: LevelSpec, node: Node, name: str = "") -> None:
        super().__init__(level, name or node.id, bpmn_name=node.name.nl, lane=node.lane)
        self.bpmn_id = node.id
        self.node = node
        #: Element that the rows about it name.
        self.row_id = node.id
        self.index = len(level.elements)
        level.elements.append(self)
        self.outgoing: list[tuple[Flow, Element]] = []
        self.incoming: list[str] = []
        #: Whether only an event leads here that lets the flow go on.
        self.is_beside = True

    @property
    def interrupts(self) -> bool:
        """Whether what it stands for takes away what goes on around or under it."""
        return False

    def arrive(self, token: "Token") -> bool:
        """Take in a token; True when it can run at once."""
        del token
        return True

    def perform(self, token: "Token") -> bool | None:
        """Do the work; True when done, None when something outside has to finish it."""
        del token
        return True

    def withdraw(self, token: "Token") -> None:
        """Undo what stands outside for a token that is taken away (``token.before``)."""

    def chosen(self, token: "Token", first: "Token") -> None:
        """Learn that an event that hangs on a token here has happened."""

    def scope_of(self, token: "Token") -> Scope:
        """Say where a token here reads and writes facts."""
        scope = token.level.scope
        return scope.own(self.node.id, token.occurrence) if self.own else scope

    def choose(self, token: "Token") -> Sequence[tuple[Flow, "Element"]]:
        """Say which flows a finished token takes."""
        del token
        return self.outgoing

    def depart(self, token: "Token") -> None:
        """Put a token on each chosen flow."""
        level, record = token.level, token.play.record
        record.path.append(token.path)
        chosen = self.choose(token)
        if not chosen and level.ends_case and not self.listens:
            record.reach(self.node.id, beside=self.is_beside or level.is_beside)
        for flow, target in chosen:
            record.path.append(level.prefix + flow.id)
            level.enter(target, via=flow.id)

    def test(self) -> None:
        """Accept any place in the flow: the refusals have looked at it already."""

    def _predict(self, *_: object, **__: object) -> None:
        """Predict nothing: prediction is what makes Spiff slow and loops wrong."""

    def _update_hook(self, my_task: "Token") -> bool:
        return self.arrive(my_task)

    def _on_ready_hook(self, my_task: "Token") -> None:
        if not self.manual:
            my_task.play.queue.append(my_task)

    def _run_hook(self, my_task: "Token") -> bool | None:
        return self.perform(my_task)

    def _on_complete_hook(self, my_task: "Token") -> None:
        self.depart(my_task)

    def _on_cancel(self, my_task: "Token") -> None:
        self.withdraw(my_task)
        my_task.level.forget(my_task)


class Token(Task):
    """One token. Its children are what hangs on it: boundary events and rounds."""

    task_spec: Element
    workflow: "Level"
    parent: "Token | None"
    children: "list[Token]"
    state: int

    def __init__(
        self, level: "Level", spec: Element, *, parent: "Token | None" = None
    ) -> None:
        # Not Task.__init__, which draws a random id and reads the clock for each token.
        self.id = next(level.play.ids)
        self.workflow = level
        self.task_spec = spec
        self._parent = parent.id if parent is not None else None
        self._children: list[int] = []
        self._state: int = TaskState.FUTURE
        self.triggered = False
        self.thread_id = 0
        self.data: dict[str, object] = {}
        self.internal_data: dict[str, object] = {}
        self.last_state_change = 0.0
        #: Id of the flow it came by.
        self.via = ""
        self.occurrence = 0
        #: Counters of the element (rounds, cycles); part of the state.
        self.rest: list[int | str] = []
        #: The open level of a sub-process or call activity.
        self.inner: Level | None = None
        #: State in which it was taken away.
        self.before = 0
        #: Whether its row outside is closed already.
        self.settled = False
        self._scope: Scope | None = None
        level.tasks[self.id] = self
        if parent is not None:
            parent._children.append(self.id)  # noqa: SLF001

    @property
    def level(self) -> "Level":
        """The level in which it moves."""
        return self.workflow

    @property
    def play(self) -> Play:
        """The advance in which it moves."""
        return self.workflow.play

    @property
    def scope(self) -> Scope:
        """Where it reads and writes facts."""
        if self._scope is None:
            self._scope = self.task_spec.scope_of(self)
        return self._scope

    @property
    def place(self) -> Place:
        """Where it stands, for the rows that are kept about it."""
        scope, node = self.scope, self.task_spec.node
        occurrence = 1 if self.task_spec.own else self.occurrence
        return Place(scope.path, node.id, occurrence)

    @property
    def path(self) -> str:
        """What the history calls it: scope, process of a called diagram, element."""
        inner = self.workflow.spec.prefix + self.task_spec.node.id
        path = self.scope.path
        return f"{path}/{inner}" if path else inner

    def restore(self, state: int, occurrence: int, via: str, rest: list[int | str]) -> None:
        """Take over what a saved state says of it."""
        self._state = state
        self.occurrence = occurrence
        self.via = via
        self.rest = rest

    @property
    def at(self) -> tuple[str, str]:
        """Scope and element, for the words of a failure."""
        return self.workflow.scope.path, self.task_spec.node.id

    def is_due(self) -> bool:
        """Tell whether it is ready and still there."""
        return bool(self._state == TaskState.READY)

    def waits(self) -> bool:
        """Tell whether it waits for an event or for other tokens."""
        return bool(self._state == TaskState.WAITING)

    def wait(self) -> None:
        """Let it wait."""
        self._set_state(TaskState.WAITING)

    def cancel(self) -> None:
        """Take it away with all that hangs on it, unless it is finished."""
        if self._state & TaskState.FINISHED_MASK:
            return
        for child in self.children:
            child.cancel()
        self.before = self._state
        super().cancel()

    def detach(self) -> None:
        """Let it go on by itself, whatever becomes of what it hung on."""
        parent = self.parent
        if parent is not None:
            parent._children.remove(self.id)  # noqa: SLF001
        self.parent = None

    def _set_state(self, value: int) -> None:
        self._state = value


class Level(Workflow):
    """An open process, sub-process or called process with its live tokens."""

    spec: LevelSpec
    tasks: dict[int, Token]
    completed: bool

    def __init__(
        self, spec: LevelSpec, play: Play, *, scope: Scope, host: Token | None = None
    ) -> None:
        super().__init__(spec, deserializing=True)
        self.play = play
        self.scope = scope
        self.host = host
        self.depth: int = host.level.depth + 1 if host is not None else 0
        #: How often each element with a place was reached here.
        self.counts: dict[int, int] = {}
        self.prefix = f"{scope.path}/{spec.prefix}" if scope.path else spec.prefix

    @property
    def ends_case(self) -> bool:
        """Whether its end is the end of the case: the top, or a handler inside the top."""
        host = self.host
        return host is None or (host.task_spec.listens and host.level.ends_case)

    @property
    def is_beside(self) -> bool:
        """Whether it is a handler that lets the flow go on, or is inside one."""
        host = self.host
        return host is not None and (not host.task_spec.interrupts or host.level.is_beside)

    def count(self, element: Element) -> int:
        """Count one more occurrence of an element and give its number, from 1."""
        first = self.spec.task_specs[element.node.id].index
        number = self.counts.get(first, 0) + 1
        self.counts[first] = number
        return number

    def begin(self) -> None:
        """Let the event sub-processes listen and put a token on each start."""
        for listener in self.spec.listeners:
            self.enter(listener)
        for start in self.spec.starts:
            self.enter(start)
        self.settle()

    def enter(
        self, element: Element, *, via: str = "", parent: Token | None = None
    ) -> Token:
        """Put a new token on an element."""
        token = Token(self, element, parent=parent)
        token.via = via
        self.admit(token)
        return token

    def admit(self, token: Token) -> None:
        """Let a prepared token arrive at its element."""
        before = self.play.at
        self.play.at = (self.scope.path, token.task_spec.node.id)
        token.task_spec._update(token)  # noqa: SLF001
        self.play.at = before

    def waiting(self, element: Element) -> list[Token]:
        """Give the tokens that wait at an element, first come first."""
        return [t for t in self.tasks.values() if t.task_spec is element and t.waits()]

    def forget(self, token: Token) -> None:
        """Remove a token that is done or taken away; the last one ends the level."""
        if self.tasks.pop(token.id, None) is not None:
            token.detach()
            self.settle()

    def settle(self) -> None:
        """Let the level end in its turn when only event sub-processes still listen."""
        if not self.completed and all(
            token.task_spec.listens and token.waits() for token in self.tasks.values()
        ):
            self.completed = True
            self.play.queue.append(self)

    @property
    def at(self) -> tuple[str, str]:
        """Scope and element around it, for the words of a failure."""
        return self.host.at if self.host is not None else ("", "")

    def is_due(self) -> bool:
        """Tell whether it ended and what is around it still waits for that."""
        return self.host is None or self.host.has_state(TaskState.STARTED)

    def run(self) -> None:
        """End the level: what is around it goes on."""
        self.clear()
        if self.host is not None:
            self.host.complete()

    def clear(self, *, keep: Token | None = None) -> None:
        """Take away all tokens but one."""
        for token in list(self.tasks.values()):
            if token is not keep and token.parent is None:
                token.cancel()

    def _task_completed_notify(self, task: Token) -> None:
        self.forget(task)
