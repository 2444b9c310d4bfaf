"""Diagrams made by chance: blocks inside blocks, every one of which can come to an end."""

from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import strategies as st

from engine.definitions.model import EventKind, MultiInstance, Node, NodeKind, Process
from tests.support.diagrams import boundary, call, draw, end, feel, node, start

#: A kind of block and what is inside it.
Block = tuple[Any, ...]

TASK: Block = ("task",)
_GATES = {
    "xor": NodeKind.EXCLUSIVE_GATEWAY,
    "and": NodeKind.PARALLEL_GATEWAY,
    "or": NodeKind.INCLUSIVE_GATEWAY,
}


def _around(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.tuples(st.just("seq"), several),
        st.tuples(st.sampled_from(sorted(_GATES)), several),
        st.tuples(st.just("loop"), inner),
        st.tuples(st.sampled_from(["sub", "called"]), inner),
        st.tuples(st.sampled_from(["rounds", "sub_rounds"]), st.booleans(), inner),
        st.tuples(st.just("boundary"), st.booleans(), inner, inner),
        st.tuples(st.just("error"), inner),
        st.tuples(st.just("terminate"), inner),
        st.tuples(st.just("uncontrolled"), several),
    )


_OFTEN = ("seq", "loop", *_GATES)
_SELDOM = (
    *("uncontrolled", "sub", "called", "rounds", "sub_rounds"),
    *("boundary", "error", "terminate"),
)

#: Blocks up to a dozen tasks.
blocks: st.SearchStrategy[Block] = st.recursive(st.just(TASK), _around, max_leaves=10)


def large_block(chance: Random, depth: int = 4, more: Sequence[str] = ()) -> Block:
    """Make a block of many tasks, nested up to ``depth``; ``more`` are kinds to add."""
    if depth == 0 or chance.random() < 0.1:
        return TASK
    kind = chance.choice([*_OFTEN, *_OFTEN, *_SELDOM, *more])
    inner = [large_block(chance, depth - 1, more) for _ in range(chance.randint(2, 3))]
    if kind in {"seq", "uncontrolled", *_GATES}:
        return (kind, tuple(inner))
    if kind in {"rounds", "sub_rounds"}:
        return (kind, chance.random() < 0.5, inner[0])
    if kind == "boundary":
        return (kind, chance.random() < 0.5, inner[0], inner[1])
    return (kind, inner[0])


