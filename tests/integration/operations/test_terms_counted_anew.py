"""Terms that are counted anew: a start fact is corrected, or the law changes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from engine.clock import end_of_term
from engine.definitions.bundle import Bundle
from engine.errors import InvalidDataError
from engine.operations.correct_fact import correct_fact
from engine.operations.extend_term import extend_term
from engine.operations.fire_due import fire_due
from engine.operations.publish import publish_law
from engine.operations.recount_terms import recount_terms
from engine.operations.resume_term import resume_term
from engine.operations.suspend_term import suspend_term
from engine.people import SYSTEM
from engine.scenarios.office import Office
from engine.scheduler import tick
from tests.support.odd_files import LAW, new_law
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import state_of
from tests.support.terms import DUE, Ledger, ann, at, done, moved


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """The agencies at work; the clock stands at 9 o'clock on the 5th of January 2026."""
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ledger(office: Office) -> Ledger:
    return Ledger(office)


def corrected(office: Office, case: int, registered_on: str) -> None:
    correct_fact(
        office.leidraad,
        ann(office),
        case,
        "registered_on",
        registered_on,
        reason="Verkeerd overgenomen",
    )


def to_the_law(office: Office, *, registered_on: date = date(2026, 1, 2)) -> int:
    """Open a case that stands at a task with a term of the law."""
    case = open_odd(office, "cooling", registered_on=registered_on)
    office.clock.set(office.clock.now() + timedelta(days=11))
    fire_due(office.leidraad)
    return case


def law(office: Office, length: str, valid_from: str, running_terms: str) -> None:
    files = {"deadlines.toml": new_law(length, valid_from, running_terms).encode()}
    assert publish_law(office.leidraad, SYSTEM, Bundle(files))


def test_a_corrected_start_moves_the_term_and_keeps_its_old_date(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    tokens = ledger.tokens(case)
    corrected(office, case, "2026-01-04")
    term, (change,) = ledger.term(case, "reply"), ledger.changes(case)
    new = date(2026, 3, 4)
    assert (term.start_on, term.due_on, term.version) == (date(2026, 1, 4), new, 1)
    assert (change.kind, change.reason) == ("start_corrected", "Verkeerd overgenomen")
    assert moved(change) == {"from": DUE, "to": new}
    assert ledger.timer(case).due_at == end_of_term(new)
    assert ledger.task(case, "term_task").due_on == new
    assert ledger.reminders(case, "planned")[0] == date(2026, 2, 18)
    assert ledger.tokens(case) == tokens
    assert ledger.told(case) == ["term_start_corrected"]


def test_suspensions_and_extensions_stay_with_another_start(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    extend_term(office.leidraad, ann(office), term, period="P5D", reason="Wachtlijst")
    at(office, 1, 20)
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 1, 10), reason="Ziek"
    )
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 1, 20))
    corrected(office, case, "2026-01-04")
    assert ledger.term(case, "reply").due_on == date(2026, 3, 4) + timedelta(days=15)


def test_a_missed_term_with_days_left_is_open_again(office: Office, ledger: Ledger) -> None:
    case = open_odd(office, "calm")
    at(office, 3, 5)
    fire_due(office.leidraad)
    assert ledger.term(case, "reply").status == "missed"
    corrected(office, case, "2026-01-20")
    assert ledger.term(case, "reply").status == "open"
    assert ledger.term(case, "reply").due_on == date(2026, 3, 20)
    done(office, case, "calm_task")
    assert ledger.term(case, "reply").status == "met"


