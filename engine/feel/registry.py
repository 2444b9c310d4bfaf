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

from engine.feel import limits
from engine.feel.scope import Run
from engine.feel.values import Function, Range, YearsMonths

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
    "null": (type(None),),
    "function": (),
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
    #: Types that are taken as they are; None for all.
    types: frozenset[type] | None
    takes_list: bool
    takes_function: bool
    optional: bool
    variadic: bool

    def accept(self, value: Any) -> Any:
        """Give the value as this parameter takes it.

        Raises:
            MismatchError: It does not take such a value.
        """
        if self.types is None or type(value) in self.types:
            return value
        if value is None:
            raise MismatchError
        if self.takes_function and (isinstance(value, Function) or callable(value)):
            return value
        if self.takes_list:
            return [value]
        if type(value) is list and len(value) == 1:
            return self.accept(value[0])
        raise MismatchError


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
        missing = len(self.parameters) - len(arguments)
        if missing < 0:
            raise MismatchError
        return self._accepted([*arguments, *[_ABSENT] * missing] if missing else arguments)

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

    def apply(self, bound: list[Any], run: Run) -> Any:
        """Call the function with bound arguments; long ones and results cost steps."""
        for value in bound:
            if type(value) is str or type(value) is list:
                run.spend(len(value) // limits.CHARACTERS_A_STEP)
        result = self.call(run, *bound) if self.wants_run else self.call(*bound)
        if type(result) is str:
            run.spend(len(result) // limits.CHARACTERS_A_STEP)
        elif type(result) is list or type(result) is dict:
            run.spend(len(result))
        return result

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
        run.spend(1)
        for signature in self.signatures:
            try:
                bound = signature.in_order(arguments)
            except MismatchError:
                continue
            return signature.apply(bound, run)
        return None

    def invoke_named(self, arguments: Mapping[str, Any], run: Run) -> Any:
        """Call with named arguments; null when they do not fit."""
        run.spend(1)
        for signature in self.signatures:
            try:
                bound = signature.by_name(arguments)
            except MismatchError:
                continue
            return signature.apply(bound, run)
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
    kinds = match[4].split("|")
    return Parameter(
        name=match[1],
        types=None
        if "any" in kinds
        else frozenset(each for kind in kinds for each in _KINDS[kind]),
        takes_list="list" in kinds,
        takes_function="function" in kinds,
        optional=match[2] is not None,
        variadic=match[3] is not None,
    )
