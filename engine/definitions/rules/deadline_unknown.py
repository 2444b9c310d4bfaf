"""``deadline("x")`` for a term that neither the trajectory nor the law has."""

import re
from collections.abc import Iterable

from engine.definitions.definition import Definition
from engine.definitions.rules.formula_walk import formulas
from engine.definitions.rules.reporting import about
from engine.errors import Finding
from engine.text import Text

NAME = "deadline-unknown"

_CALL = re.compile(r'deadline\(\s*"([^"]*)"')


def check(definition: Definition) -> Iterable[Finding]:
    """Refuse names of terms that nobody counts."""
    known = definition.terms.names | definition.law.terms.names
    for process in definition.processes.values():
        for element, formula in formulas(process):
            for name in _CALL.findall(formula.source):
                if name not in known:
                    yield about(
                        NAME,
                        process,
                        element,
                        Text(
                            f"Er is geen termijn '{name}'.", f"There is no term '{name}'."
                        ),
                        Text(
                            "Zet de termijn in deadlines.toml, of verbeter de naam.",
                            "Put the term into deadlines.toml, or correct the name.",
                        ),
                    )
