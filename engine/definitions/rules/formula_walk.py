"""All formulas of a process, each with the element that it stands on."""

from collections.abc import Iterator

from engine.definitions.model import Flow, Formula, Node, Process


def formulas(process: Process) -> Iterator[tuple[Node | Flow, Formula]]:
    """Give every expression of the nodes and flows."""
    for flow in process.flows.values():
        if flow.condition is not None:
            yield flow, flow.condition
    for node in process.nodes.values():
        for formula in (*_of_event(node), *_of_work(node), *_of_repetition(node)):
            if formula is not None:
                yield node, formula


def _of_event(node: Node) -> Iterator[Formula | None]:
    if node.event is not None:
        yield node.event.condition
        yield node.event.correlation
        if node.event.timer is not None:
            yield node.event.timer.formula


def _of_work(node: Node) -> Iterator[Formula | None]:
    work = node.work
    yield from (work.due, work.follow_up, work.priority, work.assignee, work.agency)
    for each in (*work.script, *work.inputs, *work.outputs):
        yield each.formula


def _of_repetition(node: Node) -> Iterator[Formula | None]:
    loop = node.multi_instance
    if loop is not None:
        yield from (loop.collection, loop.cardinality, loop.output_element, loop.completion)
    if node.loop is not None:
        yield node.loop.condition
