"""The parts of a form as they are read from form-js JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from engine.feel import Expression
from engine.text import Text

Kind = Literal[
    "textfield",
    "textarea",
    "number",
    "checkbox",
    "radio",
    "select",
    "checklist",
    "taglist",
    "date",
    "time",
    "datetime",
]
Sensitivity = Literal["normal", "sensitive", "role-only"]
Format = Literal["email", "phone", "insz"]

NO_TEXT = Text("", "")
#: Kinds of which several answers can be given at once.
SEVERAL: frozenset[Kind] = frozenset({"checklist", "taglist"})
#: Kinds whose answer is one or several of the options.
CHOSEN: frozenset[Kind] = frozenset({"radio", "select", "checklist", "taglist"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers that a field offers."""

    #: As a page sends it.
    value: str
    label: Text
    #: The FEEL value that the fact gets: a string, number or boolean.
    answer: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What an answer must satisfy besides its type."""

    #: FEEL over the facts and the other answers; gives a number or a date.
    minimum: Expression | None = None
    maximum: Expression | None = None
    min_length: int = 0
    max_length: int
    #: A regular expression that is found in the answer.
    pattern: str | None = None
    #: What to say when it is not found; None: the general sentence.
    pattern_message: Text | None = None
    format: Format | None = None
    #: Most decimals of a number; None: as many as fit.
    decimals: int | None = None
    #: A number is a whole multiple of this.
    increment: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a part stands on the page."""

    #: Parts with the same row stand beside each other; empty: alone.
    row: str = ""
    #: Width in sixteenths of the page; None: what is left.
    columns: int | None = None
    #: Hidden when any of these FEEL expressions is true (the groups' come first).
    conditions: tuple[Expression, ...] = ()
    line: int | None = None

    def is_hidden(self, context: Mapping[str, Any], now: datetime | None) -> bool:
        """Whether a condition hides the part; null does not hide."""
        return any(hide.evaluate(context, now=now) is True for hide in self.conditions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question of a form."""

    #: Name of the input on the page and in the API.
    key: str
    #: Name of the fact that gets the answer.
    fact: str
    kind: Kind
    #: FEEL type of the answer: ``string``, ``number``, ``date and time``, ``list``, ...
    type: str
    label: Text
    description: Text
    required: bool
    #: Whether the field only shows its fact; FEEL gives it per case.
    readonly: bool | Expression
    options: tuple[Option, ...] = ()
    #: FEEL that gives the options: a list of strings or of {label, value}.
    options_from: Expression | None = None
    validation: Validation
    #: FEEL value shown where the fact has none.
    default: Any = None
    sensitivity: Sensitivity = "normal"
    #: Lanes that may see a role-only fact besides the one that fills it in.
    roles: frozenset[str] = frozenset()
    #: What stands before and after the input, for instance a unit.
    prefix: Text = NO_TEXT
    suffix: Text = NO_TEXT
    #: The custom properties of the component, as they were written.
    properties: Mapping[str, str] = field(default_factory=dict)
    placement: Placement

    @property
    def line(self) -> int | None:
        """The line of the component in the file."""
        return self.placement.line

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """FEEL expressions; when any is true the field is hidden."""
        return self.placement.conditions

    @property
    def is_multiple(self) -> bool:
        """Whether several answers can be given at once."""
        return self.kind in SEVERAL

    def expressions(self) -> Iterable[Expression]:
        """Give every FEEL expression of the field."""
        yield from self.placement.conditions
        written = (
            self.readonly,
            self.options_from,
            self.validation.minimum,
            self.validation.maximum,
        )
        yield from (one for one in written if isinstance(one, Expression))


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """A part that only shows something: text (Markdown), a heading, a line, space."""

    kind: Literal["text", "heading", "separator", "spacer"]
    #: Pieces of text in both languages; an expression stands for its value.
    pieces: tuple[tuple[str | Expression, ...], tuple[str | Expression, ...]] = ((), ())
    placement: Placement

    def expressions(self) -> Iterable[Expression]:
        """Give every FEEL expression of the part."""
        yield from self.placement.conditions
        for pieces in self.pieces:
            yield from (one for one in pieces if isinstance(one, Expression))


Part = Field | Display


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The parts of a form in their order on the page."""

    parts: tuple[Part, ...]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The questions, in order."""
        return tuple(part for part in self.parts if isinstance(part, Field))

    @cached_property
    def rows(self) -> tuple[tuple[Part, ...], ...]:
        """The parts, those of one row together."""
        rows: list[list[Part]] = []
        for part in self.parts:
            row = part.placement.row
            if row and rows and rows[-1][0].placement.row == row:
                rows[-1].append(part)
            else:
                rows.append([part])
        return tuple(tuple(row) for row in rows)

    @cached_property
    def names(self) -> frozenset[str]:
        """The facts that conditions, options, limits and texts read."""
        return frozenset(
            name
            for part in self.parts
            for expression in part.expressions()
            for name in expression.names
        ) - frozenset(asked.key for asked in self.fields)
