"""Who reaches which address, and what a request must bring along."""

import pytest
from werkzeug.routing import Rule

from tests.support.site import PASSWORD
from web.guard import allowed_roles

#: A guard asks no database for cases.
pytestmark = pytest.mark.databases("sqlite")

#: Everything that is reached without signing in; a new one is a decision.
PUBLIC = {
    "static",
    "session.sign_in",
    "session.check_in",
    "session.sign_out",
    "session.choose_language",
    "about.show",
    "calendar.feed",
    "health.live",
    "health.ready",
    "health.metrics",
    "api-docs.openapi_json",
}
#: What each login may reach besides; the others get 403.
ROLES = {
    "anke": "counsellor",
    "carla": "supervisor",
    "drew": "designer",
    "ada": "administrator",
}


def rules(app):
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def address(rule: Rule) -> str:
    """Fill an address in with ids that exist for nobody."""
    values = {name: 999 if name.endswith("_id") else "x" for name in rule.arguments}
    adapter = rule.map.bind("localhost")
    return adapter.build(rule.endpoint, values)


def test_every_address_says_who_may_reach_it(visit):
    unguarded = {
        rule.endpoint
        for rule in rules(visit.app)
        if allowed_roles(visit.app.view_functions[rule.endpoint]) is None
    }
    assert unguarded == set()


def test_only_these_are_public(visit):
    public = {
        rule.endpoint
        for rule in rules(visit.app)
        if allowed_roles(visit.app.view_functions[rule.endpoint]) == frozenset()
    }
    assert public == PUBLIC


def test_nobody_reaches_the_rest_without_signing_in(visit):
    stranger = visit()
    for rule in rules(visit.app):
        if rule.endpoint in PUBLIC:
            continue
        for method in rule.methods & {"GET", "POST"}:
            response = stranger.client.open(
                address(rule), method=method, data={"csrf_token": stranger.token()}
            )
            if rule.rule.startswith("/api"):
                assert response.status_code == 401, rule
            else:
                assert response.status_code == 303, rule
                assert response.location.startswith("/sign-in"), rule


@pytest.mark.parametrize("login", sorted(ROLES))
def test_each_role_reaches_its_own_pages_only(visit, site, login):
    visitor = visit(login)
    actor = site.actor(login)
    for rule in rules(visit.app):
        roles = allowed_roles(visit.app.view_functions[rule.endpoint])
        if not roles or actor.has_role(*roles):
            continue
        for method in rule.methods & {"GET", "POST"}:
            response = visitor.client.open(
                address(rule), method=method, data={"csrf_token": visitor.token()}
            )
            assert response.status_code == 403, (rule, method)


def test_every_post_needs_the_token_of_its_page(visit):
    visitor = visit("carla")
    visitor.token()
    for rule in rules(visit.app):
        if "POST" not in rule.methods:
            continue
        for data in ({}, {"csrf_token": ""}, {"csrf_token": "wrong"}):
            response = visitor.client.post(address(rule), data=data)
            assert response.status_code == 403, rule
    assert visitor.get("/tasks").status == 200


def test_a_page_of_before_signing_in_does_not_prove_anything_after_it(visit):
    visitor = visit()
    page = visitor.get("/sign-in")
    old = page.find('//input[@name="csrf_token"]/@value')[0]
    visitor.send(page, "Meld aan", {"login": "anke", "password": PASSWORD})
    response = visitor.client.post("/sign-out", data={"csrf_token": old})
    assert response.status_code == 403


def test_answers_forbid_scripts_and_frames_from_elsewhere(visit):
    response = visit("anke").client.get("/tasks")
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visit):
    visitor = visit()
    response = visitor.client.get("/sign-in")
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_page_has_a_script_or_style_of_its_own(visit, site):
    visitor = visit("carla")
    case_id = site.open_case()
    for path in (
        "/tasks",
        f"/cases/{case_id}",
        f"/cases/{case_id}/diagram",
        "/supervision",
    ):
        page = visitor.get(path)
        assert page.find("//script[not(@src)]") == []
        assert page.find("//style|//*[@style]|//*[@onclick]") == []
