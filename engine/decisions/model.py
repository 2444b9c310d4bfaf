"""A decision model: everything that one DMN file declares, read once and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.decisions.scope import Boxed
from engine.decisions.types import ANY, Types
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What an element needs from others, as their ids in the order of the file."""

    inputs: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    #: Business knowledge models and decision services.
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InputData:
    """A value that comes from outside the model."""

    id: str
    #: The name by which expressions read it.
    name: str
    type: str = ANY
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision with its logic."""

    id: str
    name: Text
    #: The name by which other decisions read its result.
    variable: str
    #: Further names for it, as vendors' engines give: the id and the output columns.
    aliases: tuple[str, ...]
    #: Name of the declared type of the result: a FEEL type or an item definition.
    type: str
    #: The FEEL type under it: number, string, list, context, ..., or Any.
    feel_type: str
    logic: Boxed
    requires: Requirements
    #: Names that must be given from outside for this decision and those it requires.
    inputs: tuple[str, ...]
    #: Names of the output columns of a table, else the variable.
    outputs: tuple[str, ...]
    line: int | None
    #: Why the table answers nothing for some inputs, where its maker means it so.
    intended_gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    id: str
    name: str
    #: Type by name, in order.
    parameters: Mapping[str, str]
    #: Type of the result.
    type: str
    logic: Boxed
    requires: Requirements


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A decision service: several decisions that are called as one function."""

    id: str
    name: str
    type: str
    #: Decisions whose results are the result, by id.
    outputs: tuple[str, ...]
    #: Decisions whose results are given by the caller, by id.
    input_decisions: tuple[str, ...]
    #: Input data given by the caller, by id.
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionModel:
    """One DMN file; immutable, so any number of threads may evaluate it."""

    id: str
    name: str
    namespace: str
    #: The path as it was given to the reader.
    file: str
    #: By id, in the order of the file.
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, InputData]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, Service]
    types: Types

    def find(self, decision: str) -> Decision | None:
        """Give a decision by its id, else by its name or variable."""
        if decision in self.decisions:
            return self.decisions[decision]
        for candidate in self.decisions.values():
            if decision in {candidate.name.nl, candidate.variable}:
                return candidate
        return None

    def find_service(self, service: str) -> Service | None:
        """Give a decision service by its id, else by its name."""
        if service in self.services:
            return self.services[service]
        for candidate in self.services.values():
            if candidate.name == service:
                return candidate
        return None
