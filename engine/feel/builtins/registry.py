"""Built-in functions: what they are called, what they take, and how they are bound.

A signature is written as in the standard: ``substring(string: string, start position:
number, length?: number)``. A wrong number or type of arguments gives null. A list of one
element is taken for its element where no list is asked for, and the other way round.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.scope import Run
from engine.feel.values import Function, Range, YearsMonths, normal

_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (Decimal,),
    "boolean": (bool,),
    "date": (date,),
    "time": (time,),
    "date and time": (datetime,),
    "days": (timedelta,),
    "months": (YearsMonths,),
    "range": (Range,),
    "context": (dict,),
    "list": (list,),
}
_SIGNATURE = re.compile(r"([^(]+)\((.*)\)")
_PARAMETER = re.compile(r"([^:?.]+)(\?)?(\.\.\.)?: *(.+)")
_ABSENT: Any = object()


class MismatchError(Exception):
    """The arguments do not fit the signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a built-in function."""

    name: str
    kinds: tuple[str, ...]
    optional: bool
    variadic: bool

    def accept(self, value: Any) -> Any:
        """Give the value as this parameter takes it.

        Raises:
            MismatchError: It does not take such a value.
        """
        for kind in self.kinds:
            if _is_of(kind, value):
                return value
        if value is None:
            raise MismatchError
        if "list" in self.kinds:
            return [value]
        if type(value) is list and len(value) == 1:
            return self.accept(value[0])
        raise MismatchError


def _is_of(kind: str, value: Any) -> bool:
    if kind == "any":
        return True
    if kind == "null":
        return value is None
    if kind == "function":
        return isinstance(value, Function) or callable(value)
    return type(value) in _KINDS[kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One way to call a built-in function."""

    parameters: tuple[Parameter, ...]
    call: Callable[..., Any]
    wants_run: bool

    def in_order(self, arguments: Sequence[Any]) -> list[Any]:
        """Bind arguments that stand in order.

        Raises:
            MismatchError: They do not fit.
        """
        last = self.parameters[-1] if self.parameters else None
        if last is not None and last.variadic:
            return self._variadic(arguments)
        if len(arguments) > len(self.parameters):
            raise MismatchError
        given = [*arguments, *[_ABSENT] * (len(self.parameters) - len(arguments))]
        return self._accepted(given)

    def _variadic(self, arguments: Sequence[Any]) -> list[Any]:
        fixed = len(self.parameters) - 1
        first, rest = list(arguments[:fixed]), list(arguments[fixed:])
        if not rest:
            raise MismatchError
        if fixed == 0 and len(rest) == 1 and type(rest[0]) is list:
            rest = rest[0]
        elif fixed == 0 and rest == [None]:
            raise MismatchError
        return [*self._accepted(first), rest]

    def by_name(self, arguments: Mapping[str, Any]) -> list[Any]:
        """Bind named arguments; one that may be repeated takes a list.

        Raises:
            MismatchError: They do not fit.
        """
        last = self.parameters[-1] if self.parameters else None
        if last is not None and last.variadic:
            value = arguments.get(last.name)
            if value is None:
                raise MismatchError
            arguments = {**arguments, last.name: value if type(value) is list else [value]}
        if arguments.keys() - {parameter.name for parameter in self.parameters}:
            raise MismatchError
        return self._accepted(
            [arguments.get(parameter.name, _ABSENT) for parameter in self.parameters]
        )

    def _accepted(self, arguments: Sequence[Any]) -> list[Any]:
        accepted: list[Any] = []
        for parameter, value in zip(self.parameters, arguments, strict=False):
            if value is not _ABSENT:
                accepted.append(parameter.accept(value))
            elif parameter.optional:
                accepted.append(None)
            else:
                raise MismatchError
        return accepted


@dataclass(frozen=True, slots=True, eq=False)
class Builtin(Function):
    """A function of the standard; it may be called in several ways."""

    signatures: tuple[Signature, ...] = ()

    def invoke(self, arguments: Sequence[Any], run: Run) -> Any:
        """Call with arguments in order; null when they do not fit."""
        return self._first(lambda signature: signature.in_order(arguments), run)

    def invoke_named(self, arguments: Mapping[str, Any], run: Run) -> Any:
        """Call with named arguments; null when they do not fit."""
        return self._first(lambda signature: signature.by_name(arguments), run)

    def _first(self, bind: Callable[[Signature], list[Any]], run: Run) -> Any:
        run.spend(1)
        for signature in self.signatures:
            try:
                bound = bind(signature)
            except MismatchError:
                continue
            if signature.wants_run:
                return signature.call(run, *bound)
            return normal(signature.call(*bound))
        return None


BUILTINS: dict[str, Builtin] = {}


def builtin(signature: str, *, run: bool = False) -> Callable[..., Any]:
    """Register a function under a signature; a second one adds a way to call it.

    Args:
        signature: As in the standard, with the types that are accepted.
        run: Whether the function also gets the `Run`, as its first argument.
    """
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    name = match[1]
    parameters = tuple(
        _parameter(part.strip()) for part in match[2].split(",") if part.strip()
    )

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        before = BUILTINS[name].signatures if name in BUILTINS else ()
        added = Signature(parameters=parameters, call=function, wants_run=run)
        first = before[0].parameters if before else parameters
        BUILTINS[name] = Builtin(
            parameters=tuple(parameter.name for parameter in first),
            call=function,
            name=name,
            signatures=(*before, added),
        )
        return function

    return register


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return Parameter(
        name=match[1],
        kinds=tuple(match[4].split("|")),
        optional=match[2] is not None,
        variadic=match[3] is not None,
    )
