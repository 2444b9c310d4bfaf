"""Terms that are suspended, resumed and extended, and all that follows."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.clock import end_of_term
from engine.errors import ConflictError, InvalidDataError
from engine.operations.correct_fact import correct_fact
from engine.operations.extend_term import extend_term
from engine.operations.fire_due import fire_due
from engine.operations.resume_term import resume_term
from engine.operations.send_reminders import send_reminders
from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term
from engine.people import Actor
from engine.scenarios.office import Office
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import state_of
from tests.support.terms import DUE, Ledger, ann, at, done, moved, suspended
from tests.support.whole_cases import Watch


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """The agencies at work; the clock stands at 9 o'clock on the 5th of January 2026."""
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ledger(office: Office) -> Ledger:
    return Ledger(office)


def test_what_opens_with_a_term_follows_it(office: Office, ledger: Ledger) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply")
    assert (term.due_on, term.length, term.days) == (DUE, "P2M", "calendar")
    assert (term.start_facts, term.version, term.suspended_on) == ("registered_on", 0, None)
    assert ledger.timer(case).deadline_id == term.deadline_id
    assert ledger.task(case, "term_task").deadline_id == term.deadline_id
    assert ledger.reminders(case, "planned") == [
        date(2026, 2, 16),
        date(2026, 3, 2),
        date(2026, 3, 5),
    ]


def test_a_suspended_term_is_not_missed_and_reminds_nobody(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    suspended(office, case)
    assert ledger.timer(case).status == "held"
    assert ledger.reminders(case, "planned") == []
    assert len(ledger.reminders(case, "held")) == 3
    assert ledger.task(case, "term_task").due_on is None
    at(office, 8, 1)
    assert fire_due(office.leidraad) == 0
    assert send_reminders(office.leidraad) == 0
    term = ledger.term(case, "reply")
    assert (term.status, term.suspended_on) == ("open", date(2026, 2, 1))


def test_the_days_that_it_really_stood_still_are_added(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case)
    tokens = ledger.tokens(case)
    at(office, 2, 13)
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 13))
    new = DUE + timedelta(days=12)
    assert ledger.term(case, "reply").due_on == new
    assert ledger.timer(case).due_at == end_of_term(new)
    assert ledger.timer(case).status == "armed"
    assert ledger.task(case, "term_task").due_on == new
    assert ledger.reminders(case, "planned")[0] == date(2026, 2, 27)
    assert ledger.told(case) == ["term_suspended", "term_resumed"]
    first, second = ledger.changes(case)
    assert (first.reason, first.due_before, first.due_after) == ("Ziek", DUE, None)
    assert second.of_change_id == first.change_id
    assert moved(second) == {"from": DUE, "to": new}
    assert ledger.tokens(case) == tokens


def test_suspensions_for_several_reasons_may_overlap(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case, reason="Ziek")
    at(office, 2, 5)
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 2, 4), reason="Verlof"
    )
    ill, leave = (one.change_id for one in ledger.changes(case))
    with pytest.raises(ConflictError, match="choose which one"):
        resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 5))
    at(office, 2, 11)
    resume_term(
        office.leidraad, ann(office), term, until_on=date(2026, 2, 11), change_id=ill
    )
    assert ledger.term(case, "reply").suspended_on == date(2026, 2, 4)
    assert ledger.timer(case).status == "held"
    at(office, 2, 21)
    resume_term(
        office.leidraad, ann(office), term, until_on=date(2026, 2, 21), change_id=leave
    )
    assert ledger.term(case, "reply").due_on == DUE + timedelta(days=20)
    assert ledger.timer(case).status == "armed"


def test_a_suspension_that_was_a_mistake_is_taken_back(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case)
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 1))
    assert ledger.term(case, "reply").due_on == DUE
    assert len(ledger.reminders(case, "planned")) == 3
    suspended(office, case)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 1, 1), "only began on 02/01/2026"),
        (date(2026, 3, 3), "The last day was 02/03/2026"),
        (date(2026, 3, 11), "not in the future"),
    ],
)
def test_a_suspension_begins_within_the_term(office: Office, day: date, told: str) -> None:
    case = open_odd(office, "calm")
    at(office, 3, 10)
    term = Ledger(office).term(case, "reply").deadline_id
    with pytest.raises(InvalidDataError, match=told):
        suspend_term(office.leidraad, ann(office), term, from_on=day, reason="Ziek")


def test_it_runs_again_tomorrow_at_the_latest(office: Office) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case)
    for day in (date(2026, 1, 31), date(2026, 2, 3)):
        with pytest.raises(InvalidDataError):
            resume_term(office.leidraad, ann(office), term, until_on=day)
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 2))
    with pytest.raises(ConflictError, match="Ann was first"):
        resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 2))


