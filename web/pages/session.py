"""Signing in and out, the first page, and the language."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from engine.errors import NotAllowedError
from engine.operations.sign_in import sign_in as check
from web.guard import EVERYBODY, allow, is_from_this_machine, public
from web.navigation import first_page
from web.parts import safe_next
from web.visit import visit

pages = Blueprint("session", __name__)


@pages.get("/")
@allow(*EVERYBODY)
def home() -> Response:
    """Go to the first page of whoever signed in."""
    return redirect(first_page(), 303)


@pages.get("/sign-in")
@public
def sign_in() -> str | Response:
    """Ask for a name and a password."""
    if visit().signed_in is not None:
        return redirect(url_for("session.home"), 303)
    return render_template("sign_in.html", login="", fault=None, next=_next())


@pages.post("/sign-in")
@public
def check_in() -> tuple[str, int] | Response:
    """Sign in, and go to the page that was asked for."""
    login = request.form.get("login", "")
    password = request.form.get("password", "")
    try:
        actor = check(
            visit().leidraad, login, password, from_loopback=is_from_this_machine()
        )
    except NotAllowedError as error:
        page = render_template("sign_in.html", login=login, fault=error.text, next=_next())
        return page, 403
    chosen = session.get("language")
    session.clear()
    session.permanent = True
    session["account"] = actor.account_id
    if chosen:
        session["language"] = chosen
    return redirect(_next() or url_for("session.home"), 303)


@pages.post("/sign-out")
@public
def sign_out() -> Response:
    """Forget who signed in."""
    session.clear()
    return redirect(url_for("session.sign_in"), 303)


@pages.post("/language")
@public
def choose_language() -> Response:
    """Show the pages in the other language from now on."""
    session["language"] = "en" if request.form.get("language") == "en" else "nl"
    return redirect(_next() or url_for("session.home"), 303)


def _next() -> str | None:
    return safe_next(request.values.get("next"))
