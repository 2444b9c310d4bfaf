"""The terms of a case as a page tells them: from when, how long, why, and what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.deadlines import Term, Terms
from engine.deadlines.term import THE_DAY_ITSELF
from engine.definitions.definition import Definition
from engine.queries import CaseHead, DeadlineRow, TermChange
from engine.store import Connection
from engine.text import Text
from web.term_words import change_words, due_words, length_text
from web.visit import visit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """Something that happened to a term."""

    at: datetime
    #: Empty when Leidraad did it by itself.
    by: str
    sentence: str
    reason: str
    proof: str
    #: How its last day moved.
    due: str
    came_after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """One term on a page."""

    row: DeadlineRow
    #: The event that it counts from; empty when it is the day itself.
    counts_from: Text
    length: Text
    changes: tuple[ChangeLine, ...]
    #: By how much it may be extended in all; None when not at all.
    most: Text | None
    #: What the person may do to it: names of pages.
    verbs: tuple[str, ...]


def term_lines(
    connection: Connection,
    head: CaseHead,
    definition: Definition,
    rows: Iterable[DeadlineRow],
) -> tuple[TermLine, ...]:
    """Tell the terms of a case to whoever asks for the page."""
    _, law = visit().leidraad.published.law(connection)
    return tuple(
        _line(row, head, _law_row(row, definition.terms, law.terms)) for row in rows
    )


def _line(row: DeadlineRow, head: CaseHead, law_row: Term | None) -> TermLine:
    counts_from = law_row.counts_from if law_row else THE_DAY_ITSELF
    most = law_row.extension_at_most if law_row else None
    return TermLine(
        row=row,
        counts_from=Text("", "") if counts_from == THE_DAY_ITSELF else counts_from,
        length=length_text(row.length, row.days),
        changes=tuple(_change(one, row) for one in row.changes),
        most=most.described(working=row.days == "working") if most else None,
        verbs=tuple(_verbs(row, head, may_extend=most is not None)),
    )


def _law_row(row: DeadlineRow, *terms: Terms) -> Term | None:
    """Give the row that says what the term counts from, where it still stands."""
    for one in terms:
        rows = one.rows.get(row.name, ())
        same = [found for found in rows if found.valid_from == row.valid_from]
        if rows:
            return (same or rows)[-1]
    return None


def _verbs(row: DeadlineRow, head: CaseHead, *, may_extend: bool) -> Iterable[str]:
    if row.is_closed or not (head.is_own and head.is_running):
        return
    yield "resume" if row.suspended_on is not None else "suspend"
    yield "meet"
    if visit().actor.has_role("supervisor"):
        if may_extend:
            yield "extend"
        yield "waive"


def _change(one: TermChange, row: DeadlineRow) -> ChangeLine:
    return ChangeLine(
        at=one.at,
        by=one.by,
        sentence=change_words(
            one.kind,
            from_on=one.from_on,
            until_on=one.until_on,
            period=one.period,
            days=row.days,
        ),
        reason=one.reason,
        proof=one.proof,
        due=due_words(one.due_before, one.due_after),
        came_after=one.came_after,
    )
