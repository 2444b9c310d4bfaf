"""The clock of a demonstration, moved by its administrator."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.clock import BRUSSELS
from engine.errors import InvalidDataError
from engine.operations.move_clock import move_clock
from engine.text import Text
from web import errors
from web.guard import allow
from web.visit import visit

pages = Blueprint("clock", __name__, url_prefix="/clock")

_STEPS = {"day": 1, "week": 7, "month": 30}
_NO_INSTANT = Text("Schrijf een dag en een uur.", "Write a day and a time.")


@pages.before_request
def only_in_a_demonstration() -> None:
    """Elsewhere the clock is the machine's."""
    if not visit().leidraad.settings.is_demonstration:
        raise NotFound


@pages.get("")
@allow("administrator")
def show() -> str:
    """Show what time it is, and ask to what it should be moved."""
    return _page(None)


@pages.post("")
@allow("administrator")
def move() -> tuple[str, int] | Response:
    """Move the clock forward; what is due on the way is done in order."""
    now = visit()
    try:
        taken = move_clock(now.leidraad, now.actor, _wanted())
    except InvalidDataError as error:
        return _page(error.text), errors.status_of(error)
    done = ngettext(
        "Er werd %(num)d termijn, timer of herinnering uitgevoerd.",
        "Er werden %(num)d termijnen, timers en herinneringen uitgevoerd.",
        taken,
    )
    flash(gettext("De klok is verzet.") + " " + done, "good")
    return redirect(url_for("clock.show"), 303)


def _page(fault: Text | None) -> str:
    local = visit().now.astimezone(BRUSSELS)
    return render_template(
        "clock.html",
        fault=fault,
        typed=request.form.get("to", f"{local:%Y-%m-%dT%H:%M}"),
    )


def _wanted() -> datetime:
    """Give the instant to move to: a step from now, or what was typed.

    Raises:
        InvalidDataError: It is no instant.
    """
    step = request.form.get("step", "")
    if step in _STEPS:
        return visit().now + timedelta(days=_STEPS[step])
    try:
        typed = datetime.fromisoformat(request.form.get("to", ""))
    except ValueError as error:
        raise InvalidDataError(_NO_INSTANT) from error
    return typed if typed.tzinfo else typed.replace(tzinfo=BRUSSELS)
