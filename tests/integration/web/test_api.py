"""The API: who may use it, versions, errors, and its description."""

import hashlib
from datetime import timedelta

import pytest

from engine.operations.claim_task import claim_task
from engine.store import accounts
from tests.support.site import INTAKE, NOON


@pytest.fixture
def task_id(site):
    return site.task(site.open_case(), "intake")


@pytest.fixture
def anke(visit):
    """A browser of Anke that sends the token of its pages along."""
    visitor = visit("anke")
    visitor.client.environ_base["HTTP_X_CSRF_TOKEN"] = visitor.token()
    return visitor.client


def tag(client, task_id):
    return {"If-Match": client.get(f"/api/tasks/{task_id}").headers["ETag"]}


def test_a_task_is_cleared(anke, task_id):
    listed = anke.get("/api/tasks?view=unclaimed").json
    assert [one["task_id"] for one in listed["tasks"]] == [task_id]
    assert listed["tasks"][0]["title"] == {"nl": "Intake doen", "en": "Do the intake"}
    claimed = anke.post(f"/api/tasks/{task_id}/claim", headers=tag(anke, task_id))
    assert claimed.status_code == 200
    assert claimed.json["assignee"] == "Anke Demo"
    done = anke.post(
        f"/api/tasks/{task_id}/complete",
        json={"answers": {**INTAKE, "children": 2, "agrees": True}},
        headers={"If-Match": claimed.headers["ETag"]},
    )
    assert done.status_code == 200
    assert done.json["status"] == "completed"
    case = anke.get(f"/api/cases/{done.json['case_id']}").json
    facts = {fact["name"]: fact["value"] for fact in case["facts"]}
    assert facts["children"] == 2
    assert facts["agrees"] is True
    assert case["deadlines"][0]["name"] == "talk"


def test_a_change_needs_the_version_that_it_was_made_on(anke, site, task_id):
    claim = f"/api/tasks/{task_id}/claim"
    assert anke.post(claim).status_code == 428
    old = tag(anke, task_id)
    claim_task(site.leidraad, site.actor("anke"), task_id)
    stale = anke.post(f"/api/tasks/{task_id}/complete", json={}, headers=old)
    assert stale.status_code == 412
    assert stale.json["message"] == "Dit is intussen gewijzigd. Lees het opnieuw."


def test_who_is_second_is_told_who_was_first(anke, site):
    case_id = site.past_intake()
    talk = site.task(case_id, "first_talk")
    claim_task(site.leidraad, site.actor("bo"), talk)
    site.do("hana", site.past_intake(region="brussels"), "nt2_level", level="a1")
    answer = anke.post(f"/api/tasks/{talk}/claim", headers=tag(anke, talk))
    assert answer.status_code == 403
    assert answer.json["code"] == "not-allowed"


def test_wrong_answers_are_told_by_field(anke, site, task_id):
    claim_task(site.leidraad, site.actor("anke"), task_id)
    answer = anke.post(
        f"/api/tasks/{task_id}/complete",
        json={"answers": {**INTAKE, "nickname": "", "children": [1, 2], "nope": 1}},
        headers=tag(anke, task_id),
    )
    assert answer.status_code == 422
    assert answer.json["code"] == "invalid-data"
    assert answer.json["fields"]


def test_a_case_that_did_not_change_is_not_sent_again(anke, site):
    case_id = site.past_intake()
    first = anke.get(f"/api/cases/{case_id}")
    headers = {"If-None-Match": first.headers["ETag"]}
    assert anke.get(f"/api/cases/{case_id}", headers=headers).status_code == 304
    site.do("bram", case_id, "nt2_level", level="a1")
    assert anke.get(f"/api/cases/{case_id}", headers=headers).status_code == 200


def test_the_pages_of_a_list_follow_each_other(anke, site):
    for number in range(3):
        site.open_case(family=f"Nummer {number}")
    first = anke.get("/api/tasks?view=unclaimed&limit=2").json
    rest = anke.get(
        "/api/tasks", query_string={"view": "unclaimed", "after": first["next"]}
    )
    assert len(first["tasks"]) == 2
    assert len(rest.json["tasks"]) == 1
    assert rest.json["next"] is None


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=x",
        "limit=99999",
        "view=nope",
        "due=never",
        "unknown=1",
    ],
)
def test_a_query_that_is_wrong_is_told(anke, query):
    answer = anke.get(f"/api/tasks?{query}")
    assert answer.status_code == 422
    assert answer.json["message"]


def test_errors_are_json_under_api_only(anke):
    assert anke.get("/api/tasks/999").json["code"] == "not-found"
    assert anke.get("/api/nope").status_code == 404
    assert anke.get("/api/nope").json["status"] == 404
    wrong = anke.get("/api/tasks/1/claim")
    assert wrong.status_code == 405
    assert "POST" in wrong.headers["Allow"]
    assert anke.get("/nope").mimetype == "text/html"
    broken = anke.post("/api/tasks/1/complete", data=b"{", content_type="application/json")
    assert broken.is_json


def test_a_session_changes_nothing_without_the_token_of_its_page(visit, task_id):
    client = visit("anke").client
    answer = client.post(f"/api/tasks/{task_id}/claim", headers=tag(client, task_id))
    assert answer.status_code == 403
    assert answer.json["code"] == "stale-page"


def test_a_token_acts_for_its_account_until_it_ends(visit, site, task_id):
    secret = "a-random-token-of-a-program"
    with site.leidraad.database.writing() as connection:
        accounts.add_token(
            connection,
            {
                "account_id": site.accounts["anke"],
                "token_hash": hashlib.sha256(secret.encode()).hexdigest(),
                "label": "koppeling",
                "created_at": NOON,
                "expires_at": NOON + timedelta(days=1),
            },
        )
    client = visit().client
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    claimed = client.post(f"/api/tasks/{task_id}/claim", headers=tag(client, task_id))
    assert claimed.status_code == 200
    assert client.get("/tasks").status_code == 303
    site.clock.set(NOON + timedelta(days=2))
    assert client.get("/api/tasks").status_code == 401
    client.environ_base["HTTP_AUTHORIZATION"] = "Bearer wrong"
    assert client.get("/api/tasks").status_code == 401


def test_the_api_describes_itself(visit):
    described = visit().client.get("/api/openapi.json").json
    assert described["openapi"].startswith("3.1")
    assert {
        "/api/tasks",
        "/api/tasks/{task_id}",
        "/api/tasks/{task_id}/claim",
        "/api/tasks/{task_id}/release",
        "/api/tasks/{task_id}/complete",
        "/api/cases/{case_id}",
    } <= set(described["paths"])
    claim = described["paths"]["/api/tasks/{task_id}/claim"]["post"]
    assert {"412", "428"} <= set(claim["responses"])
