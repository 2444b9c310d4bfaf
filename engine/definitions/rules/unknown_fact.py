"""A name that an expression reads and that nobody writes."""

import difflib
from collections.abc import Iterable, Mapping

from engine.definitions.definition import Definition
from engine.definitions.model import Flow, Formula, Node, NodeKind
from engine.definitions.rules.formula_walk import formulas
from engine.definitions.rules.reporting import about
from engine.errors import Finding
from engine.text import Text

NAME = "unknown-fact"

#: Names that every expression may read.
ALWAYS = frozenset({"case", "loopCounter", "nrOfInstances", "nrOfCompletedInstances"})

#: What the delivery of a service task answers.
DELIVERY = frozenset({"delivered_on", "delivered_at"})


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse it in a trajectory: it would be null in every case. Foreign files may."""
    if not definition.is_trajectory:
        return
    known = {*definition.facts, *ALWAYS}
    for process in definition.processes.values():
        for element, formula in formulas(process):
            local = _local(element)
            for name in sorted(_read(formula) - known - local):
                yield about(NAME, process, element, _message(name), _remedy(name, known))


def _read(formula: Formula) -> frozenset[str]:
    return formula.expression.names


def _local(element: Node | Flow) -> frozenset[str]:
    """Results and decisions' inputs are known where they are mapped."""
    if isinstance(element, Flow):
        return frozenset()
    known = {element.work.result} | {each.target for each in element.work.inputs}
    return frozenset(known | DELIVERY if element.kind is NodeKind.SERVICE_TASK else known)


def _message(name: str) -> Text:
    return Text(f"Niemand schrijft het feit '{name}'.", f"Nobody writes the fact '{name}'.")


def _remedy(name: str, known: Mapping[str, object] | set[str]) -> Text:
    near = difflib.get_close_matches(name, list(known), n=1)
    if near:
        return Text(f"Bedoelde u '{near[0]}'?", f"Did you mean '{near[0]}'?")
    return Text(
        "Voeg een formulierveld toe, of declareer het in facts.toml.",
        "Add a form field, or declare it in facts.toml.",
    )
