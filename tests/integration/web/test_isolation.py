"""What one agency never sees of another, on every page and in the API."""

import pytest

from tests.support.site import INTAKE


@pytest.fixture
def private(site):
    """A case of Atlas in which Huis van het Nederlands has nothing to do."""
    return site.past_intake(given="Geheim", family="Dossier")


@pytest.fixture
def shared(site):
    """A case of Atlas in which Huis van het Nederlands sets the level."""
    return site.past_intake(given="Gedeeld", family="Dossier", region="brussels")


PATHS = (
    "/cases/{case}",
    "/cases/{case}/facts",
    "/cases/{case}/facts/children",
    "/cases/{case}/history",
    "/cases/{case}/diagram",
    "/cases/{case}/cancel",
    "/cases/{case}/messages/work_found",
    "/operations/timers/{case}",
    "/tasks/{task}",
    "/tasks/{task}/done",
    "/tasks/{task}/reassign",
    "/api/cases/{case}",
    "/api/tasks/{task}",
    "/api/terms/{term}",
    "/terms/{term}/suspend",
    "/terms/{term}/meet",
    "/terms/{term}/extend",
    "/terms/{term}/waive",
)
POSTS = (
    "/cases/{case}/notes",
    "/cases/{case}/cancel",
    "/cases/{case}/facts/children",
    "/cases/{case}/messages/work_found",
    "/operations/timers/{case}",
    "/tasks/{task}/claim",
    "/tasks/{task}/release",
    "/tasks/{task}/draft",
    "/tasks/{task}/complete",
    "/tasks/{task}/reassign",
    "/terms/{term}/suspend",
    "/terms/{term}/resume",
    "/terms/{term}/meet",
    "/terms/{term}/extend",
    "/terms/{term}/waive",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_case_of_another_agency_does_not_exist(visit, site, private, path):
    task_id = site.task(private, "first_talk")
    page = visit("hana").get(path.format(case=private, task=task_id, term=term(site)))
    assert page.status == 404
    assert "Geheim" not in page.response.text


@pytest.mark.parametrize("path", POSTS)
def test_nothing_can_be_done_to_a_case_of_another_agency(visit, site, private, path):
    task_id = site.task(private, "first_talk")
    before = rows(site)
    page = visit("hana").post(
        path.format(case=private, task=task_id, term=term(site)),
        data={
            "text": "x",
            "reason": "x",
            "to": site.accounts["hana"],
            "value": "1",
            "from_on": "2026-03-02",
            "until_on": "2026-03-02",
            "met_on": "2026-03-02",
            "period": "1",
            "unit": "D",
        },
    )
    assert page.status in {403, 404}
    assert "Geheim" not in page.response.text
    assert rows(site) == before


def test_lists_and_search_hold_nothing_of_another_agency(visit, private):
    visitor = visit("hana")
    for path in (
        "/tasks?view=team",
        "/tasks?view=unclaimed",
        "/tasks?view=team&text=geheim",
        "/cases",
        "/search?q=geheim",
        "/search?q=ATL",
        "/supervision",
        "/supervision/overdue",
        "/supervision/incidents",
        "/supervision/stuck",
        "/operations",
        "/operations/timers",
        "/operations/deliveries?status=waiting",
        "/forecast",
        "/forecast/due?week=late",
        "/api/tasks?view=team",
    ):
        response = visitor.client.get(path)
        assert response.status_code == 200
        assert "Geheim" not in response.text, path
        assert f"/cases/{private}" not in response.text, path


def test_of_a_shared_case_only_ones_own_tasks_and_their_facts_are_shown(visit, shared):
    visitor = visit("hana")
    assert "Gedeeld Dossier" in visitor.get("/tasks?view=unclaimed").text
    page = visitor.get(f"/cases/{shared}")
    assert page.status == 200
    assert "Dit dossier is van Atlas" in page.text
    assert "Niveau bepalen" in page.text
    assert "Eerste gesprek" not in page.text
    assert "fatou@example.invalid" not in page.text
    facts = visitor.get(f"/cases/{shared}/facts").text
    assert "Roepnaam" in facts
    assert INTAKE["health"] not in facts
    assert "Hoogste diploma" not in facts
    for path in ("history", "diagram", "cancel", "facts/nickname", "messages/work_found"):
        assert visitor.get(f"/cases/{shared}/{path}").status in {403, 404}, path
    body = visitor.client.get(f"/api/cases/{shared}").json
    assert [task["agency"] for task in body["tasks"]] == ["hvn"]
    assert [fact["name"] for fact in body["facts"]] == ["nickname"]
    assert body["deadlines"] == []


def test_a_shared_case_is_worked_on_by_both(visit, site, shared):
    visitor = visit("hana")
    task_id = site.task(shared, "nt2_level")
    page = visitor.send(visitor.get(f"/tasks/{task_id}"), "Neem op")
    page = visitor.send(page, "Rond taak af", {"f.level": "a2"})
    assert page.path.endswith("/done")
    assert "Niveau A2" in visit("bram").get(f"/cases/{shared}/facts").text


@pytest.mark.parametrize("login", ["drew", "ada"])
def test_designers_and_administrators_see_no_newcomer(visit, private, login):
    visitor = visit(login)
    for path in (
        "/tasks",
        "/cases",
        "/search?q=geheim",
        f"/cases/{private}",
        "/supervision",
    ):
        page = visitor.get(path)
        assert page.status == 403
        assert "Geheim" not in page.text


def term(site) -> int:
    """Give the one term that there is."""
    with site.leidraad.reading() as connection:
        found = connection.exec_driver_sql("SELECT deadline_id FROM deadline")
        return int(found.scalar_one())


def rows(site) -> list[object]:
    with site.leidraad.reading() as connection:
        return [
            connection.exec_driver_sql(f"SELECT * FROM {table}").fetchall()
            for table in ("task", "cases", "note", "fact", "draft", "history", "deadline")
        ]
