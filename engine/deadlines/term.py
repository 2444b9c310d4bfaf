"""Terms as ``deadlines.toml`` states them: dated rows with their legal basis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from engine.deadlines.due_date import Channel, Moment, Recipient
from engine.deadlines.period import Days, MonthEnd, Period
from engine.deadlines.sending import Sending
from engine.errors import Finding, InvalidDefinitionError, NotFoundError
from engine.feel import Expression
from engine.text import Text

EndMoves = Literal["none", "next_working_day"]
#: What a new row does to a term that began before it: nothing, or count it anew.
RunningTerms = Literal["keep", "recount"]
#: What a term counts from that starts on the day on which the diagram opens it.
THE_DAY_ITSELF = Text("de dag zelf", "the day itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRule:
    """When a message about the last day goes out, how, and to whom."""

    #: How long before or after the last day; nothing when ``on`` it.
    offset: Period
    moment: Moment
    to: tuple[Recipient, ...]
    channel: Channel = "mail"
    #: Only sent when nobody has acted.
    only_if_idle: bool = False


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
    #: The event of the start day in a few words, for instance "the registered letter".
    counts_from: Text = THE_DAY_ITSELF
    month_end: MonthEnd = "last_day"
    running_terms: RunningTerms = "keep"
    #: By how much a term may be extended in all; None: not at all.
    extension_at_most: Period | None = None

    def holds_on(self, reference_on: date) -> bool:
        """Whether this row is the law for a term that starts on that day."""
        return (
            (self.valid_from or date.min) <= reference_on <= (self.valid_until or date.max)
        )

    def holds_for(self, start_on: date, *, on: date) -> bool:
        """Whether this row is the law, seen ``on`` a day, for a term that started.

        A row that recounts running terms also holds for those that started before it,
        from the day on which it comes into force.
        """
        return self.holds_on(start_on) or (
            self.running_terms == "recount"
            and self.valid_from is not None
            and start_on < self.valid_from <= on
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
    #: The hours in which reminders go out.
    sending: Sending = field(default_factory=Sending)

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    @property
    def names(self) -> frozenset[str]:
        """The names that a diagram may use in ``deadline("...")``."""
        return frozenset(self.rows)

    def row(self, name: str, start_on: date, *, on: date) -> Term:
        """Give the row that counts a term: the last one that holds for it.

        Args:
            name: The name in ``deadline("...")``.
            start_on: The day from which the term runs (Brussels).
            on: Today in Brussels: a row that recounts running terms holds from its first
                day on for those that started before it too.

        Raises:
            NotFoundError: There is no term of that name, or no row holds for it.
        """
        for term in reversed(self.rows.get(name, ())):
            if term.holds_for(start_on, on=on):
                return term
        raise NotFoundError(
            Text(
                f"Voor de termijn '{name}' is er geen regel die gold op {start_on}.",
                f"The term '{name}' has no row that held on {start_on}.",
            )
        )

    def with_terms(self, others: "Terms") -> "Terms":
        """Put the terms of two files together; a trajectory's own with those of the law.

        The hours of sending are those of the file that states others than usual.

        Raises:
            InvalidDefinitionError: Both have a term of the same name.
        """
        twice = sorted(self.names & others.names)
        if twice:
            raise InvalidDefinitionError(
                [_found_twice(self.rows[name][0], others.rows[name][0]) for name in twice]
            )
        sending = self.sending if self.sending != Sending() else others.sending
        return Terms(rows={**self.rows, **others.rows}, sending=sending)


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