class Drawing:
    """Draws blocks into processes; ``splits`` are the gateways that choose, with ways."""

    def __init__(self, block: Block) -> None:
        self.splits: dict[str, tuple[str, int]] = {}
        self._number = 0
        self.processes: dict[str, Process] = {}
        self._process("main", block)

    def _process(self, name: str, block: Block) -> None:
        sheet = _Sheet(name)
        first = sheet.add(start(), self._name("start"))
        last = sheet.add(end(), self._name("end"))
        self._draw(sheet, block, first, last)
        self.processes[name] = draw("\n".join(sheet.flows), name=name, **sheet.nodes)

    def _name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number}"

    def _draw(self, sheet: "_Sheet", block: Block, before: str, after: str) -> None:
        """Draw a block between two nodes."""
        kind, *rest = block
        getattr(self, f"_draw_{'gates' if kind in _GATES else kind}")(
            sheet, before, after, *([kind] if kind in _GATES else []), *rest
        )

    def _draw_task(self, sheet: "_Sheet", before: str, after: str) -> None:
        task = sheet.add(node(NodeKind.USER_TASK), self._name("task"))
        sheet.flow(before, task)
        sheet.flow(task, after)

    def _draw_seq(
        self, sheet: "_Sheet", before: str, after: str, parts: tuple[Block, ...]
    ) -> None:
        for part in parts[:-1]:
            between = self._gate(sheet, "xor")
            self._draw(sheet, part, before, between)
            before = between
        self._draw(sheet, parts[-1], before, after)

    def _draw_gates(
        self,
        sheet: "_Sheet",
        before: str,
        after: str,
        kind: str,
        parts: tuple[Block, ...],
    ) -> None:
        split, join = self._gate(sheet, kind), self._gate(sheet, kind)
        sheet.flow(before, split)
        sheet.flow(join, after)
        if kind != "and":
            self.splits[split] = (kind, len(parts))
        for number, part in enumerate(parts):
            first, last = self._gate(sheet, "xor"), self._gate(sheet, "xor")
            conditions = {"xor": f"{split} = {number}", "and": ""}
            contains = f"list contains({split}, {number})"
            sheet.flow(split, first, conditions.get(kind, contains))
            self._draw(sheet, part, first, last)
            sheet.flow(last, join)

    def _draw_loop(self, sheet: "_Sheet", before: str, after: str, body: Block) -> None:
        merge, split = self._gate(sheet, "xor"), self._gate(sheet, "xor")
        sheet.flow(before, merge)
        self._draw_seq(sheet, merge, split, (TASK, body))
        self.splits[split] = ("xor", 2)
        sheet.flow(split, after, f"{split} = 0")
        sheet.flow(split, merge, f"{split} = 1")

    def _draw_sub(
        self,
        sheet: "_Sheet",
        before: str,
        after: str,
        body: Block,
        many: MultiInstance | None = None,
    ) -> str:
        box = sheet.add(node(NodeKind.SUB_PROCESS, multi_instance=many), self._name("sub"))
        sheet.flow(before, box)
        sheet.flow(box, after)
        around, sheet.parent = sheet.parent, box
        first = sheet.add(start(), self._name("start"))
        last = sheet.add(end(), self._name("end"))
        self._draw(sheet, body, first, last)
        sheet.parent = around
        return box

    def _draw_called(self, sheet: "_Sheet", before: str, after: str, body: Block) -> None:
        name = self._name("process")
        self._process(name, body)
        box = sheet.add(call(name), self._name("call"))
        sheet.flow(before, box)
        sheet.flow(box, after)

    def _many(self, *, sequential: bool) -> MultiInstance:
        return MultiInstance(sequential=sequential, cardinality=feel("2"))

    def _draw_rounds(
        self, sheet: "_Sheet", before: str, after: str, sequential: bool, body: Block
    ) -> None:
        many = self._many(sequential=sequential)
        task = sheet.add(node(NodeKind.USER_TASK, multi_instance=many), self._name("task"))
        between = self._gate(sheet, "xor")
        sheet.flow(before, task)
        sheet.flow(task, between)
        self._draw(sheet, body, between, after)

    def _draw_sub_rounds(
        self, sheet: "_Sheet", before: str, after: str, sequential: bool, body: Block
    ) -> None:
        self._draw_sub(sheet, before, after, body, self._many(sequential=sequential))

    def _draw_boundary(
        self,
        sheet: "_Sheet",
        before: str,
        after: str,
        interrupting: bool,
        body: Block,
        aside: Block,
    ) -> None:
        merge = self._gate(sheet, "xor")
        box = self._draw_sub(sheet, before, merge, body)
        sheet.flow(merge, after)
        event = sheet.add(
            boundary(box, EventKind.MESSAGE, interrupting=interrupting),
            self._name("event"),
        )
        target = merge if interrupting else sheet.add(end(), self._name("end"))
        self._draw(sheet, aside, event, target)

    def _draw_error(self, sheet: "_Sheet", before: str, after: str, body: Block) -> None:
        merge, split = self._gate(sheet, "xor"), self._gate(sheet, "xor")
        tried: Block = ("seq", (TASK, ("give_up", split, body)))
        box = self._draw_sub(sheet, before, merge, tried)
        caught = sheet.add(boundary(box, EventKind.ERROR), self._name("caught"))
        sheet.flow(caught, merge)
        sheet.flow(merge, after)
        sheet.inside(split, box)

    def _draw_give_up(
        self, sheet: "_Sheet", before: str, after: str, split: str, body: Block
    ) -> None:
        self.splits[split] = ("xor", 2)
        sheet.flow(before, split)
        first = self._gate(sheet, "xor")
        sheet.flow(split, first, f"{split} = 0")
        wrong = sheet.add(end(EventKind.ERROR), self._name("wrong"))
        sheet.flow(split, wrong, f"{split} = 1")
        self._draw(sheet, body, first, after)

    def _draw_terminate(
        self, sheet: "_Sheet", before: str, after: str, body: Block
    ) -> None:
        self._draw_sub(sheet, before, after, ("and", (body, ("stop",))))

    def _draw_stop(self, sheet: "_Sheet", before: str, after: str) -> None:
        split = self._gate(sheet, "xor")
        task = sheet.add(node(NodeKind.USER_TASK), self._name("task"))
        stop = sheet.add(end(EventKind.TERMINATE), self._name("stop"))
        self.splits[split] = ("xor", 2)
        sheet.flow(before, task)
        sheet.flow(task, split)
        sheet.flow(split, after, f"{split} = 0")
        sheet.flow(split, stop, f"{split} = 1")

    def _draw_uncontrolled(
        self, sheet: "_Sheet", before: str, after: str, parts: tuple[Block, ...]
    ) -> None:
        """Split out of a task and come together again without a gateway, in a box."""
        box = sheet.add(node(NodeKind.SUB_PROCESS), self._name("sub"))
        sheet.flow(before, box)
        sheet.flow(box, after)
        around, sheet.parent = sheet.parent, box
        first = sheet.add(start(), self._name("start"))
        task = sheet.add(node(NodeKind.USER_TASK), self._name("task"))
        last = sheet.add(node(NodeKind.USER_TASK), self._name("task"))
        sheet.flow(first, task)
        for part in parts:
            between = self._gate(sheet, "xor")
            sheet.flow(task, between)
            self._draw(sheet, part, between, last)
        sheet.flow(last, sheet.add(end(), self._name("end")))
        sheet.parent = around

    def _gate(self, sheet: "_Sheet", kind: str) -> str:
        return sheet.add(node(_GATES[kind]), self._name(f"{kind}_"))


class _Sheet:
    """The nodes and flows of one process while they are drawn."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.parent = ""
        self.nodes: dict[str, Node] = {}
        self.flows: list[str] = []

    def add(self, drawn: Node, name: str) -> str:
        """Put a node inside the sub-process that is drawn now."""
        self.nodes[name] = drawn
        self.inside(name, self.parent)
        return name

    def inside(self, name: str, parent: str) -> None:
        """Move a node into a sub-process."""
        object.__setattr__(self.nodes[name], "parent", parent)

    def flow(self, source: str, target: str, condition: str = "") -> None:
        """Draw a flow."""
        self.flows.append(f"{source} -> {target}: {condition}")
