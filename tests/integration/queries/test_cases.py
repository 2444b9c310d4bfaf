"""My cases, search, and the case file, as far as an agency may see them."""

from datetime import timedelta

import pytest

from engine import feel, queries
from engine.errors import NotFoundError
from engine.queries import Cursor
from engine.store.tables import deadline, fact, history, incident, note, timer
from tests.support.rows import (
    ADMIN,
    ANKE,
    BRAM,
    CHIEF,
    DREW,
    HANA,
    NOW,
    NT2,
    TODAY,
    Office,
)


def numbers(page):
    return [row.number for row in page.rows]


@pytest.fixture
def shared(office: Office) -> int:
    """A case of Atlas in which Huis van het Nederlands has a task."""
    case_id = office.case("ATL-2026-000007", person_id=office.person("Fatou", "Zézé"))
    office.task(case_id)
    office.task(case_id, agency_id="hvn", team_id=NT2, form="nt2_level")
    return case_id


def test_my_cases_are_those_with_my_tasks_done_or_open(connection, office):
    open_one = office.case("ATL-1", moved_at=NOW - timedelta(days=1))
    office.task(open_one, assignee_id=ANKE.account_id)
    done = office.case("ATL-2", moved_at=NOW)
    office.task(done, status="completed", closed_by=ANKE.account_id)
    office.task(office.case("ATL-3"), assignee_id=BRAM.account_id)
    ended = office.case("ATL-4", status="ended")
    office.task(ended, status="completed", closed_by=ANKE.account_id)
    assert numbers(queries.my_cases(connection, ANKE)) == ["ATL-2", "ATL-1"]
    assert numbers(queries.my_cases(connection, ANKE, closed=True)) == ["ATL-4"]


