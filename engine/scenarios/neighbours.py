"""The other trajectories that one trajectory needs beside it to be played."""

from engine.definitions.definition import Definition
from engine.definitions.model import Node
from engine.operations.hand_over import OPEN_CASE


def neighbours(definition: Definition) -> frozenset[str]:
    """Name the trajectories to which its diagrams hand a person over by name."""
    return frozenset(
        name
        for process in definition.processes.values()
        for node in process.nodes.values()
        if node.work.topic == OPEN_CASE
        for name in _named(node)
    ) - {definition.id}


def _named(node: Node) -> list[str]:
    constants = [
        one.formula.expression.constant()
        for one in node.work.inputs
        if one.target == "trajectory"
    ]
    return [name for name in constants if isinstance(name, str)]
