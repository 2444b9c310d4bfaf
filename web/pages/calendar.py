"""The calendar feed of a person, under a secret address and without a session."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from engine.errors import NotFoundError
from engine.operations.calendar_feed import read_calendar
from web.guard import is_from_this_machine, public
from web.visit import visit

pages = Blueprint("calendar", __name__)

#: Seconds for which a program need not ask again.
_FRESH = 900


@pages.get("/calendar/<string:secret>.ics")
@public
def feed(secret: str) -> Response:
    """Give the last days of whoever the address belongs to, or say that none changed."""
    try:
        body = read_calendar(visit().leidraad, secret, from_loopback=is_from_this_machine())
    except NotFoundError as error:
        raise NotFound from error
    response = Response(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="leidraad.ics"'
    response.headers["Cache-Control"] = f"private, max-age={_FRESH}"
    # No Last-Modified: a task that is done leaves no later date behind, but another tag.
    response.add_etag()
    response.make_conditional(request)
    return response