def test_a_term_that_should_have_ended_is_missed_at_the_next_tick(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    at(office, 2, 10)
    corrected(office, case, "2025-12-01")
    assert ledger.term(case, "reply").status == "open"
    assert fire_due(office.leidraad) == 1
    assert ledger.term(case, "reply").status == "missed"
    assert [task.element for task in state_of(office, case).tasks] == ["term_over"]


@pytest.mark.parametrize(
    ("finished", "registered_on", "before", "after"),
    [
        ((2, 20), "2025-12-10", "met", "missed"),
        ((2, 20), "2025-12-20", "met", "met"),
        ((3, 10), "2026-01-20", "missed", "met"),
    ],
)
def test_what_was_done_is_judged_by_the_corrected_date_and_not_undone(
    office: Office,
    ledger: Ledger,
    finished: tuple[int, int],
    registered_on: str,
    before: str,
    after: str,
) -> None:
    case = open_odd(office, "ledger", registered_on=date(2026, 1, 2))
    at(office, *finished)
    fire_due(office.leidraad)
    done(office, case, "ledger_task")
    assert ledger.term(case, "reply").status == before
    tokens = ledger.tokens(case)
    corrected(office, case, registered_on)
    assert ledger.term(case, "reply").status == after
    assert [one.kind for one in ledger.changes(case)] == ["start_corrected"]
    assert ledger.tokens(case) == tokens


def test_a_term_that_ran_out_while_nobody_acted_stays_missed(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    at(office, 3, 10)
    fire_due(office.leidraad)
    corrected(office, case, "2026-02-20")
    term = ledger.term(case, "reply")
    assert (term.status, term.due_on) == ("missed", date(2026, 4, 20))
    assert [task.element for task in state_of(office, case).tasks] == ["term_over"]


def test_a_term_that_counts_from_its_opening_keeps_that_day(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "cooling")
    due_on = ledger.term(case, "cooling").due_on
    at(office, 1, 10)
    corrected(office, case, "2025-12-01")
    assert ledger.term(case, "cooling").due_on == due_on == date(2026, 1, 15)
    assert ledger.changes(case) == []


def test_a_term_follows_the_fact_that_it_sees(office: Office, ledger: Ledger) -> None:
    case = open_odd(office, "copied")
    corrected(office, case, "2026-01-04")
    assert ledger.term(case, "reply").due_on == DUE
    correct_fact(
        office.leidraad,
        ann(office),
        case,
        "registered_on",
        "2026-01-04",
        reason="Verkeerd overgenomen",
        scope=ledger.term(case, "reply").scope,
    )
    assert ledger.term(case, "reply").due_on == date(2026, 3, 4)


def test_a_start_is_not_corrected_to_nothing_while_its_term_runs(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    with pytest.raises(InvalidDataError, match="cannot be counted"):
        corrected(office, case, "")
    assert ledger.term(case, "reply").due_on == DUE
    assert state_of(office, case).facts["registered_on"] == date(2026, 1, 2)


def test_a_law_that_keeps_running_terms_moves_none(office: Office, ledger: Ledger) -> None:
    case = to_the_law(office)
    law(office, "P5M", "2026-02-01", "keep")
    at(office, 2, 2)
    assert recount_terms(office.leidraad) == 0
    assert ledger.term(case, "legal").due_on == date(2026, 4, 2)


def test_a_law_that_recounts_moves_running_terms_once_it_is_in_force(
    office: Office, ledger: Ledger
) -> None:
    case = to_the_law(office)
    before = ledger.term(case, "legal")
    law(office, "P5M", "2026-02-01", "recount")
    assert recount_terms(office.leidraad) == 0
    at(office, 2, 1)
    tick(office.leidraad)
    term, (change,) = ledger.term(case, "legal"), ledger.changes(case)
    assert (term.due_on, term.valid_from) == (date(2026, 6, 2), date(2026, 2, 1))
    assert term.law_version_id > before.law_version_id
    assert (change.kind, change.account_id) == ("law_changed", None)
    assert ledger.task(case, "cooling_after").due_on == date(2026, 6, 2)
    assert recount_terms(office.leidraad) == 0
    at(office, 2, 2)
    assert recount_terms(office.leidraad) == 0
    assert len(ledger.changes(case)) == 1


def test_a_term_that_was_over_before_the_new_law_stays_over(
    office: Office, ledger: Ledger
) -> None:
    over = to_the_law(office, registered_on=date(2025, 11, 20))
    runs = to_the_law(office, registered_on=date(2025, 12, 10))
    law(office, "P9M", "2026-03-01", "recount")
    # Nobody ticked while both ended: what ran on the first day of the law is moved first.
    at(office, 4, 1)
    tick(office.leidraad)
    assert ledger.term(over, "legal").status == "missed"
    assert ledger.term(runs, "legal").status == "open"
    assert ledger.term(runs, "legal").due_on == date(2026, 9, 10)


def test_several_processes_recount_each_term_once(office: Office, ledger: Ledger) -> None:
    cases = [to_the_law(office) for _ in range(6)]
    law(office, "P9M", "2026-03-15", "recount")
    at(office, 3, 16)
    with ThreadPoolExecutor(3) as pool:
        done_by = list(
            pool.map(lambda _: recount_terms(office.leidraad, limit=4), range(3))
        )
    while some := recount_terms(office.leidraad, limit=4):
        done_by.append(some)
    assert sum(done_by) == len(cases)
    assert [len(ledger.changes(case)) for case in cases] == [1] * len(cases)


def test_what_happened_to_a_term_is_counted_by_the_law_of_that_time(
    office: Office, ledger: Ledger
) -> None:
    case = to_the_law(office)
    law(office, "P5M", "2026-02-01", "keep")
    at(office, 2, 11)
    term = ledger.term(case, "legal").deadline_id
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 2, 1), reason="Ziek"
    )
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 11))
    assert ledger.term(case, "legal").due_on == date(2026, 4, 12)


def test_a_working_day_on_which_the_agency_is_closed_does_not_count(
    office: Office, ledger: Ledger
) -> None:
    files = {
        "deadlines.toml": LAW.encode(),
        "closing_days.toml": b'[[closing_day]]\nagency = "atlas"\non = 2026-01-07\n'
        b'title = {nl = "Brugdag", en = "Bridge day"}\n',
    }
    publish_law(office.leidraad, SYSTEM, Bundle(files))
    closed, at_work = open_odd(office, "either"), open_odd(office, "either", agency="amal")
    assert ledger.term(closed, "answer").due_on == date(2026, 1, 13)
    assert ledger.term(at_work, "answer").due_on == date(2026, 1, 12)
