"""Terms in the API: read with why they end when they do, and changed on a version."""

from datetime import date

import pytest

from engine.operations.suspend_term import suspend_term

#: Verb, what is sent, and the field that is wrong in it.
WRONG: tuple[tuple[str, dict[str, object], str], ...] = (
    ("suspend", {"from_on": "2026-03-02", "reason": ""}, "reason"),
    ("suspend", {"from_on": "ooit", "reason": "x"}, "from_on"),
    ("suspend", {"from_on": "2026-03-03", "reason": "x"}, "from_on"),
    ("suspend", {"reason": "x"}, "from_on"),
    ("suspend", {"from_on": "2026-03-02", "reason": "x", "nope": 1}, "nope"),
    ("resume", {"until_on": "2026-03-02", "change_id": 2**70}, "change_id"),
    ("extend", {"period": "a month", "reason": "x"}, "period"),
    ("extend", {"period": "P2M", "reason": "x"}, "period"),
    ("meet", {"met_on": "2026-03-03", "reason": "x"}, "met_on"),
    ("waive", {}, "reason"),
)


@pytest.fixture
def case_id(site):
    return site.past_intake()


@pytest.fixture
def client(visit):
    """A browser of Carla, who supervises, that sends the token of its pages along."""
    visitor = visit("carla")
    visitor.client.environ_base["HTTP_X_CSRF_TOKEN"] = visitor.token()
    return visitor.client


@pytest.fixture
def term(client, case_id):
    """The address of the term of the talk."""
    (found,) = client.get(f"/api/cases/{case_id}").json["deadlines"]
    return f"/api/terms/{found['deadline_id']}"


def change(client, term, verb, *, tag=None, **sent):
    headers = {"If-Match": tag or client.get(term).headers["ETag"]}
    return client.post(f"{term}/{verb}", json=sent, headers=headers)


def test_a_case_gives_its_terms_with_why_they_end_when_they_do(client, case_id):
    (term,) = client.get(f"/api/cases/{case_id}").json["deadlines"]
    assert term["status"] == "open"
    assert term["due_on"] == "2026-03-20"
    assert (term["length"], term["days"]) == ("P1M", "calendar")
    assert term["start_facts"] == ["registered_on"]
    assert term["to_be_confirmed"] is True
    assert term["explanation"][0] == {
        "nl": "Geteld vanaf de inschrijving in het register van 20 februari 2026; die dag "
        "telt niet mee.",
        "en": "Counted from the registration in the register of 20 February 2026; that day "
        "does not count.",
    }
    assert term["changes"] == []


def test_a_term_is_suspended_resumed_extended_and_waived(client, term):
    done = change(
        client, term, "suspend", from_on="2026-03-01", reason="Ziek.", proof="Attest."
    )
    assert done.status_code == 200
    assert done.json["suspended_on"] == "2026-03-01"
    tag = done.headers["ETag"]
    done = change(client, term, "resume", tag=tag, until_on="2026-03-03")
    assert done.json["due_on"] == "2026-03-22"
    assert done.json["suspended_on"] is None
    suspended, resumed = done.json["changes"]
    assert (suspended["kind"], suspended["by"]) == ("suspended", "Carla Demo")
    assert (suspended["reason"], suspended["proof"]) == ("Ziek.", "Attest.")
    assert resumed["of_change_id"] == suspended["change_id"]
    assert (resumed["due_before"], resumed["due_after"]) == ("2026-03-20", "2026-03-22")
    done = change(client, term, "extend", period="P10D", reason="Tolk gezocht.")
    assert done.json["due_on"] == "2026-04-01"
    done = change(client, term, "waive", reason="Niet meer nodig.")
    assert done.json["status"] == "waived"
    again = change(client, term, "waive", reason="Nog eens.")
    assert again.status_code == 409
    assert again.json["code"] == "term-closed"


def test_a_term_is_met_by_hand(client, term):
    done = change(client, term, "meet", met_on="2026-03-02", reason="Aan de balie.")
    assert done.json["status"] == "met"


def test_a_change_needs_the_version_that_it_was_made_on(client, site, term):
    sent = {"from_on": "2026-03-02", "reason": "Ziek."}
    assert client.post(f"{term}/suspend", json=sent).status_code == 428
    old = client.get(term).headers["ETag"]
    suspend_term(
        site.leidraad,
        site.actor("bram"),
        int(term.rpartition("/")[2]),
        from_on=date(2026, 3, 2),
        reason="Verhuis.",
    )
    assert change(client, term, "suspend", tag=old, **sent).status_code == 412


def test_what_is_wrong_is_told_by_field(client, term):
    for verb, sent, wrong in WRONG:
        answer = change(client, term, verb, **sent)
        assert answer.status_code == 422
        fields = answer.json["fields"]
        assert wrong in (fields.get("json") or fields)
    assert client.get(term).json["changes"] == []


def test_who_may_not_is_refused(visit, term):
    visitor = visit("bram")
    visitor.client.environ_base["HTTP_X_CSRF_TOKEN"] = visitor.token()
    for verb, sent in (("extend", {"period": "P1D"}), ("waive", {})):
        answer = change(visitor.client, term, verb, reason="x", **sent)
        assert answer.status_code == 403
    stranger = visit("hana")
    stranger.client.environ_base["HTTP_X_CSRF_TOKEN"] = stranger.token()
    assert stranger.client.get(term).status_code == 404
    sent = {"from_on": "2026-03-02", "reason": "x"}
    answer = change(stranger.client, term, "suspend", tag='"x"', **sent)
    assert answer.status_code == 404


def test_each_reading_of_a_term_is_recorded(client, site, case_id, term):
    client.get(term)
    with site.leidraad.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT case_id FROM access WHERE kind = 'read_term'"
        )
        assert [case for (case,) in found] == [case_id]


def test_the_description_names_each_change_and_what_it_takes(visit):
    described = visit().client.get("/api/openapi.json").json
    for verb in ("suspend", "resume", "extend", "waive", "meet"):
        told = described["paths"][f"/api/terms/{{deadline_id}}/{verb}"]["post"]
        assert {"200", "412", "422", "428"} <= set(told["responses"])
        assert told["requestBody"]["required"]
    taken = described["components"]["schemas"]["Suspending"]
    assert set(taken["required"]) == {"from_on", "reason"}
    given = described["components"]["schemas"]["TermOut"]["properties"]
    assert {"explanation", "changes", "suspended_on"} <= set(given)
