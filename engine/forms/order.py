"""Orders fields so that each comes after those its conditions read."""

from collections.abc import Sequence
from graphlib import CycleError, TopologicalSorter

from engine.feel import Expression
from engine.forms.model import Field
from engine.text import Text


class ConditionCycleError(Exception):
    """Fields wait for each other to know whether they are shown."""

    def __init__(self, keys: Sequence[str]) -> None:
        named = ", ".join(keys)
        self.text = Text(
            f"De voorwaarden van deze velden verwijzen naar elkaar: {named}.",
            f"The conditions of these fields refer to each other: {named}.",
        )
        self.remedy = Text(
            "Laat een voorwaarde alleen van andere velden afhangen, niet in een kring.",
            "Let a condition depend on other fields only, not in a circle.",
        )
        super().__init__(self.text.en)


def by_dependency(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Give the fields, each after the ones that decide what it shows.

    Raises:
        ConditionCycleError: There is no such order.
    """
    known = {name: asked.key for asked in fields for name in (asked.fact, asked.key)}
    graph = {
        asked.key: {known[name] for name in _read(asked) if name in known}
        for asked in fields
    }
    by_key = {asked.key: asked for asked in fields}
    try:
        return tuple(by_key[key] for key in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ConditionCycleError(list(dict.fromkeys(error.args[1]))) from error


def _read(asked: Field) -> frozenset[str]:
    deciding = [*asked.conditions, asked.readonly, asked.options_from]
    return frozenset(
        name for one in deciding if isinstance(one, Expression) for name in one.names
    )
