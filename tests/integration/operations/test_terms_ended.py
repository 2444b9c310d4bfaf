"""Terms that are waived or met by hand, run out, or are none of one's business."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from engine import queries
from engine.errors import ConflictError, InvalidDataError, NotAllowedError, NotFoundError
from engine.operations.cancel_case import cancel_case
from engine.operations.extend_term import extend_term
from engine.operations.fire_due import fire_due
from engine.operations.meet_term import meet_term
from engine.operations.resume_term import resume_term
from engine.operations.send_message import send_message
from engine.operations.send_reminders import send_reminders
from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term
from engine.people import SYSTEM
from engine.scenarios.office import Office
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import state_of
from tests.support.terms import Ledger, ann, at, counsellor, done, suspended


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """The agencies at work; the clock stands at 9 o'clock on the 5th of January 2026."""
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


@pytest.fixture
def ledger(office: Office) -> Ledger:
    return Ledger(office)


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
    why = "Brief van 27 februari kwam nu pas binnen"
    with pytest.raises(InvalidDataError, match="too late"):
        meet_term(office.leidraad, ann(office), term, met_on=date(2026, 3, 3), reason=why)
    for day in (date(2026, 3, 11), date(2026, 1, 1)):
        with pytest.raises(InvalidDataError):
            meet_term(office.leidraad, ann(office), term, met_on=day, reason=why)
    meet_term(office.leidraad, ann(office), term, met_on=date(2026, 2, 27), reason=why)
    assert ledger.term(case, "reply").status == "met"
    assert ledger.reminders(case, "planned") == []
    with pytest.raises(ConflictError, match="Ann was first"):
        meet_term(office.leidraad, ann(office), term, met_on=date(2026, 2, 27), reason=why)


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


def test_nobody_reads_that_a_case_waits_for_a_timer_that_is_held(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "term")
    term = suspended(office, case)

    def waits() -> list[datetime | None]:
        with office.leidraad.reading() as connection:
            head = queries.case_head(connection, ann(office), case)
            own = queries.waits_of(connection, head)
            still = queries.stuck(connection, ann(office), today=date(2026, 4, 1))
        assert [one.due_at for one in still.rows[0].waits] == [one.due_at for one in own]
        return [one.due_at for one in own]

    at(office, 4, 1)
    assert waits() == [None]
    waive_term(office.leidraad, ann(office), term, reason="Vrijgesteld")
    assert waits() == []
    assert ledger.timer(case).status == "held"


def test_a_timer_that_failed_is_no_incident_once_its_term_stands_still(
    office: Office, ledger: Ledger
) -> None:
    case = open_odd(office, "brittle")
    at(office, 1, 20)
    fire_due(office.leidraad)
    assert ledger.timer(case).status == "failed"
    assert ledger.term(case, "cooling").status == "missed"
    term = ledger.term(case, "cooling").deadline_id
    suspend_term(
        office.leidraad, ann(office), term, from_on=date(2026, 1, 10), reason="Ziek"
    )
    assert (ledger.timer(case).status, state_of(office, case).incidents) == ("held", ())
    resume_term(office.leidraad, ann(office), term, until_on=date(2026, 1, 20))
    assert fire_due(office.leidraad) == 0
    at(office, 1, 27)
    fire_due(office.leidraad)
    assert ledger.timer(case).status == "failed"
    assert len(state_of(office, case).incidents) == 1
