"""What a staff does to the terms of its cases: suspend, resume, extend, waive, meet."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from engine.errors import ConflictError, InvalidDataError
from engine.operations.extend_term import extend_term
from engine.operations.leidraad import Leidraad
from engine.operations.meet_term import meet_term
from engine.operations.resume_term import resume_term
from engine.operations.suspend_term import suspend_term
from engine.operations.term_ledger import open_suspensions
from engine.operations.waive_term import waive_term
from engine.queries.news import RunningCase, RunningTerm, running_case
from engine.scenarios.staff import Staff, told
from engine.store import terms

_GROUNDS = ("Ziekte", "Bevalling", "Detentie", "Verblijf in het buitenland")
_PERIODS = ("P3D", "P7D", "P1M")
#: A suspension may be noted so many days after it began.
_NOTED_LATE = 5
_DAYS = (3, 60)

#: Told which suspended term of which case to resume, and after how many days.
Later = Callable[[int, int, int], None]


class TermWork:
    """Chooses a term of a case and what to do to it."""

    def __init__(
        self, leidraad: Leidraad, staff: Staff, random: Random, later: Later
    ) -> None:
        self._leidraad = leidraad
        self._staff = staff
        self._random = random
        self._later = later

    def change(self, case: RunningCase) -> None:
        """Do something to one of its terms that has begun."""
        begun = [one for one in case.terms if one.start_on <= self._staff.today]
        if not begun:
            return
        term = self._random.choice(begun)
        (act,) = self._random.choices(
            (self._suspend, self._extend, self._meet, self._waive), weights=(60, 25, 8, 4)
        )
        with told(f"term {term.deadline_id} of case {case.case_id}"):
            act(case, term)

    def _suspend(self, case: RunningCase, term: RunningTerm) -> None:
        today = self._staff.today
        noted = today - timedelta(days=self._random.randint(0, _NOTED_LATE))
        try:
            suspend_term(
                self._leidraad,
                self._staff.anybody(case.agency),
                term.deadline_id,
                from_on=min(max(noted, term.start_on), max(term.due_on, term.start_on)),
                reason=self._random.choice(_GROUNDS),
                proof="Attest in het dossier",
            )
        except ConflictError:
            self._staff.done["suspended already"] += 1
            return
        self._staff.done["suspended"] += 1
        self._later(case.case_id, term.deadline_id, self._random.randint(*_DAYS))

    def resume(self, case_id: int, deadline_id: int) -> None:
        """End a suspension, if the case and the term are still there."""
        with self._leidraad.reading() as connection:
            case = running_case(connection, case_id)
            running = open_suspensions(terms.changes_of(connection, deadline_id))
        known = case is not None and deadline_id in {one.deadline_id for one in case.terms}
        if case is None or not known or not running:
            self._staff.done["too late"] += 1
            return
        suspended = self._random.choice(running)
        began = suspended.from_on or self._staff.today
        with told(f"resuming term {deadline_id} of case {case_id}"):
            resume_term(
                self._leidraad,
                self._staff.anybody(case.agency),
                deadline_id,
                until_on=max(
                    began, self._staff.today + timedelta(days=self._random.randint(-2, 1))
                ),
                change_id=suspended.change_id,
            )
        self._staff.done["resumed"] += 1

    def _extend(self, case: RunningCase, term: RunningTerm) -> None:
        try:
            extend_term(
                self._leidraad,
                self._staff.chef(case.agency),
                term.deadline_id,
                period=self._random.choice(_PERIODS),
                reason="Wacht op een document",
            )
        except InvalidDataError as error:
            if set(error.fields) != {"period"}:
                raise
            self._staff.done["extensions refused"] += 1
            return
        self._staff.done["extended"] += 1

    def _meet(self, case: RunningCase, term: RunningTerm) -> None:
        """Note, perhaps late, that it was done in time."""
        meet_term(
            self._leidraad,
            self._staff.anybody(case.agency),
            term.deadline_id,
            met_on=min(self._staff.today, max(term.due_on, term.start_on)),
            reason="Gebeurd buiten het traject",
        )
        self._staff.done["met by hand"] += 1

    def _waive(self, case: RunningCase, term: RunningTerm) -> None:
        waive_term(
            self._leidraad,
            self._staff.chef(case.agency),
            term.deadline_id,
            reason="Niet langer nodig",
        )
        self._staff.done["waived by hand"] += 1
