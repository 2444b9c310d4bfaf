"""Reads the logic of a decision or function: one boxed expression in another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal, cast

from engine.decisions.boxed import (
    BoxedContext,
    BoxedList,
    Conditional,
    ContextEntry,
    FeelLiteral,
    Filter,
    FunctionDefinition,
    Invocation,
    Iteration,
    Relation,
)
from engine.decisions.read_table import read_table
from engine.decisions.reading import NULL, Reading, child, children, text_of, vendor, where
from engine.decisions.scope import Boxed
from engine.decisions.types import ANY, Types
from engine.xml import Element, local_name

__all__ = ["LogicReader"]

_KINDS: Final = (
    "literalExpression",
    "decisionTable",
    "context",
    "invocation",
    "relation",
    "list",
    "functionDefinition",
    "conditional",
    "for",
    "some",
    "every",
    "filter",
)


@dataclass(frozen=True, slots=True)
class LogicReader:
    """Reads the expressions of one file."""

    reading: Reading
    types: Types

    def inside(
        self, element: Element, names: frozenset[str], type_name: str = ANY
    ) -> Boxed:
        """Read the expression that an element holds, seeing the names.

        A missing expression becomes a finding and reads as null.
        """
        found = child(element, *_KINDS)
        if found is not None:
            return self._boxed(found, names, type_name)
        self.reading.findings.add(
            "decision-logic",
            element,
            f"{element.get('name') or local_name(element)} heeft geen uitdrukking.",
            f"{element.get('name') or local_name(element)} has no expression.",
        )
        return FeelLiteral(where=where(element), expression=NULL)

    def function(self, element: Element, names: frozenset[str]) -> FunctionDefinition:
        """Read a function definition; one that calls foreign code becomes a finding."""
        parameters = {
            parameter.get("name") or "": self.reading.type(
                parameter, parameter.get("typeRef")
            )
            for parameter in children(element, "formalParameter")
        }
        kind = vendor(element, "kind") or "FEEL"
        if kind not in {"FEEL", "F"}:
            self.reading.findings.add(
                "decision-language",
                element,
                f"De functie is in {kind} geschreven; dat wordt niet uitgevoerd.",
                f"The function is written in {kind}, which is not run.",
            )
            body: Boxed = FeelLiteral(where=where(element), expression=NULL)
        else:
            body = self.inside(element, names | set(parameters))
        return FunctionDefinition(parameters=parameters, body=body)

    def _boxed(self, element: Element, names: frozenset[str], type_name: str) -> Boxed:
        kind = local_name(element)
        if kind == "decisionTable":
            return read_table(self.reading, self.types, element, names, type_name)
        readers: dict[str, Callable[[Element, frozenset[str]], Boxed]] = {
            "literalExpression": self._literal,
            "context": self._context,
            "invocation": self._invocation,
            "relation": self._relation,
            "list": self._list,
            "functionDefinition": self.function,
            "conditional": self._conditional,
            "filter": self._filter,
        }
        return readers.get(kind, self._iteration)(element, names)

    def _each(self, element: Element, names: frozenset[str]) -> Iterator[Boxed]:
        for item in children(element, *_KINDS):
            yield self._boxed(item, names, ANY)

    def _part(self, element: Element, name: str, names: frozenset[str]) -> Boxed:
        part = child(element, name)
        return self.inside(element if part is None else part, names)

    def _type(self, element: Element) -> str:
        return self.reading.type(element, element.get("typeRef"))

    def _literal(self, element: Element, names: frozenset[str]) -> Boxed:
        if not text_of(element):
            self.reading.findings.add(
                "decision-logic",
                element,
                "De uitdrukking is leeg of wordt ingevoerd.",
                "The expression is empty or imported.",
            )
            return FeelLiteral(where=where(element), expression=NULL)
        return self.reading.literal(element, names)

    def _context(self, element: Element, names: frozenset[str]) -> Boxed:
        entries = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            name = (variable.get("name") or "") if variable is not None else ""
            type_name = ANY if variable is None else self._type(variable)
            # A function may call itself by the name of its entry.
            value = self.inside(entry, names | {name} if name else names, type_name)
            entries.append(ContextEntry(name=name, type=type_name, value=value))
            names |= {name} if name else set()
        return BoxedContext(entries=tuple(entries), type=self._type(element))

    def _invocation(self, element: Element, names: frozenset[str]) -> Boxed:
        arguments = {}
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = (parameter.get("name") or "") if parameter is not None else ""
            if child(binding, *_KINDS) is not None:
                arguments[name] = self.inside(binding, names)
        return Invocation(
            callee=self.inside(element, names),
            arguments=arguments,
            type=self._type(element),
        )

    def _list(self, element: Element, names: frozenset[str]) -> Boxed:
        return BoxedList(items=tuple(self._each(element, names)), type=self._type(element))

    def _relation(self, element: Element, names: frozenset[str]) -> Boxed:
        columns = {
            column.get("name") or "": self._type(column)
            for column in children(element, "column")
        }
        rows = []
        for number, row in enumerate(children(element, "row"), start=1):
            cells = tuple(self._each(row, names))
            rows.append(cells)
            if len(cells) != len(columns):
                self.reading.findings.add(
                    "decision-row",
                    row,
                    f"Rij {number} heeft {len(cells)} cellen; er zijn {len(columns)} "
                    "kolommen met een eigen naam.",
                    f"Row {number} has {len(cells)} cells; there are {len(columns)} "
                    "columns with a name of their own.",
                )
        return Relation(columns=columns, rows=tuple(rows), type=self._type(element))

    def _conditional(self, element: Element, names: frozenset[str]) -> Boxed:
        return Conditional(
            condition=self._part(element, "if", names),
            then=self._part(element, "then", names),
            otherwise=self._part(element, "else", names),
            type=self._type(element),
        )

    def _iteration(self, element: Element, names: frozenset[str]) -> Boxed:
        kind = cast("Literal['for', 'some', 'every']", local_name(element))
        variable = element.get("iteratorVariable") or ""
        part = "return" if kind == "for" else "satisfies"
        return Iteration(
            kind=kind,
            variable=variable,
            source=self._part(element, "in", names),
            body=self._part(element, part, names | {variable}),
            type=self._type(element),
        )

    def _filter(self, element: Element, names: frozenset[str]) -> Boxed:
        return Filter(
            source=self._part(element, "in", names),
            match=self._part(element, "match", names),
            type=self._type(element),
        )
