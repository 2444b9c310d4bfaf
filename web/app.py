"""Puts the pages and the API of one Leidraad together."""

from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from flask import Flask, request, session, url_for
from flask_babel import Babel

from engine.clock import SystemClock
from engine.errors import NotFoundError
from engine.operations import Leidraad
from engine.operations.sign_in import actor_by_id, actor_by_token
from engine.people import Actor
from engine.store import Connection
from engine.text import Language
from web import api, errors, formats, guard, health, navigation, parts, visit
from web.pages import (
    about,
    calendar,
    case,
    cases,
    clock,
    designer,
    difference,
    forecast,
    inbox,
    interventions,
    law,
    mailbox,
    opening,
    operating,
    preferences,
    scenario_runs,
    search,
    supervisor,
    task,
    terms,
    trial,
    trial_start,
    upload,
)
from web.pages import session as session_pages
from web.pages import version as version_pages
from web.parts import KeyConverter
from web.visit import Visit

_LARGEST_REQUEST = 8 * 1024 * 1024
_SESSION = timedelta(hours=12)
_BLUEPRINTS = (
    health.pages,
    session_pages.pages,
    about.pages,
    preferences.pages,
    calendar.pages,
    inbox.pages,
    task.pages,
    cases.pages,
    case.pages,
    terms.pages,
    interventions.pages,
    search.pages,
    opening.pages,
    supervisor.pages,
    forecast.pages,
    operating.pages,
    designer.pages,
    version_pages.pages,
    difference.pages,
    scenario_runs.pages,
    upload.pages,
    trial_start.pages,
    trial.pages,
    law.pages,
    mailbox.pages,
    clock.pages,
)


def create_app(leidraad: Leidraad) -> Flask:
    """Make the WSGI application that serves one Leidraad; it opens nothing by itself."""
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.url_map.converters["int"] = KeyConverter
    app.secret_key = leidraad.settings.secret_key
    app.config.update(
        MAX_CONTENT_LENGTH=_LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=_LARGEST_REQUEST,
        PERMANENT_SESSION_LIFETIME=_SESSION,
        SESSION_COOKIE_NAME="leidraad",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=leidraad.settings.public_url.startswith("https:"),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=30),
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    Babel(app, default_locale="nl", locale_selector=lambda: visit.visit().language)
    app.before_request(lambda: _begin(leidraad, app))
    errors.install(app)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    api.install(app)
    guard.install(app)
    formats.install(app)
    navigation.install(app)
    app.template_global("asset")(lambda path: _asset(app, path))
    app.jinja_env.globals.update(
        visit=visit.visit, same_page=parts.same_page, version=version("leidraad")
    )
    return app


def _begin(leidraad: Leidraad, app: Flask) -> None:
    """Find out who asks, and when; without the database an error can still be told."""
    stranger = Visit(
        leidraad=leidraad,
        signed_in=None,
        language=_language(None),
        now=SystemClock().now(),
        views=app.view_functions,
    )
    visit.begin(stranger)
    # Whether this process lives is also to be told while the database does not answer.
    if request.endpoint == "static" or request.blueprint == health.pages.name:
        return
    with leidraad.reading() as connection:
        now = leidraad.now(connection)
        signed_in = _signed_in(leidraad, connection)
    language = _language(signed_in)
    visit.begin(replace(stranger, signed_in=signed_in, language=language, now=now))


def _signed_in(leidraad: Leidraad, connection: Connection) -> Actor | None:
    """Find who asks: by token in the API, else by the session."""
    token = guard.bearer_token()
    here = guard.is_from_this_machine()
    try:
        if token is not None:
            return actor_by_token(leidraad, connection, token, from_loopback=here)
        if "account" in session:
            account_id = int(session["account"])
            return actor_by_id(leidraad, connection, account_id, from_loopback=here)
    except NotFoundError:
        if token is None:
            session.pop("account", None)
    return None


def _language(signed_in: Actor | None) -> Language:
    """Dutch first: the choice of this session, else of the account."""
    chosen = session.get("language") or (signed_in.language if signed_in else "nl")
    return "en" if chosen == "en" else "nl"


def _asset(app: Flask, path: str) -> str:
    """Give the address of a static file; it changes when the file does."""
    file = Path(app.static_folder or "") / path
    version = int(file.stat().st_mtime) if file.exists() else 0
    return url_for("static", filename=path, v=version)
