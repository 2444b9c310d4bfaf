"""Denies by default: every view says who may reach it, and every form proves its page.

A view without ``public`` or ``allow`` is refused to everybody; a test walks the whole
map of addresses. Rights on one case or task are the operations' and queries' own affair.
"""

import hmac
import ipaddress
import secrets
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Flask, Response, abort, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from engine.errors import NotAllowedError
from engine.people import Role
from engine.text import Text
from web.visit import visit

View = TypeVar("View", bound=Callable[..., Any])

#: Everybody who signed in.
EVERYBODY: tuple[Role, ...] = ("counsellor", "supervisor", "designer", "administrator")
#: Who works on cases.
CASEWORKERS: tuple[Role, ...] = ("counsellor", "supervisor")

#: What a page may load; ``styles`` says from where its styles may come.
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src {styles}; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PUBLIC: frozenset[Role] = frozenset()
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def public(view: View) -> View:
    """Let everybody reach a view, also before signing in."""
    view.allowed = _PUBLIC  # type: ignore[attr-defined]  # read by `allowed_roles`
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Let people with one of these roles reach a view."""

    def mark(view: View) -> View:
        view.allowed = frozenset(roles)  # type: ignore[attr-defined]  # as above
        return view

    return mark


def allowed_roles(view: Callable[..., Any] | None) -> frozenset[Role] | None:
    """Give the roles that reach a view: empty for everybody, None for nobody."""
    return getattr(view, "allowed", None)


def install(app: Flask) -> None:
    """Check each request before its view, and seal each answer after it."""
    public(app.view_functions["static"])
    app.before_request(lambda: _check(app))
    app.after_request(_seal)
    app.jinja_env.globals["csrf_token"] = csrf_token


def csrf_token() -> str:
    """Give the token that a form of this session must send along."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def is_api() -> bool:
    """Whether a program asks, not a person with a browser."""
    return request.path.startswith("/api/")


def is_from_this_machine() -> bool:
    """Whether the browser runs here; a proxy before us says that it does not."""
    if request.remote_addr is None or any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via")
    ):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr).is_loopback
    except ValueError:
        return False


def bearer_token() -> str | None:
    """Give the token that a program sent along; pages take none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if is_api() and scheme.lower() == "bearer" else None


def proves_its_page() -> bool:
    """Whether a request that changes something comes from a page of this session."""
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    return hmac.compare_digest(sent.encode(), str(session.get("csrf", "")).encode()) and (
        bool(sent)
    )


def _check(app: Flask) -> AnyResponse | None:
    if any("\x00" in text for text in _sent()):
        abort(400)
    if request.endpoint is None:
        return None
    if request.method not in _SAFE and bearer_token() is None:
        _need_token()
    roles = allowed_roles(app.view_functions.get(request.endpoint))
    if roles == _PUBLIC:
        return None
    signed_in = visit().signed_in
    if signed_in is None:
        return _to_sign_in()
    if roles is None or not signed_in.has_role(*roles):
        raise NotAllowedError(
            Text(
                "Deze bladzijde hoort bij een andere rol dan de uwe.",
                "This page belongs to another role than yours.",
            )
        )
    return None


def _sent() -> Iterator[str]:
    """Give all text in the address and in the form; PostgreSQL keeps no NUL."""
    for sent in (request.args, request.form):
        for name, texts in sent.lists():
            yield name
            yield from texts


def _need_token() -> None:
    if not proves_its_page():
        raise NotAllowedError(
            Text(
                "Deze bladzijde was te oud om te versturen. Ga terug, laad de bladzijde "
                "opnieuw en probeer nog eens; wat u typte, staat er nog.",
                "This page was too old to send. Go back, load the page again and try once "
                "more; what you typed is still there.",
            ),
            code="stale-page",
        )


def _to_sign_in() -> AnyResponse:
    if is_api():
        abort(401)
    if request.headers.get("HX-Request"):
        return Response(headers={"HX-Redirect": url_for("session.sign_in")})
    wanted = request.full_path if request.method == "GET" else "/"
    return redirect(url_for("session.sign_in", next=wanted), 303)


def _seal(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY.format(styles="'self'"))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
