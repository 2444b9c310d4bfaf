"""What goes into an activity and comes out of it, by the mappings of the diagram."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.definitions.model import Assignment
from engine.runtime.scope import Scope
from engine.runtime.tokens import Token


def inputs(token: Token, scope: Scope) -> dict[str, Any]:
    """Evaluate the input mappings in a scope, each seeing those before it."""
    return _values(token, token.task_spec.node.work.inputs, scope, {})


def bring_in(token: Token, outside: Scope, inside: Scope) -> None:
    """Evaluate the input mappings outside and write them as facts inside."""
    element = token.task_spec.node.id
    for name, value in inputs(token, outside).items():
        token.play.write(inside.home, name, value, element)


def bring_out(token: Token, inside: Scope, outside: Scope) -> None:
    """Evaluate the output mappings inside and write them as facts outside."""
    node = token.task_spec.node
    for name, value in _values(token, node.work.outputs, inside, {}).items():
        token.play.write(outside.home, name, value, node.id)


def accept(token: Token, payload: Mapping[str, Any]) -> None:
    """Make facts of what came from outside: all of it, or what the mappings choose."""
    node = token.task_spec.node
    local = dict(payload)
    if node.work.outputs:
        local = _values(token, node.work.outputs, token.scope, local)
    for name, value in local.items():
        token.play.write(token.scope.home, name, value, node.id)


def _values(
    token: Token, mappings: Iterable[Assignment], scope: Scope, local: dict[str, Any]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for mapping in mappings:
        seen = {**local, **values}
        values[mapping.target] = token.play.evaluate(mapping.formula, scope, seen)
    return values


def keep(token: Token, local: dict[str, Any], values: dict[str, Any]) -> None:
    """Make facts of what was worked out: all of it, or what the output mappings choose."""
    node = token.task_spec.node
    if node.work.outputs:
        values = _values(token, node.work.outputs, token.scope, {**local, **values})
    for name, value in values.items():
        token.play.write(token.scope.home, name, value, node.id)
