"""The token game of BPMN, played on the model of a diagram by the letter of the standard.

It shares no code with the runtime and is slow on purpose: tokens lie on flows, and what may
happen is sought anew each time. It knows tasks, gateways, sub-processes, calls, rounds,
error and terminate ends, and boundary events; gateways choose by ``choices``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.definitions.model import EventKind, Node, NodeKind, Process

PARALLEL, INCLUSIVE = NodeKind.PARALLEL_GATEWAY, NodeKind.INCLUSIVE_GATEWAY


@dataclass(eq=False)
class Activity:
    """An activity that is open; ``at`` is its place, its boundary events have their own."""

    node: Node
    at: str
    rounds: list["Activity"] = field(default_factory=list)
    later: list["Activity"] = field(default_factory=list)
    room: "Room | None" = None
    boundaries: dict[str, str] = field(default_factory=dict)
    whole: "Activity | None" = None


@dataclass(eq=False)
class Room:
    """A process or sub-process that is open: tokens on flows, and activities."""

    process: Process
    inside: str
    path: str
    host: tuple["Room", Activity] | None = None
    tokens: Counter[str] = field(default_factory=Counter)
    open: list[Activity] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)


class TokenGame:
    """One play; ``choices`` says for each gateway which of its flows are chosen."""

    def __init__(self, processes: Mapping[str, Process], main: str) -> None:
        self.processes = processes
        self.choices: dict[str, list[int]] = {}
        self.fired: Counter[str] = Counter()
        self.top = Room(processes[main], main, "")

    def begin(self) -> None:
        """Put the first token and play on."""
        self._begin(self.top)
        self._play()

    def tasks(self) -> dict[str, tuple[Room, Activity]]:
        """Give the tasks that can be completed, by place."""
        return {
            leaf.at: (room, leaf)
            for room in self._rooms(self.top)
            for activity in room.open
            for leaf in activity.rounds or [activity]
            if leaf.room is None
        }

    def events(self) -> dict[str, tuple[Room, Activity, Node]]:
        """Give the boundary events that can happen, by place."""
        return {
            at: (room, activity, room.process.nodes[event])
            for room in self._rooms(self.top)
            for activity in room.open
            for event, at in activity.boundaries.items()
        }

    def complete(self, at: str) -> None:
        """Complete a task and play on."""
        self._done(*self.tasks()[at])
        self._play()

    def happen(self, at: str) -> None:
        """Let a boundary event happen and play on."""
        room, activity, event = self.events()[at]
        if event.interrupting:
            room.open.remove(activity)
        else:
            activity.boundaries[event.id] = self._place(room, event)
        self._leave(room, event)
        self._play()

    @property
    def over(self) -> bool:
        """Whether no token is left."""
        return not self.top.open and not +self.top.tokens

    def _rooms(self, room: Room) -> Iterator[Room]:
        yield room
        for activity in room.open:
            for part in (activity, *activity.rounds):
                if part.room is not None:
                    yield from self._rooms(part.room)

    def _play(self) -> None:
        while any(self._move(room) for room in list(self._rooms(self.top))) or any(
            self._join(room) for room in list(self._rooms(self.top))
        ):
            pass

    def _move(self, room: Room) -> bool:
        for flow in list(+room.tokens):
            node = room.process.nodes[room.process.flows[flow].target]
            many = len(node.incoming) > 1
            if many and node.kind is INCLUSIVE:
                continue
            needed = node.incoming if many and node.kind is PARALLEL else (flow,)
            if all(room.tokens[each] for each in needed):
                room.tokens.subtract(needed)
                self._enter(room, node)
                return True
        if room.host is not None and not room.open and not +room.tokens:
            self._done(*room.host)
            return True
        return False

    def _join(self, room: Room) -> bool:
        for node in room.process.within(room.inside):
            filled = {flow for flow in node.incoming if room.tokens[flow]}
            if node.kind is INCLUSIVE and filled and len(node.incoming) > 1:
                waits = [self._reach(room, at, node) for at in self._positions(room, node)]
                if all(r & filled or not r & set(node.incoming) for r in waits):
                    room.tokens.subtract(filled)
                    self._enter(room, node)
                    return True
        return False

    def _positions(self, room: Room, join: Node) -> Iterator[str]:
        for flow in +room.tokens:
            if flow not in join.incoming:
                yield room.process.flows[flow].target
        yield from (activity.node.id for activity in room.open)

    def _reach(self, room: Room, start: str, join: Node) -> set[str]:
        nodes, flows, seen, found = room.process.nodes, room.process.flows, {start}, set()
        waiting = [start]
        while waiting:
            here = waiting.pop()
            ways = set(nodes[here].outgoing)
            found |= ways
            steps = {flows[way].target for way in ways} - {join.id}
            steps |= {node.id for node in nodes.values() if node.attached_to == here}
            waiting += steps - seen
            seen |= steps
        return found & set(join.incoming)

    def _enter(self, room: Room, node: Node) -> None:
        error = node.event is not None and node.event.kind is EventKind.ERROR
        if node.kind is NodeKind.END_EVENT and error:
            self._throw(room)
        elif node.kind is NodeKind.END_EVENT and node.event is not None:
            room.tokens.clear()
            room.open.clear()
        elif node.kind in OPENING:
            self._open(room, node)
        else:
            self._leave(room, node)

    def _throw(self, room: Room) -> None:
        assert room.host is not None
        outer, activity = room.host
        whole = activity.whole or activity
        caught = [
            node
            for node in room.process.nodes.values()
            if node.attached_to == whole.node.id
            and node.event is not None
            and node.event.kind is EventKind.ERROR
        ]
        outer.open.remove(whole)
        self._leave(outer, caught[0])

    def _open(self, room: Room, node: Node) -> None:
        activity = Activity(node, "")
        room.open.append(activity)
        for event in room.process.nodes.values():
            caught = event.event is not None and event.event.kind is EventKind.ERROR
            if event.attached_to == node.id and not caught:
                activity.boundaries[event.id] = self._place(room, event)
        if node.multi_instance is None:
            activity.at = self._place(room, node)
            self._fill(room, activity, activity.at)
            return
        assert node.multi_instance.cardinality is not None
        total = int(node.multi_instance.cardinality.source)
        places = [self._place(room, node) for _ in range(total)]
        task = node.kind is NodeKind.USER_TASK
        for place in places:
            at = f"{place}/{node.id}:1" if task else place
            activity.rounds.append(Activity(node, at, whole=activity))
        if node.multi_instance.sequential:
            activity.later = activity.rounds[1:]
            del activity.rounds[1:]
        for one, place in zip(activity.rounds, places, strict=False):
            self._fill(room, one, place)

    def _fill(self, room: Room, activity: Activity, path: str) -> None:
        node = activity.node
        if node.kind is NodeKind.SUB_PROCESS:
            activity.room = Room(room.process, node.id, path, (room, activity))
        elif node.kind is NodeKind.CALL_ACTIVITY:
            called = self.processes[node.work.called]
            activity.room = Room(called, called.id, path, (room, activity))
        if activity.room is not None:
            self._begin(activity.room)

    def _begin(self, room: Room) -> None:
        for node in room.process.within(room.inside):
            if node.kind is NodeKind.START_EVENT:
                self._leave(room, node)

    def _done(self, room: Room, activity: Activity) -> None:
        whole = activity.whole
        if whole is None:
            room.open.remove(activity)
            self._leave(room, activity.node)
            return
        whole.rounds.remove(activity)
        if whole.later:
            whole.rounds.append(whole.later.pop(0))
            path = whole.rounds[0].at
            task = activity.node.kind is NodeKind.USER_TASK
            self._fill(room, whole.rounds[0], path.rsplit("/", 1)[0] if task else path)
        elif not whole.rounds:
            room.open.remove(whole)
            self._leave(room, activity.node)

    def _leave(self, room: Room, node: Node) -> None:
        ways = list(node.outgoing)
        if node.id in self.choices and len(ways) > 1:
            ways = [ways[index] for index in self.choices[node.id]]
        self.fired.update(ways)
        room.tokens.update(ways)

    def _place(self, room: Room, node: Node) -> str:
        room.numbers[node.id] += 1
        inner = f"{node.id}:{room.numbers[node.id]}"
        return f"{room.path}/{inner}" if room.path else inner


OPENING = (NodeKind.USER_TASK, NodeKind.SUB_PROCESS, NodeKind.CALL_ACTIVITY)
