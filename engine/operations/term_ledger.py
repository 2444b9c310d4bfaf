"""What every change of a term by a person shares: lock, rights, counting, the ledger."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine import runtime
from engine.clock import brussels_date
from engine.deadlines import Course, Period, Suspension
from engine.errors import ConflictError, InvalidDataError
from engine.operations.access import case_access
from engine.operations.law_in_force import LawInForce
from engine.operations.leidraad import Leidraad
from engine.operations.published import Version
from engine.people import Actor, CaseAccess
from engine.store import Connection, cases, move_term, terms
from engine.store.cases import CaseRow
from engine.store.happening import Happening
from engine.store.terms import ChangeRow, TermRow
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTerm:
    """A term that is not closed, with its case under lock."""

    connection: Connection
    term: TermRow
    case: CaseRow
    #: The ledger of the term, the oldest line first.
    changes: tuple[ChangeRow, ...]
    version: Version
    law: LawInForce
    now: datetime
    account_id: int | None

    @property
    def today(self) -> date:
        """The day in Brussels."""
        return brussels_date(self.now)

    @property
    def course(self) -> Course:
        """What happened to the term till now."""
        return course_of(self.changes)

    def move(self, course: Course, kind: str, **change: Any) -> None:
        """Count the term again with another course, and note why.

        Raises:
            EngineError: Its end cannot be reckoned.
        """
        due = self.law.count_again(self.term, course)
        by = self._happening(kind)
        move_term.move(self.connection, self.case, self.term, due, by)
        self._note(by, kind, change, due.due_on if due.suspended_on is None else None)

    def close(self, status: str, **change: Any) -> None:
        """End the term by hand, and note why.

        What waited for nothing but its end goes on at the next tick.
        """
        by = self._happening(status)
        alone = [
            place
            for place in terms.timers_of(self.connection, self.term.deadline_id)
            if self.case.state is not None
            and runtime.waits_alone(self.version.compiled, self.case.state, place)
        ]
        move_term.close(self.connection, self.case, self.term, status, by)
        move_term.fire_now(self.connection, self.case, alone, self.now)
        self._note(by, status, change, None)

    def _happening(self, kind: str) -> Happening:
        return Happening(
            kind=f"term_{kind}",
            at=self.now,
            place=self.term.place,
            account_id=self.account_id,
        )

    def _note(
        self, by: Happening, kind: str, change: dict[str, Any], due_after: date | None
    ) -> None:
        moved = {"due_before": self.term.due_on, "due_after": due_after}
        values = {"kind": kind, **change, **moved}
        terms.add_change(self.connection, self.case, self.term, by, values)


@contextmanager
def changing(
    leidraad: Leidraad,
    actor: Actor,
    verb: str,
    deadline_id: int,
    *,
    may: Callable[[Actor, CaseAccess], None],
    version: int | None,
) -> Iterator[HeldTerm]:
    """Open the one transaction in which a person changes a term.

    Raises:
        NotFoundError: There is no such term.
        NotAllowedError: The actor may not do this.
        ConflictError: The term or its case is closed, or somebody changed it meanwhile.
    """
    with leidraad.acting(actor, verb, deadline_id=deadline_id) as connection:
        now = leidraad.now(connection)
        term, case = terms.lock(connection, deadline_id)
        may(actor, case_access(connection, case))
        cases.must_run(case)
        changes = tuple(terms.changes_of(connection, deadline_id))
        _must_not_be_closed(term, changes)
        _must_have_version(term, changes, version)
        of_case = leidraad.published.version(connection, case.definition_id)
        yield HeldTerm(
            connection=connection,
            term=term,
            case=case,
            changes=changes,
            version=of_case,
            law=LawInForce(connection, leidraad.published, of_case.definition, case),
            now=now,
            account_id=actor.recorded_as,
        )


def course_of(changes: Iterable[ChangeRow]) -> Course:
    """Read from the ledger of a term what moved its last day."""
    changes = tuple(changes)
    ended = {one.of_change_id: one.until_on for one in changes if one.kind == "resumed"}
    return Course(
        suspensions=tuple(
            Suspension(
                from_on=one.from_on,
                until_on=ended.get(one.change_id),
                ground=one.reason,
            )
            for one in changes
            if one.kind == "suspended" and one.from_on is not None
        ),
        extensions=tuple(
            Period.parse(one.period)
            for one in changes
            if one.kind == "extended" and one.period
        ),
    )


def open_suspensions(changes: Iterable[ChangeRow]) -> list[ChangeRow]:
    """Give the suspensions that nobody has ended."""
    changes = tuple(changes)
    ended = {one.of_change_id for one in changes}
    return [
        one for one in changes if one.kind == "suspended" and one.change_id not in ended
    ]


def wrong_field(field: str, dutch: str, english: str) -> InvalidDataError:
    """Make the error about one field of what was asked."""
    text = Text(dutch, english)
    return InvalidDataError(text, {field: [text]})


_ENDED = {
    "met": ("is al gehaald", "is met already"),
    "missed": ("is al afgesloten als niet gehaald", "is closed already as missed"),
    "waived": ("is al vervallen", "is waived already"),
}


def _must_not_be_closed(term: TermRow, changes: tuple[ChangeRow, ...]) -> None:
    if not term.is_closed:
        return
    by_hand = [one.by for one in changes if one.kind in ("met", "waived") and one.by]
    who = by_hand[-1] if by_hand else ""
    dutch, english = _ENDED[term.status]
    raise ConflictError(
        Text(
            f"{who or 'Het dossier'} was u voor: de termijn ‘{term.title.nl}’ {dutch}.",
            f"{who or 'The case'} was first: the term ‘{term.title.en}’ {english}.",
        ),
        code="term-closed",
    )


def _must_have_version(
    term: TermRow, changes: tuple[ChangeRow, ...], version: int | None
) -> None:
    if version is None or version == term.version:
        return
    who = (changes[-1].by if changes else "") or "Leidraad"
    raise ConflictError(
        Text(
            f"{who} was u voor en wijzigde de termijn ‘{term.title.nl}’. "
            "Bekijk haar opnieuw; wat u typte, staat er nog.",
            f"{who} was first and changed the term ‘{term.title.en}’. "
            "Look at it again; what you typed is still there.",
        ),
        code="stale-version",
    )
