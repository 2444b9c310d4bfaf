"""What anybody may try with the terms of any case, as rules of a state machine."""

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from engine import queries
from engine.clock import brussels_date
from engine.errors import (
    ConflictError,
    InvalidDataError,
    NotAllowedError,
    NotFoundError,
    StepFailedError,
)
from engine.operations.extend_term import extend_term
from engine.operations.meet_term import meet_term
from engine.operations.resume_term import resume_term
from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term
from engine.people import Actor
from engine.queries import DeadlineRow
from engine.scenarios.office import Office
from tests.support.offices import MORNING
from tests.support.whole_cases import Watch

#: What may be told to whoever does something; anything else is a fault.
TOLD = (ConflictError, InvalidDataError, NotAllowedError, NotFoundError, StepFailedError)

people = st.sampled_from(["ann", "bert", "eva"])


class TermRules(RuleBasedStateMachine):
    """People who change the terms of a handful of cases."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.leidraad = office.leidraad
        self.office.clock.set(MORNING)
        self.watch = Watch(office.leidraad)
        self.cases: list[int] = []

    def person(self, name: str) -> Actor:
        return self.office.person("amal" if name == "eva" else "atlas", name)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something; tells whether it was done."""
        try:
            act()
        except TOLD as error:
            told = error.text
        else:
            return True
        assert told.nl
        assert told.en
        return False

    def one_case(self, data: st.DataObject) -> int:
        return data.draw(st.sampled_from(self.cases), label="case")

    def one_term(self, data: st.DataObject) -> DeadlineRow | None:
        ann, today = self.person("ann"), self.today
        with self.leidraad.reading() as connection:
            head = queries.case_head(connection, ann, self.one_case(data))
            terms = queries.deadlines_of(connection, head, today=today)
        return data.draw(st.sampled_from(terms), label="term") if terms else None

    @property
    def today(self) -> date:
        return brussels_date(self.office.clock.now())

    @rule(
        data=st.data(),
        name=people,
        days=st.integers(-40, 2),
        reason=st.sampled_from(["ziek", "verlof"]),
    )
    @precondition(lambda self: self.cases)
    def suspend(self, data: st.DataObject, name: str, days: int, reason: str) -> None:
        if term := self.one_term(data):
            self.attempt(
                lambda: suspend_term(
                    self.leidraad,
                    self.person(name),
                    term.deadline_id,
                    from_on=self.today + timedelta(days=days),
                    reason=reason,
                )
            )

    @rule(data=st.data(), name=people, days=st.integers(-10, 2), named=st.booleans())
    @precondition(lambda self: self.cases)
    def resume(self, data: st.DataObject, name: str, days: int, *, named: bool) -> None:
        if term := self.one_term(data):
            running = [one.change_id for one in term.changes if one.is_running]
            self.attempt(
                lambda: resume_term(
                    self.leidraad,
                    self.person(name),
                    term.deadline_id,
                    until_on=self.today + timedelta(days=days),
                    change_id=running[0] if named and running else None,
                )
            )

    @rule(
        data=st.data(),
        name=people,
        period=st.sampled_from(["P1D", "P10D", "P1M", "P900Y", "lang"]),
    )
    @precondition(lambda self: self.cases)
    def extend(self, data: st.DataObject, name: str, period: str) -> None:
        if term := self.one_term(data):
            self.attempt(
                lambda: extend_term(
                    self.leidraad,
                    self.person(name),
                    term.deadline_id,
                    period=period,
                    reason="wachtlijst",
                )
            )

    @rule(data=st.data(), name=people)
    @precondition(lambda self: self.cases)
    def waive(self, data: st.DataObject, name: str) -> None:
        if term := self.one_term(data):
            self.attempt(
                lambda: waive_term(
                    self.leidraad,
                    self.person(name),
                    term.deadline_id,
                    reason="niet nodig",
                )
            )

    @rule(data=st.data(), name=people, days=st.integers(-40, 1))
    @precondition(lambda self: self.cases)
    def meet(self, data: st.DataObject, name: str, days: int) -> None:
        if term := self.one_term(data):
            self.attempt(
                lambda: meet_term(
                    self.leidraad,
                    self.person(name),
                    term.deadline_id,
                    met_on=self.today + timedelta(days=days),
                    reason="per brief",
                )
            )
