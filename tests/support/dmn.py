"""Writes small DMN files for tests."""

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from engine.decisions import DecisionModel, read_decisions
from engine.errors import Finding, InvalidDefinitionError

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def file(body: str, *, model: str = MODEL, more: str = "") -> bytes:
    """Give a file with the elements in it."""
    return (
        f'<definitions xmlns="{model}" id="d" name="d" namespace="urn:test" {more}>'
        f"\n{body}\n</definitions>"
    ).encode()


def read(body: str, **options: str) -> DecisionModel:
    """Read the elements as a file."""
    return read_decisions(file(body, **options), file="some.dmn")


def findings(body: str, **options: str) -> list[Finding]:
    """Give the findings for which the elements are refused, in the order of the file."""
    try:
        read(body, **options)
    except InvalidDefinitionError as error:
        return list(error.findings)
    return []


def rules(body: str, **options: str) -> list[str]:
    """Give the rules that the elements break."""
    return [finding.rule for finding in findings(body, **options)]


def literal(decision_id: str, source: str, *, needs: str = "", type_name: str = "") -> str:
    """Give a decision with a literal expression."""
    typed = f' typeRef="{type_name}"' if type_name else ""
    return (
        f'<decision id="{decision_id}" name="{decision_id}">'
        f'<variable name="{decision_id}"{typed}/>{needs}'
        f"<literalExpression><text>{escape(source)}</text></literalExpression></decision>"
    )


def boxed(decision_id: str, expression: str, *, needs: str = "") -> str:
    """Give a decision with the XML of an expression."""
    return (
        f'<decision id="{decision_id}" name="{decision_id}">{needs}{expression}</decision>'
    )


def text(source: str) -> str:
    """Give a literal expression."""
    return f"<literalExpression><text>{escape(source)}</text></literalExpression>"


def needs(**references: str) -> str:
    """Give requirements: ``decision=``, ``input=``, ``knowledge=`` with ids and blanks."""
    kinds = {
        "decision": ("informationRequirement", "requiredDecision"),
        "input": ("informationRequirement", "requiredInput"),
        "knowledge": ("knowledgeRequirement", "requiredKnowledge"),
    }
    return "".join(
        f'<{kinds[kind][0]}><{kinds[kind][1]} href="#{target}"/></{kinds[kind][0]}>'
        for kind, targets in references.items()
        for target in targets.split()
    )


def table(
    rows: Sequence[str],
    *,
    policy: str = "UNIQUE",
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[str] = ("answer",),
    values: str = "",
    more: str = "",
) -> str:
    """Give a decision ``t`` with a table; its rows read ``cell | cell => answer | note``.

    The cells after the answers of a row become its annotations.
    """
    columns = "".join(
        f"<input label={quoteattr(name)}>"
        f"<inputExpression><text>{escape(name)}</text></inputExpression></input>"
        for name in inputs
    )
    listed = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    columns += "".join(
        f"<output name={quoteattr(name)}>{listed}</output>" for name in outputs
    )
    written = "\n".join(
        _row(row, number, len(outputs)) for number, row in enumerate(rows, start=1)
    )
    return (
        f'<decision id="t" name="Table"><decisionTable hitPolicy="{policy}" {more}>'
        f"{columns}\n{written}</decisionTable></decision>"
    )


def _row(row: str, number: int, outputs: int) -> str:
    conditions, _, answers = row.partition("=>")
    cells = [cell.strip() for cell in answers.split("|")]
    return (
        f'<rule id="r{number}">'
        + "".join(
            f"<inputEntry><text>{escape(cell.strip())}</text></inputEntry>"
            for cell in conditions.split("|")
            if conditions.strip()
        )
        + "".join(
            f"<outputEntry><text>{escape(cell)}</text></outputEntry>"
            for cell in cells[:outputs]
        )
        + "".join(
            f"<annotationEntry><text>{escape(cell)}</text></annotationEntry>"
            for cell in cells[outputs:]
        )
        + "</rule>"
    )
