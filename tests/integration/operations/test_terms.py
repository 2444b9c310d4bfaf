"""Terms that are suspended, resumed, extended, waived and met, and all that follows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.clock import end_of_term
from engine.errors import ConflictError, InvalidDataError, NotAllowedError, NotFoundError
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.extend_term import extend_term
from engine.operations.fire_due import fire_due
from engine.operations.meet_term import meet_term
from engine.operations.resume_term import resume_term
from engine.operations.send_message import send_message
from engine.operations.send_reminders import send_reminders
from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term
from engine.people import SYSTEM, Actor
from engine.scenarios.office import Office
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import state_of, task_of
from tests.support.terms import Ledger, moved

#: Two months after the registration on the 2nd of January.
DUE = date(2026, 3, 2)


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """The agencies at work; the clock stands at 9 o'clock on the 5th of January 2026."""
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ledger(office: Office) -> Ledger:
    return Ledger(office)


def at(office: Office, month: int, day: int, hour: int = 8) -> None:
    office.clock.set(datetime(2026, month, day, hour, tzinfo=UTC))


def ann(office: Office) -> Actor:
    """Counsels and supervises at the agency of the case."""
    return office.person("atlas", "ann")


def counsellor(office: Office) -> Actor:
    """Counsels there, and does not supervise."""
    bert = office.person("atlas", "bert")
    return replace(
        bert, roles=frozenset(one for one in bert.roles if one.role == "counsellor")
    )


def suspended(office: Office, case: int, name: str = "reply", reason: str = "Ziek") -> int:
    """Suspend a term of a case from the 1st of February; the clock stands there."""
    term = Ledger(office).term(case, name).deadline_id
    at(office, 2, 1)
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 2, 1), reason=reason
    )
    return int(term)


def done(office: Office, case: int, element: str) -> None:
    task = task_of(office, case, element)
    claim_task(office.leidraad, ann(office), task)
    complete_task(office.leidraad, ann(office), task, {"word": "ja"})


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


def test_a_waived_term_lets_the_task_stand_and_never_fires(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    waive_term(office.leidraad, ann(office), term, reason="Vrijgesteld")
    at(office, 6, 1)
    assert fire_due(office.leidraad) == 0
    assert send_reminders(office.leidraad) == 0
    assert ledger.term(case, "reply").status == "waived"
    assert ledger.task(case, "term_task").due_on is None
    done(office, case, "term_task")
    assert ledger.term(case, "reply").status == "waived"
    assert state_of(office, case).status == "ended"


def test_what_waited_for_nothing_but_a_waived_term_goes_on(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "cooling")
    term = ledger.term(case, "cooling").deadline_id
    waive_term(office.leidraad, ann(office), term, reason="Geen bedenktijd nodig")
    assert fire_due(office.leidraad) == 1
    assert [task.element for task in state_of(office, case).tasks] == ["cooling_after"]
    assert ledger.term(case, "cooling").status == "waived"
    assert ledger.term(case, "legal").due_on == date(2026, 4, 2)


def test_beside_a_waived_term_a_message_is_still_awaited(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "either")
    term = ledger.term(case, "answer").deadline_id
    waive_term(office.leidraad, ann(office), term, reason="Mag later")
    at(office, 6, 1)
    assert fire_due(office.leidraad) == 0
    send_message(office.leidraad, SYSTEM, case, "told", {})
    assert state_of(office, case).status == "ended"
    assert ledger.term(case, "answer").status == "waived"


def test_a_term_is_met_outside_the_diagram(office: Office, ledger: Ledger) -> None:
    case = open_odd(office, "calm")
    term = ledger.term(case, "reply").deadline_id
    at(office, 3, 10)
    assert fire_due(office.leidraad) == 1
    assert ledger.term(case, "reply").status == "missed"
    meet = {"reason": "Brief van 27 februari kwam nu pas binnen"}
    with pytest.raises(InvalidDataError, match="too late"):
        meet_term(office.leidraad, ann(office), term, met_on=date(2026, 3, 3), **meet)
    for day in (date(2026, 3, 11), date(2026, 1, 1)):
        with pytest.raises(InvalidDataError):
            meet_term(office.leidraad, ann(office), term, met_on=day, **meet)
    meet_term(office.leidraad, ann(office), term, met_on=date(2026, 2, 27), **meet)
    assert ledger.term(case, "reply").status == "met"
    assert ledger.reminders(case, "planned") == []
    with pytest.raises(ConflictError, match="Ann was first"):
        meet_term(office.leidraad, ann(office), term, met_on=date(2026, 2, 27), **meet)


def test_a_term_that_ran_out_while_its_task_stands_can_still_be_suspended(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "calm")
    term = ledger.term(case, "reply").deadline_id
    at(office, 3, 4)
    fire_due(office.leidraad)
    assert ledger.reminders(case, "planned") == [date(2026, 3, 5)]
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 2, 20), reason="Ziek"
    )
    assert ledger.term(case, "reply").status == "open"
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 3, 4))
    assert ledger.term(case, "reply").due_on == date(2026, 3, 14)
    done(office, case, "calm_task")
    assert ledger.term(case, "reply").status == "met"


