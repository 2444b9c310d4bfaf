"""Anything done to any case in any order: nothing is lost, left open, or done twice."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.errors import (
    EngineError,
)
from engine.operations.add_note import add_note
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import report_delivery
from engine.operations.move_clock import pass_time
from engine.operations.reassign_task import reassign_task
from engine.operations.release_task import release_task
from engine.operations.retry_incident import retry_incident
from engine.operations.save_draft import save_draft
from engine.operations.send_message import send_message
from engine.people import SYSTEM
from engine.queries.case_state import CaseState, StandingTask
from engine.scenarios.office import Office
from engine.text import Text
from tests.support.odd_trajectory import WAYS, odd_office, open_odd
from tests.support.offices import open_small, state_of
from tests.support.term_rules import TermRules, people

spans = st.sampled_from(["P1D", "P3D", "PT4H", None, "P9000Y", "geen duur"])
words = st.sampled_from(["", "een woord", "nul \x00", "half \ud800"])
answers = st.one_of(
    st.fixed_dictionaries({"word": words}),
    st.sampled_from(
        [
            {"intake_years": "9"},
            {"check_intake_years": "9"},
            {"intake_years": "veel"},
            {"secret": "geheim"},
            {"nonsense": "x"},
            {},
        ]
    ),
)


class Operations(TermRules):
    """People, messages, time and failures at a handful of cases."""

    def state(self, case: int) -> CaseState:
        return state_of(self.office, case)

    def one_task(self, data: st.DataObject) -> tuple[int, StandingTask] | None:
        case = self.one_case(data)
        tasks = self.state(case).tasks
        return (case, data.draw(st.sampled_from(tasks), label="task")) if tasks else None

    @rule(
        way=st.sampled_from([*WAYS, "small"]),
        span=spans,
        next_span=spans,
        approved=st.sampled_from([True, False, None]),
        who=st.sampled_from(["ann@atlas", "eva@amal", "nobody", None]),
        done_by=st.sampled_from(["atlas", "amal", "nowhere", None]),
    )
    @precondition(lambda self: len(self.cases) < 4)
    def open(self, way: str, **facts: Any) -> None:
        if way == "small":
            self.cases.append(open_small(self.office))
        else:
            self.cases.append(open_odd(self.office, way, **facts))

    @rule(data=st.data(), name=people)
    @precondition(lambda self: self.cases)
    def claim(self, data: st.DataObject, name: str) -> None:
        if found := self.one_task(data):
            case, task = found
            done = self.attempt(
                lambda: claim_task(self.leidraad, self.person(name), task.task_id)
            )
            held = [one for one in self.state(case).tasks if one.task_id == task.task_id]
            if done:
                assert held[0].assignee == self.login(name)
            else:
                assert held == [task]

    def login(self, name: str) -> str:
        return f"{name}@{'amal' if name == 'eva' else 'atlas'}"

    @rule(data=st.data(), name=people)
    @precondition(lambda self: self.cases)
    def release(self, data: st.DataObject, name: str) -> None:
        if found := self.one_task(data):
            self.attempt(
                lambda: release_task(self.leidraad, self.person(name), found[1].task_id)
            )

    @rule(data=st.data(), name=people, to=people)
    @precondition(lambda self: self.cases)
    def reassign(self, data: st.DataObject, name: str, to: str) -> None:
        if found := self.one_task(data):
            self.attempt(
                lambda: reassign_task(
                    self.leidraad,
                    self.person(name),
                    found[1].task_id,
                    to=self.person(to).account_id,
                    reason="rooster",
                )
            )

    @rule(data=st.data(), typed=answers)
    @precondition(lambda self: self.cases)
    def complete(self, data: st.DataObject, typed: dict[str, str]) -> None:
        if not (found := self.one_task(data)):
            return
        case, task = found
        name = (task.assignee or "ann").partition("@")[0]
        self.attempt(lambda: claim_task(self.leidraad, self.person(name), task.task_id))
        before = self.state(case)
        done = self.attempt(
            lambda: complete_task(self.leidraad, self.person(name), task.task_id, typed)
        )
        after = self.state(case)
        if done:
            assert task.task_id not in [one.task_id for one in after.tasks]
        else:
            assert after.tasks == before.tasks
            assert after.facts == before.facts

    @rule(data=st.data(), name=people, typed=answers)
    @precondition(lambda self: self.cases)
    def draft(self, data: st.DataObject, name: str, typed: dict[str, str]) -> None:
        if found := self.one_task(data):
            self.attempt(
                lambda: save_draft(
                    self.leidraad, self.person(name), found[1].task_id, typed
                )
            )

    @rule(
        data=st.data(),
        name=people,
        fact=st.sampled_from(
            [
                *("approved", "span", "next_span", "done_by", "word", "divisor"),
                *("registered_on", "registered_on"),
            ]
        ),
        value=st.sampled_from(
            [
                *("ja", "nee", "P1D", "P9000Y", "atlas", "", "2"),
                *("2025-11-20", "2026-01-31", "2026-03-01"),
            ]
        ),
    )
    @precondition(lambda self: self.cases)
    def correct(self, data: st.DataObject, name: str, fact: str, value: str) -> None:
        self.attempt(
            lambda: correct_fact(
                self.leidraad,
                self.person(name),
                self.one_case(data),
                fact,
                value,
                reason="nagekeken",
            )
        )

    @rule(data=st.data(), name=people)
    @precondition(lambda self: self.cases)
    def note(self, data: st.DataObject, name: str) -> None:
        self.attempt(
            lambda: add_note(
                self.leidraad, self.person(name), self.one_case(data), "Notitie"
            )
        )

    @rule(
        data=st.data(),
        name=st.sampled_from(["told", "parcel", "answer"]),
        key=st.sampled_from(["", "one", "two"]),
        payload=st.sampled_from([{}, {"told_on": "2026-01-05"}, {"told_on": "morgen"}]),
    )
    @precondition(lambda self: self.cases)
    def message(
        self, data: st.DataObject, name: str, key: str, payload: dict[str, str]
    ) -> None:
        case = self.one_case(data)
        self.attempt(
            lambda: send_message(self.leidraad, SYSTEM, case, name, payload, key=key)
        )

    @rule(hours=st.sampled_from([1, 24, 24 * 7, 24 * 70]))
    def wait(self, hours: int) -> None:
        now = self.office.clock.now()
        pass_time(self.leidraad, now, now + timedelta(hours=hours), self.office.clock.set)

    @rule(
        data=st.data(),
        topic=st.sampled_from(["letter", "decision-letter", "open-case"]),
        fails=st.booleans(),
    )
    @precondition(lambda self: self.cases)
    def deliver(self, data: st.DataObject, topic: str, *, fails: bool) -> None:
        case = self.one_case(data)
        failure = Text("Onbekend adres.", "Unknown address.") if fails else None
        self.attempt(partial(report_delivery, self.leidraad, case, topic, failure=failure))

    @rule(data=st.data(), name=people)
    @precondition(lambda self: self.cases)
    def retry(self, data: st.DataObject, name: str) -> None:
        failed = self.state(self.one_case(data)).incidents
        if failed:
            incident_id, _ = data.draw(st.sampled_from(failed), label="incident")
            self.attempt(
                lambda: retry_incident(self.leidraad, self.person(name), incident_id)
            )

    @rule(data=st.data(), name=people)
    @precondition(lambda self: self.cases)
    def cancel(self, data: st.DataObject, name: str) -> None:
        case = self.one_case(data)
        self.attempt(
            lambda: cancel_case(self.leidraad, self.person(name), case, reason="Vertrokken")
        )

    @invariant()
    def all_is_well(self) -> None:
        self.watch.look(self.cases)

    def teardown(self) -> None:
        ann = self.office.person("atlas", "ann")
        for case in self.cases:
            try:
                cancel_case(self.leidraad, ann, case, reason="Einde")
            except EngineError:
                continue
        self.watch.look(self.cases)


@pytest.fixture
def quick(sqlite_template: Path, tmp_path: Path) -> Iterator[Office]:
    """An office that forgets on a power cut."""
    file = tmp_path / "quick.sqlite"
    file.write_bytes(sqlite_template.read_bytes())
    office = odd_office(f"sqlite:///{file}", durable=False)
    yield office
    office.leidraad.close()


def test_whatever_is_done_to_a_case_it_stays_whole_on_sqlite(quick: Office) -> None:
    run_state_machine_as_test(
        lambda: Operations(quick),  # type: ignore[arg-type]  # any factory does
        settings=settings(max_examples=60, stateful_step_count=30, deadline=None),
    )


def test_whatever_is_done_to_a_case_it_stays_whole_on_postgresql(
    postgresql_url: str,
) -> None:
    office = odd_office(postgresql_url)
    try:
        run_state_machine_as_test(
            lambda: Operations(office),  # type: ignore[arg-type]  # as above
            settings=settings(max_examples=12, stateful_step_count=25, deadline=None),
        )
    finally:
        office.leidraad.close()