def test_my_cases_come_page_by_page(connection, office):
    for number in range(5):
        case = office.case(f"ATL-{number}", moved_at=NOW - timedelta(hours=number // 2))
        office.task(case, assignee_id=ANKE.account_id)
    seen, after = [], None
    for _ in range(3):
        page = queries.my_cases(connection, ANKE, after=after, limit=2)
        seen += numbers(page)
        after = page.next and Cursor.read(str(page.next))
    assert after is None
    assert sorted(seen) == [f"ATL-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "typed", ["fat", "FATOU", "zeze", "Zézé fat", "atl-2026-000007", "ATL-2026"]
)
@pytest.mark.usefixtures("shared")
def test_search_finds_by_the_beginning_of_names_and_of_the_number(connection, typed):
    assert numbers(queries.search(connection, ANKE, typed)) == ["ATL-2026-000007"]


@pytest.mark.parametrize("typed", ["", "  ", "atou", "fatou nobody", "-", "%", "_"])
@pytest.mark.usefixtures("shared")
def test_search_finds_nothing_else(connection, typed):
    assert numbers(queries.search(connection, ANKE, typed)) == []


@pytest.mark.usefixtures("shared")
def test_search_stays_within_what_the_agency_works_on(connection, office):
    office.case("ATL-2026-000008", person_id=office.person("Fatim", "Other"))
    assert numbers(queries.search(connection, HANA, "fat")) == ["ATL-2026-000007"]
    assert len(queries.search(connection, ANKE, "fat").rows) == 2
    assert numbers(queries.search(connection, DREW, "fat")) == []
    assert numbers(queries.search(connection, ADMIN, "fat")) == []


def test_a_person_found_by_both_names_is_listed_once(connection, office):
    office.case(person_id=office.person("Anna", "Annaert"))
    assert len(queries.search(connection, ANKE, "ann").rows) == 1


def test_more_than_a_page_is_told(connection, office):
    for number in range(4):
        office.case(f"ATL-{number}", person_id=office.person("Many", str(number)))
    page = queries.search(connection, ANKE, "many", limit=3)
    assert len(page.rows) == 3
    assert page.next is not None


def test_the_holder_of_a_case_sees_it_in_full(connection, office, shared):
    fill(office, shared)
    head = queries.case_head(connection, ANKE, shared)
    assert head.is_own
    assert head.case.person == "Fatou Zézé"
    assert len(queries.open_tasks_of(connection, ANKE, head, today=TODAY)) == 2
    assert [row.name for row in queries.facts_of(connection, head)] == ["income", "level"]
    assert [row.text for row in queries.notes_of(connection, head)] == ["Belde terug."]
    terms = queries.deadlines_of(connection, head, today=TODAY)
    assert [(term.name, term.is_overdue) for term in terms] == [("report", True)]
    assert terms[0].explanation[0].nl == "Omdat."
    assert [wait.kind for wait in queries.waits_of(connection, head)] == ["timer"]
    assert len(queries.incidents_of(connection, head)) == 1
    assert [row.kind for row in queries.history_of(connection, head).rows] == [
        "case_opened"
    ]


def test_another_agency_sees_its_own_tasks_and_the_facts_its_forms_name(
    connection, office, shared
):
    fill(office, shared)
    head = queries.case_head(connection, HANA, shared)
    assert not head.is_own
    tasks = queries.open_tasks_of(connection, HANA, head, today=TODAY)
    assert [task.agency for task in tasks] == ["hvn"]
    assert queries.forms_of(connection, HANA, head) == {"nt2_level"}
    facts = queries.facts_of(connection, head, names={"level"})
    assert [row.name for row in facts] == ["level"]
    with pytest.raises(ValueError, match="another agency"):
        queries.facts_of(connection, head)
    assert queries.notes_of(connection, head) == ()
    assert queries.deadlines_of(connection, head, today=TODAY) == ()
    assert queries.waits_of(connection, head) == ()
    assert queries.incidents_of(connection, head) == ()
    assert queries.history_of(connection, head).rows == ()
    assert head.case.open_tasks == 1


@pytest.mark.parametrize("who", [HANA, DREW, ADMIN])
def test_a_case_of_others_does_not_exist(connection, office, who):
    case_id = office.case()
    task_id = office.task(case_id)
    with pytest.raises(NotFoundError):
        queries.case_head(connection, who, case_id)
    with pytest.raises(NotFoundError):
        queries.task_file(connection, who, task_id, today=TODAY)


def test_a_task_sees_the_nearest_fact_and_only_its_own_draft(connection, office):
    case_id = office.case()
    task_id = office.task(case_id, scope="course:2/round:1")
    for scope, value in (("", 1), ("course:2", 2), ("course:1", 3)):
        office.put(
            fact,
            case_id=case_id,
            scope=scope,
            name="hours",
            value=feel.dump(str(value)),
            written_at=NOW,
            element="x",
        )
    file = queries.task_file(connection, ANKE, task_id, today=TODAY)
    assert queries.facts_for(connection, file) == {"hours": "2"}
    assert file.draft is None


def test_history_comes_page_by_page_newest_first(connection, office):
    case_id = office.case()
    for number in range(5):
        office.put(
            history,
            case_id=case_id,
            at=NOW,
            kind=f"kind_{number}",
            scope="",
            element="",
            occurrence=0,
            detail=feel.dump({}),
        )
    head = queries.case_head(connection, CHIEF, case_id)
    first = queries.history_of(connection, head, limit=3)
    assert [row.kind for row in first.rows] == ["kind_4", "kind_3", "kind_2"]
    rest = queries.history_of(connection, head, after=first.next, limit=3)
    assert [row.kind for row in rest.rows] == ["kind_1", "kind_0"]
    assert rest.next is None


def fill(office: Office, case_id: int) -> None:
    """Put one of everything into a case."""
    place = {"scope": "", "element": "x", "occurrence": 1}
    for name in ("income", "level"):
        office.put(
            fact,
            case_id=case_id,
            scope="",
            name=name,
            value=feel.dump("x"),
            written_at=NOW,
            element="x",
        )
    office.put(note, case_id=case_id, at=NOW, account_id=1, text="Belde terug.")
    office.put(
        deadline,
        case_id=case_id,
        **place,
        name="report",
        title_nl="Aanmelden",
        title_en="Report",
        start_on=TODAY - timedelta(days=90),
        due_on=TODAY - timedelta(days=1),
        status="open",
        legal_basis="art. 1",
        source="S1",
        to_be_confirmed=False,
        explanation=feel.dump([{"nl": "Omdat.", "en": "Because."}]),
        opened_at=NOW,
    )
    office.put(timer, case_id=case_id, **place, due_at=NOW)
    office.put(
        incident,
        case_id=case_id,
        **place,
        kind="timer",
        text_nl="Fout",
        text_en="Fault",
        material=feel.dump({}),
        status="open",
        attempts=1,
        created_at=NOW,
    )
    office.put(
        history,
        case_id=case_id,
        **place,
        at=NOW,
        kind="case_opened",
        detail=feel.dump({}),
    )