def test_who_is_late_misses_the_term_also_where_the_task_stood(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "calm")
    at(office, 3, 10)
    fire_due(office.leidraad)
    assert ledger.term(case, "reply").closed_at is None
    done(office, case, "calm_task")
    term = ledger.term(case, "reply")
    assert (term.status, term.closed_at is not None) == ("missed", True)
    assert ledger.reminders(case, "planned") == []


def test_what_is_done_while_a_term_stands_still_is_in_time(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    suspended(office, case)
    at(office, 5, 1)
    done(office, case, "term_task")
    term = ledger.term(case, "reply")
    assert (term.status, term.suspended_on) == ("met", None)
    assert ledger.reminders(case, "planned", "held") == []


def test_counsellors_suspend_and_supervisors_extend_and_waive(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    one = counsellor(office)
    for act in (
        lambda who: extend_term(office.leidraad, who, term, period="P1D", reason="x"),
        lambda who: waive_term(office.leidraad, who, term, reason="x"),
    ):
        with pytest.raises(NotAllowedError, match="supervisor of atlas"):
            act(one)
    suspend_term(office.leidraad, one, term, from_on=date(2026, 1, 5), reason="Ziek")
    resume_term(office.leidraad, one, term, until_on=date(2026, 1, 5))
    meet_term(office.leidraad, one, term, met_on=date(2026, 1, 5), reason="Per brief")


def test_another_agency_changes_no_term(office: Office, ledger: Ledger) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    eva = office.person("amal", "eva")
    day = date(2026, 1, 5)
    for act in (
        lambda: suspend_term(office.leidraad, eva, term, from_on=day, reason="x"),
        lambda: resume_term(office.leidraad, eva, term, until_on=day),
        lambda: extend_term(office.leidraad, eva, term, period="P1D", reason="x"),
        lambda: waive_term(office.leidraad, eva, term, reason="x"),
        lambda: meet_term(office.leidraad, eva, term, met_on=day, reason="x"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert ledger.changes(case) == []


def test_a_reason_is_needed_and_a_closed_case_stays_as_it_is(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = ledger.term(case, "reply").deadline_id
    with pytest.raises(InvalidDataError, match="Give a reason"):
        waive_term(office.leidraad, ann(office), term, reason=" ")
    with pytest.raises(NotFoundError):
        waive_term(office.leidraad, ann(office), 999_999, reason="x")
    suspended(office, case)
    cancel_case(office.leidraad, ann(office), case, reason="Vertrokken")
    assert ledger.reminders(case, "planned", "held") == []
    with pytest.raises(ConflictError, match="is closed"):
        resume_term(office.leidraad, ann(office), term, until_on=date(2026, 2, 2))


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
