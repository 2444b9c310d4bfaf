"""What must hold of all cases while a year passes: somebody acts, no term is dropped."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, null, or_, select, union_all

from engine.clock import brussels_date
from engine.definitions.model import NodeKind
from engine.operations import Leidraad
from engine.store.tables import (
    cases,
    deadline,
    incident,
    message_wait,
    outbox,
    reminder,
    task,
    term_change,
    timer,
)
from tests.support.whole_cases import Watch

_RUNNING = ("running", "starting")
_PENDING = ("waiting", "leased", "failed")
#: What hangs on something else that the case waits for.
_STRAY = frozenset({NodeKind.BOUNDARY_EVENT, NodeKind.START_EVENT})
#: Which status may follow on which while the last day stays as it is.
_FOLLOWS = {
    "open": {"open", "met", "missed", "waived"},
    # By somebody's word, afterwards.
    "missed": {"missed", "met", "waived"},
    "met": {"met"},
    "waived": {"waived"},
}

_THESE: Any = bindparam("these", expanding=True)
_RUN = select(cases).where(cases.c.case_id.in_(_THESE), cases.c.status.in_(_RUNNING))
_TERM = select(
    deadline.c.deadline_id,
    deadline.c.case_id,
    deadline.c.name,
    deadline.c.status,
    deadline.c.start_on,
    deadline.c.due_on,
    deadline.c.suspended_on,
    deadline.c.closed_at,
    deadline.c.version,
)
_TERMS = _TERM.where(deadline.c.case_id.in_(_THESE))
#: What cases wait for, with the element where it may hang on something else.
_WAITS = union_all(
    select(task.c.case_id, null().label("element")).where(
        task.c.case_id.in_(_THESE), task.c.status == "open"
    ),
    select(timer.c.case_id, timer.c.element)
    .outerjoin(deadline, deadline.c.deadline_id == timer.c.deadline_id)
    .where(
        timer.c.case_id.in_(_THESE),
        or_(timer.c.status != "held", deadline.c.suspended_on.is_not(None)),
    ),
    select(message_wait.c.case_id, message_wait.c.element).where(
        message_wait.c.case_id.in_(_THESE)
    ),
    select(outbox.c.case_id, null()).where(
        outbox.c.case_id.in_(_THESE),
        outbox.c.kind == "service",
        outbox.c.status.in_(_PENDING),
    ),
    select(incident.c.case_id, null()).where(
        incident.c.case_id.in_(_THESE), incident.c.status == "open"
    ),
)
#: What was due and is still there.
_LATE = {
    "a timer did not fire": select(timer).where(
        timer.c.status == "armed", timer.c.due_at <= bindparam("now")
    ),
    "a reminder was not sent": select(reminder).where(
        reminder.c.status == "planned", reminder.c.send_at <= bindparam("now")
    ),
    "a term ran out and nobody marked it": select(deadline).where(
        deadline.c.status == "open",
        deadline.c.suspended_on.is_(None),
        deadline.c.due_on < bindparam("today"),
    ),
}


@dataclass(frozen=True, slots=True)
class _Term:
    """A term as it was last seen."""

    status: str
    due_on: date
    version: int
    is_suspended: bool


@dataclass
class WholeYear:
    """The watcher of a year (`engine.scenarios.year.Watcher`)."""

    leidraad: Leidraad
    #: A case in which something happened is looked at closely within so many weeks.
    closely_every: int = 2
    _weeks: int = 0
    _terms: dict[int, _Term] = field(default_factory=dict)
    _touched: set[int] = field(default_factory=set)
    _strays: dict[int, frozenset[str]] = field(default_factory=dict)
    #: Cases that were looked at, in all.
    looked: int = 0

    def __post_init__(self) -> None:
        """Look closely with the same eyes every week."""
        self._watch = Watch(self.leidraad)

    def step(self, case_ids: Collection[int]) -> None:
        """Look at cases in which something happened: somebody acts, terms are whole."""
        self._touched.update(case_ids)
        self.looked += len(case_ids)
        with self.leidraad.reading() as connection:
            self._somebody_acts(connection, case_ids)
            terms = connection.execute(_TERMS, {"these": list(case_ids)})
            self._terms_are_whole(terms)

    def caught_up(self, now: datetime) -> None:
        """Fail when something that was due is still there."""
        at = {"now": now, "today": brussels_date(now)}
        with self.leidraad.reading() as connection:
            for what, rows in _LATE.items():
                found = connection.execute(rows.limit(1), at).first()
                assert found is None, f"{what}: {found}"

    def week(self, now: datetime) -> None:
        """Look at all that runs, and closely at some of what was touched."""
        with self.leidraad.reading() as connection:
            running = connection.scalars(
                select(cases.c.case_id).where(cases.c.status.in_(_RUNNING))
            ).all()
            self._somebody_acts(connection, running)
            self._terms_are_whole(connection.execute(_TERM), every=True)
            self._reminders_are_whole(connection, now)
        self._weeks += 1
        turn = self._weeks % self.closely_every
        looked_at = {one for one in self._touched if one % self.closely_every == turn}
        self._watch.look(sorted(looked_at))
        self._touched -= looked_at

    def end(self, now: datetime) -> None:
        """Look at everything, and closely at all that was not looked at yet."""
        self.closely_every = 1
        self.week(now)

    def _somebody_acts(self, connection: Connection, case_ids: Collection[int]) -> None:
        """Every running case waits for a person, an instant, a message or a delivery.

        What only hangs on something else does not count: a boundary event, or a message
        that may come at any time.
        """
        these = {"these": list(case_ids)}
        waiting = {row.case_id: row for row in connection.execute(_RUN, these)}
        for row in connection.execute(_WAITS, these):
            case = waiting.get(row.case_id)
            if case is not None and (
                row.element is None
                or row.element not in self._stray(connection, case.definition_id)
            ):
                del waiting[row.case_id]
        for case in waiting.values():
            assert self._watch.waits_for_a_condition(connection, case), (
                f"nobody will ever go on with case {case.case_id}"
            )

    def _stray(self, connection: Connection, definition_id: int) -> frozenset[str]:
        if definition_id not in self._strays:
            version = self.leidraad.published.version(connection, definition_id)
            self._strays[definition_id] = frozenset(
                node.id
                for process in version.definition.processes.values()
                for node in process.nodes.values()
                if node.kind in _STRAY
            )
        return self._strays[definition_id]

    def _terms_are_whole(self, rows: Iterable[Any], *, every: bool = False) -> None:
        seen = {}
        for row in rows:
            term = _Term(row.status, row.due_on, row.version, bool(row.suspended_on))
            before = self._terms.get(row.deadline_id)
            _must_agree(row)
            if before is not None:
                _must_follow(before, term, row)
            if row.status == "met" and (before is None or before.status != "met"):
                self._was_in_time(before, row)
            seen[row.deadline_id] = term
        if every:
            assert self._terms.keys() <= seen.keys(), "a term is gone from the ledger"
        self._terms.update(seen)

    def _was_in_time(self, before: _Term | None, row: Any) -> None:
        """A term is met in time, while it stands still, or late by somebody's word."""
        is_still = before is not None and before.is_suspended
        if is_still or brussels_date(row.closed_at) <= row.due_on:
            return
        with self.leidraad.reading() as connection:
            noted = connection.execute(
                select(term_change).where(
                    term_change.c.deadline_id == row.deadline_id,
                    term_change.c.kind == "met",
                )
            ).first()
        late = f"{row.name} of case {row.case_id} was met too late"
        assert noted is not None, late
        assert noted.from_on <= row.due_on, late

    @staticmethod
    def _reminders_are_whole(connection: Connection, now: datetime) -> None:
        """A reminder that is still planned lies ahead, and its term is not closed."""
        rows = connection.execute(
            select(reminder, deadline.c.closed_at)
            .join(deadline, deadline.c.deadline_id == reminder.c.deadline_id)
            .where(reminder.c.status.in_(("planned", "held")))
        )
        for row in rows:
            assert row.closed_at is None, "a reminder of a term that is over"
            assert row.status == "held" or row.send_at > now, "a reminder of the past"


def _must_agree(row: Any) -> None:
    """Compare status and dates of one term."""
    where = f"{row.name} of case {row.case_id}"
    assert row.due_on >= row.start_on or row.version, f"{where} ends before it starts"
    if row.status == "open":
        assert row.closed_at is None, f"{where} is open and closed"
    if row.status == "missed":
        assert row.suspended_on is None, f"{where} is missed while it stands still"


def _must_follow(before: _Term, after: _Term, row: Any) -> None:
    """Compare a term with what it was: nothing is forgotten, and no date slips."""
    where = f"{row.name} of case {row.case_id}"
    has_moved = after.version > before.version
    assert has_moved or after.status in _FOLLOWS[before.status], (
        f"{where} was {before.status} and is {after.status}"
    )
    assert after.version >= before.version, f"{where} went back to an older date"
    assert has_moved or after.due_on == before.due_on, (
        f"the last day of {where} moved in silence"
    )
