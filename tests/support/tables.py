"""Decision tables with typed columns, and what an examination finds in them."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.decisions import DecisionModel
from engine.decisions.completeness import examine
from engine.decisions.cover import Budget
from engine.decisions.examined import Examined
from tests.support import dmn


def examined(
    rows: Sequence[str],
    *,
    types: Mapping[str, str] | None = None,
    budget: Budget | None = None,
    **options: Any,
) -> tuple[DecisionModel, Examined]:
    """Read the table of these rows and examine it."""
    model = dmn.read(typed(rows, types or {}, **options))
    return model, looked_at(model, budget)


def looked_at(model: DecisionModel, budget: Budget | None = None) -> Examined:
    """Examine the table ``t`` of a model."""
    found = examine(model, model.decisions["t"], budget)
    assert found is not None
    return found


def typed(rows: Sequence[str], types: Mapping[str, str], **options: Any) -> str:
    """Write a table ``t`` whose columns have these types by their names."""
    table = dmn.table(rows, inputs=tuple(types) or ("x",), **options)
    for name, type_name in types.items():
        expression = f"<inputExpression><text>{name}</text>"
        table = table.replace(
            expression, expression.replace(">", f' typeRef="{type_name}">', 1)
        )
    return table
