"""Calls functions: built-in ones, those written in FEEL, and those given by the caller."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from engine.feel.errors import FeelEvaluationError
from engine.feel.registry import Builtin
from engine.feel.scope import Run
from engine.feel.values import Function, normal
from engine.text import Text


def invoke(function: Any, arguments: Sequence[Any], run: Run) -> Any:
    """Call a function value with arguments in order; null when it cannot be called."""
    if type(function) is Builtin:
        return function.invoke(arguments, run)
    if isinstance(function, Function):
        if len(arguments) != len(function.parameters):
            return None
        return _entered(function.call, arguments, run)
    if not callable(function):
        return None
    _check(function, arguments)
    return _entered(function, arguments, run)


def invoke_named(function: Any, arguments: Mapping[str, Any], run: Run) -> Any:
    """Call a function value with named arguments; those left out are null."""
    if type(function) is Builtin:
        return function.invoke_named(arguments, run)
    parameters = (
        function.parameters
        if isinstance(function, Function)
        else tuple(inspect.signature(function).parameters)
        if callable(function)
        else None
    )
    if parameters is None or not arguments.keys() <= set(parameters):
        return None
    return invoke(function, [arguments.get(name) for name in parameters], run)


def _entered(call: Any, arguments: Sequence[Any], run: Run) -> Any:
    run.spend(1)
    run.enter()
    try:
        return normal(call(*arguments))
    finally:
        run.calls -= 1


def _check(function: Any, arguments: Sequence[Any]) -> None:
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        name = getattr(function, "__name__", "function")
        raise FeelEvaluationError(
            Text(
                f"De functie {name} krijgt {len(arguments)} argumenten; dat klopt niet.",
                f"The function {name} gets {len(arguments)} arguments; that is wrong.",
            )
        ) from None
