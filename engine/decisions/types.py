"""Item definitions: the types that a model declares, and what conforms to them.

Conversions are those of DMN 1.5, 10.3.2.9.4: a list of one gives its item, one item gives a
list of one, a date gives midnight in UTC as date and time; null is of every type.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from engine.feel import Expression, type_of

ANY = "Any"

#: Names of FEEL's own types by every spelling that DMN 1.1-1.5 and the vendors use.
BUILT_IN = {
    "any": ANY,
    "boolean": "boolean",
    "number": "number",
    "integer": "number",
    "int": "number",
    "long": "number",
    "short": "number",
    "byte": "number",
    "double": "number",
    "float": "number",
    "decimal": "number",
    "string": "string",
    "date": "date",
    "time": "time",
    "date and time": "date and time",
    "datetime": "date and time",
    "days and time duration": "days and time duration",
    "daytimeduration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearmonthduration": "years and months duration",
    "list": "list",
    "context": "context",
    "function": "function",
    "range": "range",
    "null": "null",
}
#: ``date`` in files of DMN 1.1 is the vendors' date with a time; either is taken there.
MOMENT = "date or date and time"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemType:
    """A declared type; ``base`` and the components name other types."""

    name: str
    base: str = ANY
    is_collection: bool = False
    components: Mapping[str, str] = field(default_factory=dict)
    #: Unary tests on each value (on each item of a collection).
    allowed: Expression | None = None
    #: The allowed values in order, where they are plain values.
    values: tuple[Any, ...] = ()
    #: Unary tests on the whole value.
    constraint: Expression | None = None


class _Mismatch:
    """Marks a value that cannot be made to conform."""


MISMATCH = _Mismatch()


class Types:
    """All types of a model; made once, then only read."""

    def __init__(self, declared: Mapping[str, ItemType]) -> None:
        self._declared = dict(declared)
        self._predicates = {name: self._predicate(name) for name in self._declared}

    @property
    def predicates(self) -> Mapping[str, Callable[[Any], bool]]:
        """Give per declared name whether a value is an instance of it.

        Allowed values do not count there (DMN 1.5, 10.3.2.9.3).
        """
        return self._predicates

    def values(self, name: str) -> tuple[Any, ...]:
        """Give the allowed plain values of a type in their order."""
        declared = self._declared.get(name)
        return declared.values if declared is not None else ()

    def restrictions(self, name: str) -> tuple[Expression, ...]:
        """Give the unary tests that every value of a type passes, unless it is null."""
        declared = self._declared.get(name)
        if declared is None:
            return ()
        own = tuple(test for test in (declared.allowed, declared.constraint) if test)
        return own if declared.components else own + self.restrictions(declared.base)

    def is_collection(self, name: str) -> bool:
        """Whether values of the type are lists."""
        declared = self._declared.get(name)
        if declared is None:
            return name == "list"
        return declared.is_collection or self.is_collection(declared.base)

    def feel_name(self, name: str) -> str:
        """Give the FEEL type under a declared name: number, list, context, ..."""
        declared = self._declared.get(name)
        if declared is None:
            return name
        if declared.is_collection:
            return "list"
        return "context" if declared.components else self.feel_name(declared.base)

    def coerce(self, value: Any, name: str) -> Any:
        """Give the value as one of the type, or `MISMATCH`."""
        if self.conforms(value, name):
            return value
        if isinstance(value, list):
            alone = len(value) == 1 and self.conforms(value[0], name)
            return value[0] if alone else MISMATCH
        if self.is_collection(name):
            return [value] if self.conforms([value], name) else MISMATCH
        if self.feel_name(name) == "date and time" and type_of(value) == "date":
            return _midnight(value)
        return MISMATCH

    def conforms(self, value: Any, name: str, *, constrained: bool = True) -> bool:
        """Whether the value is of the type as it is; null always is.

        Args:
            value: The value.
            name: The declared or FEEL type.
            constrained: Whether it must be one of the allowed values, too.
        """
        declared = self._declared.get(name)
        if value is None or name == ANY:
            return True
        if declared is None:
            return _is_built_in(value, name)
        if declared.is_collection:
            fits = isinstance(value, list) and all(
                self._item_conforms(item, declared, constrained) for item in value
            )
        else:
            fits = self._item_conforms(value, declared, constrained)
        return fits and (not constrained or _passes(declared.constraint, value))

    def _item_conforms(self, value: Any, declared: ItemType, constrained: bool) -> bool:  # noqa: FBT001
        if value is None:
            return True
        if declared.components:
            return isinstance(value, dict) and all(
                key in value and self.conforms(value[key], inner, constrained=constrained)
                for key, inner in declared.components.items()
            )
        if not self.conforms(value, declared.base, constrained=constrained):
            return False
        return not constrained or _passes(declared.allowed, value)

    def _predicate(self, name: str) -> Callable[[Any], bool]:
        return lambda value: (
            value is not None and self.conforms(value, name, constrained=False)
        )


def _is_built_in(value: Any, name: str) -> bool:
    actual = type_of(value)
    if name == MOMENT:
        return actual in {"date", "date and time"}
    return actual == name


def _passes(tests: Expression | None, value: Any) -> bool:
    return tests is None or tests.matches(value, {})


def _midnight(value: date) -> datetime:
    return datetime.combine(value, time(), UTC)
