"""What nobody types but somebody sends: a clear message, never a fault of ours."""

from base64 import urlsafe_b64encode

import pytest
from werkzeug.routing import Rule

from tests.integration.web.test_guard import rules


def cursor(sorted_by: str, key: int) -> str:
    return urlsafe_b64encode(f"{sorted_by}|{key}".encode()).decode().rstrip("=")


STRANGE = (
    "\x00",
    "' OR 1=1 --",
    "%",
    "\U0001f600",
    "\u202e",
    "9" * 400,
    "../../etc/passwd",
    "{{ 7777 * 7777 }}",
    cursor("9999-12-31", 2**63 - 1),
    cursor("0001-01-01T00:00:00+14:00", 1),
    cursor("9999-12-31T23:59:59-14:00", 1),
    cursor("", 0),
)
NAMES = (
    *("text", "reason", "value", "to", "version", "scope", "login", "password", "next"),
    *("language", "f.talk_report", "f.nope", "f.found_on", "f.hours", "step"),
    *("trajectory", "given_name", "born_on", "due_at", "when", "element", "occurrence"),
)
PARAMETERS = (
    *("view", "trajectory", "due", "text", "after", "q", "status", "team", "scope"),
    *("element", "occurrence"),
)


@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
def test_no_address_breaks_on_strange_parameters(visit, site, strange):
    case_id = site.past_intake()
    ids = {"case_id": case_id, "task_id": site.task(case_id, "first_talk")}
    visitor = visit("carla")
    for rule in rules(visit.app):
        # Without a law, which this site has none of, /ready says 503.
        if "GET" not in rule.methods or rule.endpoint in {"static", "health.ready"}:
            continue
        query = dict.fromkeys(PARAMETERS, strange)
        response = visitor.client.get(address(rule, ids), query_string=query)
        assert response.status_code < 500, rule
        assert b"60481729" not in response.data, rule


@pytest.mark.parametrize("strange", STRANGE, ids=range(len(STRANGE)))
def test_no_form_breaks_on_strange_answers(visit, site, strange):
    case_id = site.past_intake()
    ids = {"case_id": case_id, "task_id": site.task(case_id, "first_talk")}
    visitor = visit("carla")
    for rule in rules(visit.app):
        if "POST" not in rule.methods or rule.endpoint == "session.sign_out":
            continue
        for data in (
            dict.fromkeys(NAMES, strange),
            dict.fromkeys(NAMES[:4], strange),
        ):
            page = visitor.post(address(rule, ids), data=data)
            assert page.status < 500, rule


def test_a_form_that_is_too_large_is_told(visit):
    visitor = visit("anke")
    page = visitor.post("/language", data={"language": "x" * (9 * 1024 * 1024)})
    assert page.status == 413
    assert "te groot" in page.text


def address(rule: Rule, ids: dict[str, int]) -> str:
    values = {
        name: ids.get(name, 1 if name.endswith("_id") else "children")
        for name in rule.arguments
    }
    return rule.map.bind("localhost").build(rule.endpoint, values)
