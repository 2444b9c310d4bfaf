"""Runs the cases of the DMN Technology Compatibility Kit against our decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.decisions import DecisionModel, evaluate, read_decisions
from engine.errors import EngineError
from engine.feel import compile as compile_feel
from engine.feel import equal, type_of
from engine.xml import Element, local_name, parse_xml

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_NUMBERS = {"decimal", "double", "integer", "int", "long", "float"}
_MOMENTS = {
    "date": "date",
    "time": "time",
    "dateTime": "date and time",
    "duration": "duration",
}
#: The kit rounds its decimals.
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one case ended; an empty reason means that it passed."""

    file: str
    case: str
    reason: str


def run(folder: Path) -> Iterator[Outcome]:
    """Run all test files of a compliance level."""
    for tests in sorted(folder.glob("*/*.xml")):
        root = parse_xml(tests.read_bytes(), file=tests.name)
        model_name = next(_children(root, "modelName")).text or ""
        model: DecisionModel | str
        try:
            model = read(tests.parent / model_name.strip())
        except EngineError as error:
            model = error.text.en
        for case in _children(root, "testCase"):
            reason = model if isinstance(model, str) else _run_case(model, case)
            yield Outcome(tests.stem, case.get("id") or "", reason)


def read(path: Path) -> DecisionModel:
    """Read a model of the kit."""
    return read_decisions(path.read_bytes(), file=path.name)


def _run_case(model: DecisionModel, case: Element) -> str:
    inputs = {
        node.get("name") or "": _value_in(node) for node in _children(case, "inputNode")
    }
    reasons = [
        _run_result(model, case, result, inputs) for result in _children(case, "resultNode")
    ]
    return "; ".join(reason for reason in reasons if reason)


def _run_result(
    model: DecisionModel, case: Element, result: Element, inputs: Mapping[str, Any]
) -> str:
    name = result.get("name") or ""
    expected = _value_in(next(_children(result, "expected")))
    may_fail = result.get("errorResult") == "true"
    try:
        value = evaluate(model, case.get("invocableName") or name, inputs, now=NOW).value
    except EngineError as error:
        return "" if may_fail else f"{name}: {error.text.en}"
    if case.get("invocableName") and len(list(_children(case, "resultNode"))) > 1:
        value = value.get(name)
    if is_same(expected, value) or (may_fail and value is None):
        return ""
    return f"{name}: expected {expected!r}, not {value!r}"


def is_same(expected: Any, value: Any) -> bool:
    """Whether a value is the expected one, numbers within what the kit rounds."""
    if isinstance(expected, list) and isinstance(value, list):
        return len(expected) == len(value) and all(map(is_same, expected, value))
    if isinstance(expected, dict) and isinstance(value, dict):
        return expected.keys() == value.keys() and all(
            is_same(expected[key], value[key]) for key in expected
        )
    if isinstance(expected, Decimal) and isinstance(value, Decimal):
        return abs(expected - value) <= _TOLERANCE
    if type_of(expected) != type_of(value):
        return False
    return equal(expected, value) is True


def _value_in(element: Element) -> Any:
    components = list(_children(element, "component"))
    if components:
        return {
            component.get("name") or "": _value_in(component) for component in components
        }
    for found in _children(element, "list"):
        return [_value_in(item) for item in _children(found, "item")]
    for found in _children(element, "value"):
        return _scalar(found)
    return None


def _scalar(element: Element) -> Any:
    kind = (element.get(_TYPE) or "").rpartition(":")[2]
    text = element.text or ""
    if element.get(_NIL) == "true":
        return None
    if kind in _NUMBERS:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    if kind in _MOMENTS:
        return compile_feel(f"{_MOMENTS[kind]}(text)").evaluate({"text": text.strip()})
    return text


def _children(element: Element, name: str) -> Iterator[Element]:
    return (found for found in element.iterchildren("*") if local_name(found) == name)
