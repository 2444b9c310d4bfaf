"""What a person chooses for oneself: the language, the daily mail, the calendar address."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from engine import queries
from engine.errors import InvalidDataError
from engine.operations.calendar_feed import make_calendar_feed, revoke_calendar_feed
from engine.operations.change_preferences import change_preferences
from engine.text import Text
from web import errors
from web.guard import EVERYBODY, allow
from web.visit import visit

pages = Blueprint("preferences", __name__, url_prefix="/preferences")


@pages.get("")
@allow(*EVERYBODY)
def show() -> str:
    """Show what was chosen."""
    return _page()


@pages.post("")
@allow(*EVERYBODY)
def change() -> tuple[str, int] | Response:
    """Keep the language and whether a digest goes out."""
    now = visit()
    language = request.form.get("language", "")
    try:
        change_preferences(
            now.leidraad,
            now.actor,
            language=language,
            digest="digest" in request.form,
        )
    except InvalidDataError as error:
        return _page(fault=error.text), errors.status_of(error)
    # The choice for this session only would stand above the one for good.
    session.pop("language", None)
    with force_locale(language):
        flash(gettext("Uw voorkeuren zijn bewaard."), "good")
    return redirect(url_for("preferences.show"), 303)


@pages.post("/calendar")
@allow(*EVERYBODY)
def make_calendar() -> str:
    """Make a calendar address and show it, this once."""
    now = visit()
    secret = make_calendar_feed(now.leidraad, now.actor)
    path = url_for("calendar.feed", secret=secret)
    return _page(address=f"{now.leidraad.settings.public_url}{path}")


@pages.post("/calendar/revoke")
@allow(*EVERYBODY)
def revoke_calendar() -> Response:
    """Let the calendar address be read no more."""
    now = visit()
    revoke_calendar_feed(now.leidraad, now.actor)
    flash(gettext("Het kalenderadres werkt niet meer."), "good")
    return redirect(url_for("preferences.show"), 303)


def _page(*, fault: Text | None = None, address: str = "") -> str:
    now = visit()
    # One's own row only, which no agency sees of a colleague: not by ``now.reading()``.
    with now.leidraad.reading() as connection:
        chosen = queries.preferences(connection, now.actor)
    return render_template(
        "preferences.html",
        chosen=chosen,
        digest_at=now.leidraad.settings.digest_at,
        fault=fault,
        address=address,
    )
