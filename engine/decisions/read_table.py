"""Reads a decision table."""

from collections.abc import Iterator

from engine.decisions.boxed import FeelLiteral
from engine.decisions.read_types import plain_values
from engine.decisions.reading import Reading, child, children, text_of, vendor, where
from engine.decisions.table import (
    AGGREGATIONS,
    HIT_POLICIES,
    DecisionTable,
    InputCell,
    InputColumn,
    OutputColumn,
    Row,
)
from engine.decisions.types import ANY, Types
from engine.feel import Expression
from engine.xml import Element

__all__ = ["read_table"]

_ANYTHING = {"", "-"}


def read_table(
    reading: Reading, types: Types, element: Element, names: frozenset[str], type_name: str
) -> DecisionTable:
    """Read a table whose cells see the names.

    Args:
        reading: The file's settings and findings.
        types: The declared types, for the values of outputs that list none.
        element: The ``decisionTable``.
        names: Names in sight.
        type_name: Type of the result, for an only output without a type of its own.
    """
    inputs = tuple(_inputs(reading, element, names))
    outputs = tuple(_outputs(reading, types, element, names, type_name))
    cells = names | {column.variable for column in inputs}
    table = DecisionTable(
        where=where(element),
        hit_policy=element.get("hitPolicy") or "UNIQUE",
        aggregation=element.get("aggregation") or "",
        inputs=inputs,
        outputs=outputs,
        annotations=tuple(
            column.get("name") or "" for column in children(element, "annotation")
        ),
        rows=tuple(
            _row(reading, rule, number, cells, (len(inputs), len(outputs)))
            for number, rule in enumerate(children(element, "rule"), start=1)
        ),
        type=reading.type(element, element.get("typeRef")),
    )
    _check_inputs(reading, element, table)
    _check_hit_policy(reading, element, table)
    _check_outputs(reading, element, table)
    return table


def _inputs(
    reading: Reading, element: Element, names: frozenset[str]
) -> Iterator[InputColumn]:
    for number, column in enumerate(children(element, "input"), start=1):
        source = child(column, "inputExpression")
        expression = None
        if source is not None and text_of(source):
            expression = reading.literal(source, names)
        yield InputColumn(
            where=where(column),
            label=column.get("label") or text_of(source) or str(number),
            expression=expression,
            allowed=_tests(reading, child(column, "inputValues"), names),
            variable=vendor(column, "inputVariable"),
        )


def _outputs(
    reading: Reading,
    types: Types,
    element: Element,
    names: frozenset[str],
    type_name: str,
) -> Iterator[OutputColumn]:
    columns = list(children(element, "output"))
    for column in columns:
        own = reading.type(column, column.get("typeRef"))
        values = child(column, "outputValues")
        ranked = own if own != ANY or len(columns) > 1 else type_name
        default = child(column, "defaultOutputEntry")
        name = column.get("name") or ""
        yield OutputColumn(
            where=where(column),
            name=name,
            label=column.get("label") or name or element.get("outputLabel") or "1",
            type=own,
            allowed=_tests(reading, values, names),
            priorities=plain_values(text_of(values)) or types.values(ranked),
            default=_answer(reading, default, names),
        )


def _row(
    reading: Reading,
    rule: Element,
    number: int,
    names: frozenset[str],
    columns: tuple[int, int],
) -> Row:
    conditions = list(children(rule, "inputEntry"))
    answers = list(children(rule, "outputEntry"))
    counted = (len(conditions), len(answers))
    if counted != columns:
        reading.findings.add(
            "decision-row",
            rule,
            f"Rij {number} heeft {counted[0]} invoer- en {counted[1]} uitvoercellen; de "
            f"tabel heeft {columns[0]} en {columns[1]} kolommen.",
            f"Row {number} has {counted[0]} input and {counted[1]} output cells; the table "
            f"has {columns[0]} and {columns[1]} columns.",
        )
    annotations = tuple(text_of(note) for note in children(rule, "annotationEntry"))
    description = text_of(rule, "description")
    return Row(
        where=where(rule),
        number=number,
        id=rule.get("id") or "",
        conditions=tuple(_condition(reading, cell, names) for cell in conditions),
        answers=tuple(_answer(reading, cell, names) for cell in answers),
        annotations=annotations or ((description,) if description else ()),
    )


def _condition(reading: Reading, cell: Element, names: frozenset[str]) -> InputCell | None:
    if text_of(cell) in _ANYTHING:
        return None
    # A cell in another language is a condition as a whole, also at its vendor.
    is_condition = reading.is_foreign(cell)
    tests = reading.feel(cell, names, unary=not is_condition)
    return InputCell(tests=tests, is_condition=is_condition) if tests else None


def _answer(
    reading: Reading, cell: Element | None, names: frozenset[str]
) -> FeelLiteral | None:
    if cell is None or text_of(cell) in _ANYTHING:
        return None
    return reading.literal(cell, names)


def _tests(
    reading: Reading, element: Element | None, names: frozenset[str]
) -> Expression | None:
    if element is None or text_of(element) in _ANYTHING:
        return None
    return reading.feel(element, names, unary=True)


def _check_inputs(reading: Reading, element: Element, table: DecisionTable) -> None:
    for number, column in enumerate(table.inputs):
        cells = [
            row.conditions[number] for row in table.rows if number < len(row.conditions)
        ]
        tested = any(cell is not None and not cell.is_condition for cell in cells)
        if column.expression is None and tested:
            reading.findings.add(
                "decision-input",
                list(children(element, "input"))[number],
                f"De invoerkolom {column.label} heeft geen uitdrukking om te toetsen.",
                f"The input column {column.label} has no expression to test.",
            )


def _check_hit_policy(reading: Reading, element: Element, table: DecisionTable) -> None:
    if table.hit_policy not in HIT_POLICIES:
        reading.findings.add(
            "decision-hit-policy",
            element,
            f"De hit policy {table.hit_policy!r} bestaat niet.",
            f"The hit policy {table.hit_policy!r} does not exist.",
        )
    if not table.aggregation:
        return
    if table.aggregation not in AGGREGATIONS or table.hit_policy != "COLLECT":
        reading.findings.add(
            "decision-hit-policy",
            element,
            f"{table.hit_policy} kent de samenvatting {table.aggregation!r} niet.",
            f"{table.hit_policy} does not know the aggregation {table.aggregation!r}.",
        )
    elif len(table.outputs) > 1 and table.aggregation != "COUNT":
        reading.findings.add(
            "decision-hit-policy",
            element,
            f"{table.aggregation} kan maar over één uitvoerkolom.",
            f"{table.aggregation} is possible over one output column only.",
        )


def _check_outputs(reading: Reading, element: Element, table: DecisionTable) -> None:
    names = [column.name for column in table.outputs]
    if not names:
        reading.findings.add(
            "decision-output",
            element,
            "De tabel heeft geen uitvoerkolom.",
            "The table has no output column.",
        )
    if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
        reading.findings.add(
            "decision-output",
            element,
            "Niet elke uitvoerkolom heeft een eigen naam.",
            "Not every output column has a name of its own.",
        )
    is_ranked = table.hit_policy in {"PRIORITY", "OUTPUT ORDER"}
    if is_ranked and not any(column.priorities for column in table.outputs):
        reading.findings.add(
            "decision-output",
            element,
            f"{table.hit_policy} vraagt uitvoerwaarden (outputValues) in volgorde.",
            f"{table.hit_policy} asks for output values (outputValues) in order.",
        )