def test_of_those_who_suspend_at_once_one_wins_and_the_others_read_who(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    people = [office.person("atlas", name) for name in ("ann", "bert", "sam", "tom")]

    def suspend(actor: Actor) -> str:
        try:
            suspend_term(
                office.leidraad, actor, term, from_on=date(2026, 1, 5), reason="Ziek"
            )
        except ConflictError as error:
            return error.text.en
        return ""

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(suspend, people))
    assert answers.count("") == 1
    winner = people[answers.index("")].name
    assert all(one.startswith(f"{winner} was first") for one in answers if one)
    assert len(ledger.changes(case)) == 1


def test_who_saw_an_older_date_reads_who_changed_it(office: Office) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case)
    bert = office.person("atlas", "bert")
    with pytest.raises(ConflictError, match="Ann was first and changed"):
        suspend_term(
            office.leidraad,
            bert,
            term,
            from_on=date(2026, 2, 1),
            reason="Verlof",
            version=0,
        )


def test_a_term_is_extended_as_far_as_the_law_allows(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    extend_term(office.leidraad, ann(office), term, period="P10D", reason="Wachtlijst")
    assert ledger.term(case, "reply").due_on == date(2026, 3, 12)
    assert ledger.timer(case).due_at == end_of_term(date(2026, 3, 12))
    with pytest.raises(InvalidDataError, match="1 calendar month in all"):
        extend_term(office.leidraad, ann(office), term, period="P1M", reason="Wachtlijst")
    with pytest.raises(InvalidDataError, match="P1M"):
        extend_term(office.leidraad, ann(office), term, period="veel", reason="Wachtlijst")
    (change,) = ledger.changes(case)
    assert (change.period, change.kind) == ("P10D", "extended")
    assert moved(change) == {"from": DUE, "to": date(2026, 3, 12)}


def test_a_term_without_a_maximum_cannot_be_extended(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "cooling")
    term = ledger.term(case, "cooling").deadline_id
    with pytest.raises(InvalidDataError, match="cannot be extended"):
        extend_term(office.leidraad, ann(office), term, period="P1D", reason="Wachtlijst")


def test_nobody_is_reminded_twice_however_a_date_moves(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case)
    at(office, 2, 20)
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 1))
    # Its day has passed while it was held, so it is told now, once.
    assert ledger.reminders(case, "planned")[0] == date(2026, 2, 16)
    at(office, 2, 20, 9)
    assert send_reminders(office.leidraad) == 1
    extend_term(office.leidraad, ann(office), term, period="P20D", reason="Wachtlijst")
    assert ledger.reminders(case, "handed-over") == [date(2026, 2, 16)]
    assert ledger.reminders(case, "planned") == [
        date(2026, 3, 6),
        date(2026, 3, 20),
        date(2026, 3, 25),
    ]


def test_a_diagram_reads_the_date_of_the_ledger(office: Office) -> None:
    case = open_odd(office, "ledger")
    term = suspended(office, case)
    at(office, 2, 11)
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 11))
    done(office, case, "ledger_ask")
    assert state_of(office, case).facts["seen"] == date(2026, 3, 12)


def test_whoever_changes_a_term_at_once_leaves_the_case_whole(
    office: Office, ledger: Ledger
) -> None:
    ways = ("term", "calm", "either") * 2
    cases: list[int] = [open_odd(office, way) for way in ways]
    terms = {
        case: ledger.term(case, "answer" if number % 3 == 2 else "reply").deadline_id
        for number, case in enumerate(cases)
    }
    people = [office.person("atlas", name) for name in ("ann", "bert", "sam", "tom")]
    day = date(2026, 1, 6)
    at(office, 1, 6)

    def meddle(number: int) -> None:
        who = people[number % 4]
        case = cases[number % 6]
        term, leidraad = terms[case], office.leidraad
        acts: list[Callable[[], object]] = [
            lambda: suspend_term(leidraad, who, term, from_on=day, reason=who.name),
            lambda: resume_term(leidraad, who, term, until_on=day),
            lambda: extend_term(leidraad, who, term, period="P1D", reason="Wachtlijst"),
            lambda: correct_fact(
                leidraad, who, case, "registered_on", "2026-01-03", reason="Verkeerd"
            ),
            lambda: fire_due(leidraad, now=datetime(2026, 1, 13, 12, tzinfo=UTC)),
            lambda: waive_term(leidraad, who, term, reason="Niet nodig"),
        ]
        with suppress(ConflictError, InvalidDataError):
            acts[number // 6 % len(acts)]()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(meddle, range(72)))
    Watch(office.leidraad).look(cases)
    assert sum(len(ledger.changes(case)) for case in cases) > len(cases)
