"""Many people and schedulers at once, on the same cases."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from sqlalchemy import Connection, select

from engine.errors import EngineError
from engine.ids import AgencyId
from engine.operations.cancel_case import cancel_case
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.correct_fact import correct_fact
from engine.operations.deliver_outbox import report_delivery
from engine.operations.fire_due import fire_due
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.reassign_task import reassign_task
from engine.operations.release_task import release_task
from engine.operations.save_draft import save_draft
from engine.operations.send_message import send_message
from engine.operations.send_reminders import send_reminders
from engine.people import SYSTEM
from engine.scenarios.office import Office
from engine.store import cases as case_rows
from engine.store.tables import deadline, outbox, reminder, task, timer
from tests.support.odd_trajectory import odd_office, open_odd
from tests.support.offices import open_small, state_of, task_of
from tests.support.whole_cases import Watch


@pytest.fixture
def odd(database_url: str) -> Iterator[Office]:
    made = odd_office(database_url)
    yield made
    made.leidraad.close()


def told(act: Callable[[], object]) -> str:
    """Do something; what is told to whoever lost is all that may come of it."""
    try:
        act()
    except EngineError as error:
        return error.code
    return "done"


def at_once(acts: list[Callable[[], object]], *, people: int = 8) -> list[str]:
    with ThreadPoolExecutor(people) as pool:
        codes = list(pool.map(told, acts))
    assert "unavailable" not in codes, "the database gave up"
    return codes


def test_of_two_hundred_claims_of_fifty_tasks_fifty_win(odd: Office) -> None:
    cases = [open_odd(odd, "work") for _ in range(50)]
    tasks = [task_of(odd, case, "work_task") for case in cases]
    staff = [odd.person("atlas", name) for name in ("ann", "bert", "chris", "dirk")]
    claims: list[Callable[[], object]] = [
        partial(claim_task, odd.leidraad, person, free)
        for free, person in product(tasks, staff)
    ]
    results = at_once(claims)
    assert results.count("done") == len(tasks)
    assert results.count("task-claimed") == len(claims) - len(tasks)
    Watch(odd.leidraad).look(list(cases))


def test_completing_cancelling_and_time_at_once_leave_every_case_whole(
    odd: Office,
) -> None:
    ann, sam = odd.person("atlas", "ann"), odd.person("atlas", "sam")
    cases = [open_odd(odd, "work", approved=True) for _ in range(15)]
    cases += [open_small(odd) for _ in range(15)]
    elements = ["work_task"] * 15 + ["intake"] * 15
    tasks = [
        task_of(odd, case, element) for case, element in zip(cases, elements, strict=True)
    ]
    for held in tasks:
        claim_task(odd.leidraad, ann, held)
    odd.clock.set(odd.clock.now() + timedelta(days=80))
    acts: list[Callable[[], object]] = []
    for case, held in zip(cases, tasks, strict=True):
        typed = {"word": "x"} if len(acts) < 4 * 15 else {"intake_years": "9"}
        acts += [
            partial(complete_task, odd.leidraad, ann, held, typed),
            partial(cancel_case, odd.leidraad, sam, case, reason="Vertrokken"),
            partial(fire_due, odd.leidraad, limit=4),
            partial(send_reminders, odd.leidraad, limit=4),
        ]
    at_once(acts)
    while fire_due(odd.leidraad):
        pass
    Watch(odd.leidraad).look(list(cases))
    assert {state_of(odd, case).status for case in cases} <= {
        "running",
        "cancelled",
        "ended",
    }


def test_two_doing_everything_to_one_case_never_wait_for_each_other_for_ever(
    odd: Office,
) -> None:
    ann, bert = odd.person("atlas", "ann"), odd.person("atlas", "bert")
    cases = [open_odd(odd, "condition", approved=None, span="P1D") for _ in range(10)]
    tasks = [task_of(odd, case, "condition_task") for case in cases]
    acts: list[Callable[[], object]] = []
    for case, held in zip(cases, tasks, strict=True):
        acts += [
            partial(claim_task, odd.leidraad, ann, held),
            partial(reassign_task, odd.leidraad, ann, held, to=bert.account_id, reason="x"),
            partial(correct_fact, odd.leidraad, bert, case, "approved", "ja", reason="x"),
            partial(complete_task, odd.leidraad, bert, held, {"word": "x"}),
            partial(fire_due, odd.leidraad),
        ]
    at_once(acts)
    Watch(odd.leidraad).look(list(cases))


def test_a_message_sent_twice_at_once_is_taken_once(odd: Office) -> None:
    cases = [open_odd(odd, "told", span="P1D") for _ in range(10)]
    sends: list[Callable[[], object]] = [
        partial(send_message, odd.leidraad, SYSTEM, case, "told", {})
        for case in cases
        for _ in range(2)
    ]
    results = at_once(sends)
    assert results.count("done") == len(cases)
    assert results.count("message-not-awaited") == len(cases)


def test_a_person_is_handed_over_once_by_two_cases_at_once(odd: Office) -> None:
    first = open_odd(odd, "over")
    with odd.leidraad.reading() as connection:
        person_id = case_rows.person_of(connection, first)
    second = open_case(
        odd.leidraad,
        SYSTEM,
        Opening(
            trajectory="odd",
            agency=AgencyId("atlas"),
            person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
            person_id=person_id,
            facts={"way": "over"},
        ),
    )
    at_once(
        [
            partial(report_delivery, odd.leidraad, case, "open-case")
            for case in (first, second)
        ]
    )
    with odd.leidraad.reading() as connection:
        running = case_rows.running_of(connection, person_id)
    assert len(running) == 3


def test_a_step_that_fails_for_two_people_at_once_is_one_incident(odd: Office) -> None:
    ann = odd.person("atlas", "ann")
    case = open_odd(odd, "work", approved=None)
    work = task_of(odd, case, "work_task")
    claim_task(odd.leidraad, ann, work)
    submit = partial(complete_task, odd.leidraad, ann, work, {"word": "x"})
    results = at_once([submit] * 4)
    assert set(results) == {"step-failed"}
    assert len(state_of(odd, case).incidents) == 1


def test_a_submit_that_failed_just_before_another_succeeded_leaves_no_incident(
    odd: Office,
) -> None:
    ann = odd.person("atlas", "ann")
    cases = [open_odd(odd, "work", approved=None) for _ in range(8)]
    acts: list[Callable[[], object]] = []
    for case in cases:
        work = task_of(odd, case, "work_task")
        claim_task(odd.leidraad, ann, work)
        acts += [
            partial(complete_task, odd.leidraad, ann, work, {"word": "x"}),
            partial(correct_fact, odd.leidraad, ann, case, "approved", "nee", reason="x"),
            partial(complete_task, odd.leidraad, ann, work, {"word": "x"}),
        ]
    results = at_once(acts)
    assert set(results) <= {"done", "step-failed", "task-closed", "case-closed"}
    Watch(odd.leidraad).look(list(cases))


def test_no_operation_holds_a_row_of_a_case_while_it_waits_for_the_case(
    postgresql_url: str,
) -> None:
    office = odd_office(postgresql_url)
    leidraad = office.leidraad
    ann, bert = office.person("atlas", "ann"), office.person("atlas", "bert")
    case = open_small(office)
    intake = task_of(office, case, "intake")
    claim_task(leidraad, ann, intake)
    office.clock.set(office.clock.now() + timedelta(days=50))
    for act in (
        partial(claim_task, leidraad, ann, intake),
        partial(save_draft, leidraad, ann, intake, {"intake_years": "9"}),
        partial(reassign_task, leidraad, ann, intake, to=bert.account_id, reason="x"),
        partial(release_task, leidraad, bert, intake),
        partial(claim_task, leidraad, ann, intake),
        partial(correct_fact, leidraad, ann, case, "divisor", "3", reason="x"),
        partial(send_reminders, leidraad),
        partial(fire_due, leidraad),
        partial(complete_task, leidraad, ann, intake, {"intake_years": "9"}),
        partial(cancel_case, leidraad, ann, case, reason="x"),
    ):
        with ThreadPoolExecutor(1) as pool:
            with leidraad.database.writing() as connection:
                case_rows.lock(connection, case)
                waiting = pool.submit(act)
                while not (waiting.done() or _somebody_waits(connection)):
                    continue
                # Whoever waits with one of these rows in hand would never get the case.
                for table in (task, timer, deadline, reminder, outbox):
                    connection.execute(
                        select(table.c.case_id)
                        .where(table.c.case_id == case)
                        .with_for_update(nowait=True, key_share=True)
                    )
            waiting.result()
    office.leidraad.close()


def _somebody_waits(connection: Connection) -> bool:
    return bool(
        connection.exec_driver_sql(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
        ).scalar_one()
    )
