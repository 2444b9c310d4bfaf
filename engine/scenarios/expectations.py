"""Compares what a scenario expects with what stands open in its case."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from engine.queries.case_state import CaseState, StandingTask
from engine.text import Text


def unmet(state: CaseState, expected: Mapping[str, Any]) -> list[Text]:
    """List what does not hold; ``tasks`` is the complete list of open tasks."""
    checks: dict[str, Callable[[CaseState, Any], Iterable[Text]]] = {
        "tasks": _tasks,
        "deadlines": _deadlines,
        "facts": _facts,
        "awaits": lambda found, names: _missing(found.awaits, names),
        "timers": lambda found, names: _missing(found.timers, names),
        "incidents": lambda found, names: _same(
            [element for _, element in found.incidents], names
        ),
        "ended": _ended,
    }
    problems: list[Text] = []
    for key, wanted in expected.items():
        if key not in checks:
            problems.append(
                Text(f"‘{key}’ kan niet verwacht worden.", f"‘{key}’ cannot be expected.")
            )
            continue
        problems += checks[key](state, wanted)
    return problems


def _differs(what: str, wanted: Any, found: Any) -> Text:
    return Text(
        f"{what}: verwacht {_shown(wanted)}, maar het is {_shown(found)}.",
        f"{what}: expected {_shown(wanted)}, but it is {_shown(found)}.",
    )


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)


def _tasks(state: CaseState, wanted: Any) -> Iterable[Text]:
    rows = [{"task": one} if isinstance(one, str) else one for one in wanted or ()]
    open_now = sorted(task.element for task in state.tasks)
    expected = sorted(str(row["task"]) for row in rows)
    if open_now != expected:
        yield _differs("tasks", expected, open_now)
        return
    remaining = list(state.tasks)
    for row in rows:
        task = _best(remaining, row)
        remaining.remove(task)
        for key in ("role", "agency", "due_on", "assignee"):
            found = getattr(task, key)
            if key in row and _plain(found) != _plain(row[key]):
                yield _differs(f"{task.element}.{key}", row[key], found)


def _best(tasks: list[StandingTask], row: Mapping[str, Any]) -> StandingTask:
    same = [task for task in tasks if task.element == row["task"]]
    for task in same:
        if "due_on" in row and _plain(task.due_on) == _plain(row["due_on"]):
            return task
    return same[0]


def _deadlines(state: CaseState, wanted: Any) -> Iterable[Text]:
    for name, row in wanted.items():
        found = state.deadlines.get(name)
        if found is None:
            yield _differs(f"deadline {name}", row, None)
            continue
        row = {"status": row} if isinstance(row, str) else row  # noqa: PLW2901
        for key in ("status", "due_on"):
            if key in row and _plain(getattr(found, key)) != _plain(row[key]):
                yield _differs(f"{name}.{key}", row[key], getattr(found, key))


def _facts(state: CaseState, wanted: Any) -> Iterable[Text]:
    for name, value in wanted.items():
        found = _fact(state.facts, name)
        if _plain(found) != _plain(value):
            yield _differs(name, value, found)


def _fact(facts: Mapping[str, Any], name: str) -> Any:
    """Give a fact of the case, or else of an open called diagram."""
    if name in facts:
        return facts[name]
    inner = [key for key in facts if key.rpartition("/")[2] == name]
    return facts[max(inner)] if inner else None


def _missing(found: Iterable[str], names: Any) -> Iterable[Text]:
    there = list(found)
    return [_differs("awaits", name, there) for name in names if name not in there]


def _same(found: list[str], names: Any) -> Iterable[Text]:
    if sorted(found) != sorted(names or ()):
        yield _differs("incidents", sorted(names or ()), sorted(found))


def _ended(state: CaseState, wanted: Any) -> Iterable[Text]:
    if wanted is False:
        ok = state.status in ("running", "starting")
    elif wanted == "cancelled":
        ok = state.status == "cancelled"
    else:
        ok = state.status == "ended" and wanted in (True, state.outcome)
    if not ok:
        yield _differs("ended", wanted, f"{state.status} {state.outcome or ''}".strip())


def _plain(value: Any) -> Any:
    """Make YAML's and FEEL's values comparable."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
