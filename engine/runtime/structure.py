"""Writes down a compiled level, so that two moments of it can be compared."""

from SpiffWorkflow.specs import WorkflowSpec
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.event import Event


def write_structure(level: WorkflowSpec) -> str:
    """Write every attribute of a level and its elements; specs and levels by name."""
    lines = [f"{level.name} {_write(vars(level))}"]
    lines += [
        f"{level.name}/{name} {type(spec).__name__} {_write(vars(spec))}"
        for name, spec in level.task_specs.items()
    ]
    return "\n".join(lines)


def _write(value: object) -> str:
    if isinstance(value, TaskSpec | WorkflowSpec):
        return f"<{value.name}>"
    if isinstance(value, Event):
        return _write(vars(value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_write(v)}" for key, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_write(item) for item in value) + "]"
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(_write(item) for item in value)) + "}"
    return repr(value)
