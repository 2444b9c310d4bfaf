"""Terms as ``deadlines.toml`` states them: dated rows with their legal basis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.deadlines.due_date import Recipient
from engine.deadlines.period import Period
from engine.errors import Finding, InvalidDefinitionError
from engine.feel import Expression
from engine.text import Text

Days = Literal["calendar", "working"]
EndMoves = Literal["none", "next_working_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """How long before the last day a message goes out, and to whom."""

    before: Period
    to: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One row of a term: how it is counted between two dates of law."""

    name: str
    title: Text
    #: FEEL over the facts of the case; gives the date from which the term runs.
    starts: Expression
    #: A fixed length, or FEEL over the facts that gives a duration.
    length: Period | Expression
    #: Whether the days of the length are calendar or working days.
    days: Days
    start_day_counts: bool
    end_moves: EndMoves
    legal_basis: str
    source: str
    #: First and last start day for which this row holds; None: without limit.
    valid_from: date | None
    valid_until: date | None
    to_be_confirmed: bool
    note: str
    reminders: tuple[ReminderRule, ...]
    file: str
    #: Line of the ``[[term]]`` in the file.
    line: int | None

    def holds_on(self, reference_on: date) -> bool:
        """Whether this row is the law for a term that starts on that day."""
        return (
            (self.valid_from or date.min) <= reference_on <= (self.valid_until or date.max)
        )

    @property
    def names(self) -> frozenset[str]:
        """The facts that the start and the length are read from."""
        if isinstance(self.length, Period):
            return self.starts.names
        return self.starts.names | self.length.names


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """All terms of a file, or of several together; rows of one name in order of date."""

    rows: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    @property
    def names(self) -> frozenset[str]:
        """The names that a diagram may use in ``deadline("...")``."""
        return frozenset(self.rows)

    def with_terms(self, others: "Terms") -> "Terms":
        """Put the terms of two files together; a trajectory's own with those of the law.

        Raises:
            InvalidDefinitionError: Both have a term of the same name.
        """
        twice = sorted(self.names & others.names)
        if twice:
            raise InvalidDefinitionError(
                [_found_twice(self.rows[name][0], others.rows[name][0]) for name in twice]
            )
        return Terms(rows={**self.rows, **others.rows})


def _found_twice(term: Term, other: Term) -> Finding:
    return Finding(
        file=term.file,
        line=term.line,
        element=term.name,
        rule="deadline-rows",
        message=Text(
            f"De termijn '{term.name}' staat ook in {other.file}.",
            f"The term '{term.name}' also stands in {other.file}.",
        ),
        remedy=Text(
            "Geef de eigen termijn een andere naam, of gebruik die van de wet.",
            "Give your own term another name, or use the one of the law.",
        ),
    )
