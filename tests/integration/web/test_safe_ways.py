"""Ways out of Leidraad that are closed, and looks and refusals that are recorded."""

import pytest
from sqlalchemy import select

from engine.store.tables import access
from tests.support.site import PASSWORD


def looks(site, kind):
    with site.leidraad.reading() as connection:
        return list(connection.execute(select(access).where(access.c.kind == kind)))


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example"],
)
def test_signing_in_never_leads_to_another_site(visit, address):
    visitor = visit()
    visitor.get("/sign-in")
    page = visitor.post(
        "/sign-in", data={"login": "anke", "password": PASSWORD, "next": address}
    )
    assert page.status == 303
    assert page.response.headers["Location"] == "/"


def test_a_wrong_token_does_not_end_the_session_of_a_browser(visit):
    visitor = visit("anke")
    answer = visitor.client.get("/api/tasks", headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert visitor.client.get("/api/tasks").status_code == 200


@pytest.mark.parametrize("address", ["", "local", "not an address"])
def test_an_address_that_is_none_is_not_this_machine(visit, address):
    page = visit().get("/sign-in", environ_base={"REMOTE_ADDR": address})
    assert page.status == 200


@pytest.mark.parametrize(
    "path", ["/cases/{case}", "/cases/{case}/facts", "/api/cases/{case}"]
)
def test_who_may_not_see_a_case_is_recorded_as_refused_and_not_as_reader(visit, site, path):
    case_id = site.past_intake()
    page = visit("hana").client.get(path.format(case=case_id))
    assert page.status_code == 404
    assert looks(site, "read_case") == []
    assert looks(site, "read_facts") == []
    (refused,) = looks(site, "refused")
    assert (refused.case_id, refused.account_id) == (case_id, site.accounts["hana"])


def test_who_may_not_see_a_task_is_recorded_with_its_case(visit, site):
    case_id = site.past_intake()
    visit("hana").client.get(f"/api/tasks/{site.task(case_id, 'first_talk')}")
    (refused,) = looks(site, "refused")
    assert refused.case_id == case_id


def test_a_look_through_the_api_is_recorded(visit, site):
    case_id = site.past_intake()
    assert visit("anke").client.get(f"/api/cases/{case_id}").status_code == 200
    (read,) = looks(site, "read_case")
    assert (read.case_id, read.account_id) == (case_id, site.accounts["anke"])
