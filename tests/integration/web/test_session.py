"""Signing in and out, languages, and the errors that a person meets."""

import pytest

from tests.support.site import PASSWORD, opened
from web.app import create_app


def test_signing_in_goes_to_the_page_that_was_asked_for(visit):
    visitor = visit()
    page = visitor.get("/cases?status=closed")
    assert page.path == "/sign-in"
    page = visitor.send(page, "Meld aan", {"login": "Anke ", "password": PASSWORD})
    assert page.path == "/cases"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.invalid/", "//evil.invalid", "/\\evil"]
)
def test_signing_in_never_goes_elsewhere(visit, elsewhere):
    visitor = visit()
    page = visitor.get("/sign-in", query_string={"next": elsewhere})
    page = visitor.send(
        page,
        "Meld aan",
        {"login": "anke", "password": PASSWORD, "next": elsewhere},
        follow=False,
    )
    assert page.response.location == "/"


def test_a_wrong_password_is_told_and_the_name_is_kept(visit):
    visitor = visit()
    page = visitor.get("/sign-in")
    page = visitor.send(page, "Meld aan", {"login": "anke", "password": "verkeerd"})
    assert page.status == 403
    assert "horen niet bij elkaar" in page.text
    assert page.find('//input[@name="login"]/@value') == ["anke"]
    assert visitor.get("/tasks").path == "/sign-in"


def test_demonstration_accounts_are_for_this_machine_only(furnished, tmp_path):
    with opened(furnished, tmp_path) as site:
        client = create_app(site.leidraad).test_client()
        client.get("/sign-in")
        with client.session_transaction() as session:
            token = session["csrf"]
        data = {"csrf_token": token, "login": "anke", "password": PASSWORD}
        with site.leidraad.database.writing() as connection:
            connection.exec_driver_sql("UPDATE account SET is_demonstration = true")
        far = client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": "10.0.0.9"})
        proxied = client.post(
            "/sign-in", data=data, headers={"X-Forwarded-For": "10.0.0.9"}
        )
        near = client.post("/sign-in", data=data)
    assert (far.status_code, proxied.status_code, near.status_code) == (403, 403, 303)


def test_signing_out_ends_the_session(visit):
    visitor = visit("anke")
    page = visitor.send(visitor.get("/tasks"), "Afmelden")
    assert page.path == "/sign-in"
    assert visitor.get("/tasks").path == "/sign-in"


def test_a_closed_account_is_out_at_once(visit, site):
    visitor = visit("anke")
    with site.leidraad.database.writing() as connection:
        connection.exec_driver_sql("UPDATE account SET is_active = false")
    assert visitor.get("/tasks").path == "/sign-in"


def test_pages_are_dutch_first_and_english_when_asked(visit):
    visitor = visit("anke")
    page = visitor.get("/tasks")
    assert page.find("/html/@lang") == ["nl"]
    assert "Mijn taken" in page.text
    page = visitor.send(page, "English")
    assert page.find("/html/@lang") == ["en"]
    assert "My tasks" in page.text
    page = visitor.send(page, "Nederlands")
    assert "Mijn taken" in page.text


@pytest.mark.parametrize(
    ("address", "status"), [("/nope", 404), ("/tasks/999", 404), ("/cases/999", 404)]
)
def test_what_is_not_there_is_told_with_what_to_do_next(visit, address, status):
    page = visit("anke").get(address)
    assert page.status == status
    assert "bestaat niet" in page.text
    assert page.find('//main//a[contains(@class, "button")]')


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_an_id_that_no_row_can_have_is_no_page(visit, number):
    visitor = visit("anke")
    assert visitor.get(f"/tasks/{number}").status == 404
    assert visitor.get(f"/cases/{number}").status == 404


def test_a_fault_of_ours_shows_no_trace(visit, site):
    case_id = site.open_case()
    visitor = visit("anke")
    del site.leidraad.published
    page = visitor.get(f"/cases/{case_id}")
    assert page.status == 500
    assert "niets half bewaard" in page.text
    assert "Traceback" not in page.response.text
    assert "published" not in page.text


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("table", ["task", "account"])
def test_a_database_that_fails_is_told_with_what_to_do_next(visit, site, table):
    visitor = visit("anke")
    with site.leidraad.database.writing() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO gone")
    page = visitor.get("/tasks")
    assert page.status == 503
    assert "probeer het zo dadelijk opnieuw" in page.text
    assert "no such table" not in page.response.text
