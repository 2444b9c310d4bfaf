"""Asks the FEEL of bpmn.io, run by node, what expressions give."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine import feel

FOLDER = Path(__file__).parent / "feelin"
REFUSED = "refused"


def reason_absent() -> str | None:
    """Say why feelin cannot be asked here; None when it can."""
    if shutil.which("node") is None:
        return "node is not installed, so feelin cannot be asked"
    if not (FOLDER / "node_modules").is_dir():
        return "feelin is not installed: run `npm ci --ignore-scripts` in its folder"
    return None


def ask(expressions: Sequence[str], context: Mapping[str, Any]) -> list[Any]:
    """Give feelin's value of each expression, or REFUSED for one that it cannot read."""
    return _answers([{"expression": each, "context": context} for each in expressions])


def judge(tests: Sequence[tuple[str, str]], context: Mapping[str, Any]) -> list[Any]:
    """Give feelin's verdict of each pair of an expression and the tests of a cell."""
    return _answers(
        [{"expression": value, "tests": cell, "context": context} for value, cell in tests]
    )


def _answers(questions: Sequence[Mapping[str, Any]]) -> list[Any]:
    answer = subprocess.run(
        ["node", "evaluate.mjs"],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
        cwd=FOLDER,
        timeout=120,
    )
    return [
        REFUSED if "refused" in each else _value(each["value"])
        for each in json.loads(answer.stdout, parse_float=Decimal, parse_int=Decimal)
    ]


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return [_value(each) for each in plain]
    if not isinstance(plain, dict):
        return plain
    ((kind, content),) = list(plain.items())[:1]
    if kind == "context":
        return {key: _value(each) for key, each in content.items()}
    if kind == "range":
        return feel.Range(*map(_value, content), *plain["included"])
    if kind == "text":
        return feel.compile(f'@"{content}"').evaluate({})
    return kind


def alike(ours: Any, theirs: Any) -> bool:
    """Whether two values are the same, but for the digits that JavaScript lacks."""
    if isinstance(ours, Decimal) and isinstance(theirs, Decimal):
        return abs(ours - theirs) <= abs(ours) * Decimal("1e-12") + Decimal("1e-14")
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(alike, ours, theirs))
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(
            alike(value, theirs[key]) for key, value in ours.items()
        )
    return type(ours) is type(theirs) and ours == theirs


def written(value: Any) -> str:
    """Write a value for the list of differences."""
    if value is REFUSED:
        return "refused"
    return f'"{value}"' if isinstance(value, str) else feel.string_of(value)
