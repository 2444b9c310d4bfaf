"""What a program asks that watches Leidraad: does it live, can it work, how does it go.

Nobody signs in here, so nothing secret is told, and nothing at all about anybody.
"""

import hmac
from datetime import timedelta

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden

from engine.operations.check_readiness import check_readiness
from engine.queries.figures import figures
from engine.store import DatabaseError
from web.guard import is_from_this_machine, public
from web.metrics import CONTENT_TYPE, written
from web.visit import visit

pages = Blueprint("health", __name__)

#: A count may take this long: whoever asks comes again, and must not fill up all threads.
_PATIENCE = timedelta(seconds=5)


@pages.get("/health")
@public
def live() -> Response:
    """Say that this process answers; the database is not asked."""
    return _plain("ok\n")


@pages.get("/ready")
@public
def ready() -> Response:
    """Say whether this process can work; 503 with the reason when it cannot."""
    reason = check_readiness(visit().leidraad)
    if reason is None:
        return _plain("ready\n")
    return _plain(f"{reason.nl}\n{reason.en}\n", 503)


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Give the figures in Prometheus' text format, here or to who has the token."""
    if not (is_from_this_machine() or _has_token()):
        raise Forbidden
    leidraad = visit().leidraad
    try:
        with leidraad.database.asking(_PATIENCE) as connection:
            found = figures(connection, now=leidraad.now(connection))
    except DatabaseError:
        return _plain("De databank antwoordt niet.\nThe database does not answer.\n", 503)
    return Response(written(found), content_type=CONTENT_TYPE)


def _has_token() -> bool:
    """Whether the program sent the token of the settings, if there is one."""
    wanted = visit().leidraad.settings.metrics_token
    scheme, _, sent = request.headers.get("Authorization", "").partition(" ")
    return (
        bool(wanted)
        and scheme.lower() == "bearer"
        and hmac.compare_digest(sent.strip().encode(), wanted.encode())
    )


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status=status, content_type="text/plain; charset=utf-8")
