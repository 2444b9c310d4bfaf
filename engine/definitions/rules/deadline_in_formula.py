"""A moment that is reckoned from a term stays where it is when the term moves."""

from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.model import Formula, Node
from engine.definitions.rules.reporting import about, shown
from engine.errors import Finding
from engine.text import Text

NAME = "deadline-in-formula"


def check(definition: Definition) -> Iterable[Finding]:
    """Warn of timers and due dates that use a term but do not follow it."""
    for process in definition.processes.values():
        for node in process.nodes.values():
            if any(_reckons(formula) for formula in _moments(node)):
                yield about(
                    NAME,
                    process,
                    node,
                    Text(
                        f"'{shown(node)}' rekent verder op een termijn en verschuift niet "
                        "mee wanneer die verschuift.",
                        f"'{shown(node)}' reckons from a term and does not move along "
                        "when that moves.",
                    ),
                    Text(
                        'Schrijf alleen =deadline("naam"); wat ervoor of erna komt, is een '
                        "herinnering of een eigen termijn in deadlines.toml.",
                        'Write =deadline("name") only; what comes before or after it is a '
                        "reminder or a term of its own in deadlines.toml.",
                    ),
                    severity="warning",
                )


def _moments(node: Node) -> Iterable[Formula]:
    timer = node.event.timer if node.event is not None else None
    if timer is not None and timer.deadline is None:
        yield timer.formula
    if node.work.due is not None and node.work.due_deadline is None:
        yield node.work.due


def _reckons(formula: Formula) -> bool:
    return "deadline" in formula.expression.functions
