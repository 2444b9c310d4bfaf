"""Errors as pages: what happened, where, and what to do next, in the reader's language."""

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from engine.errors import (
    ConflictError,
    EngineError,
    InvalidDataError,
    InvalidDefinitionError,
    NotAllowedError,
    NotFoundError,
)
from engine.text import Text
from web.visit import visit

_LOG = logging.getLogger("leidraad.web")

_STATUS: tuple[tuple[type[EngineError], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (InvalidDataError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidDefinitionError, HTTPStatus.UNPROCESSABLE_ENTITY),
)

_HTTP: dict[int, Text] = {
    400: Text("Deze vraag is niet te begrijpen.", "This request cannot be understood."),
    401: Text("Meld u eerst aan.", "Sign in first."),
    404: Text("Deze bladzijde bestaat niet.", "There is no such page."),
    405: Text(
        "Dit adres kan hier niet zo gebruikt worden.",
        "This address cannot be used like this.",
    ),
    413: Text("Dit is te groot om te versturen.", "This is too large to send."),
}
_UNEXPECTED = Text(
    "Er ging iets mis in Leidraad zelf. Er is niets half bewaard.",
    "Something went wrong in Leidraad itself. Nothing was saved by half.",
)


def install(app: Flask) -> None:
    """Turn every error into a page, or under ``/api`` into JSON."""
    app.register_error_handler(EngineError, show)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: EngineError) -> HTTPStatus:
    """Give the HTTP status that fits an error."""
    for kind, status in _STATUS:
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def show(error: EngineError) -> tuple[str | Response, int]:
    """Answer with the page of an error."""
    return _page(status_of(error), error.text, error.code)


def _http(error: HTTPException) -> tuple[str | Response, int] | HTTPException:
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:
        return error
    text = _HTTP.get(code, _UNEXPECTED if code >= 500 else _HTTP[400])  # noqa: PLR2004
    return _page(HTTPStatus(code), text, "http")


def _unexpected(error: Exception) -> tuple[str | Response, int]:
    _LOG.error("unexpected: %s at %s", type(error).__name__, request.path, exc_info=error)
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, _UNEXPECTED, "unexpected")


def _page(status: HTTPStatus, text: Text, code: str) -> tuple[str | Response, int]:
    words = text.in_language(visit().language)
    if request.path.startswith("/api/"):
        return jsonify(code=code, message=words, status=status.value), status.value
    if request.headers.get("HX-Request"):
        return render_template("fragments/alert.html", message=words), status.value
    next_steps = {
        HTTPStatus.CONFLICT: gettext("Bekijk hoe het er nu voor staat en beslis opnieuw."),
        HTTPStatus.FORBIDDEN: gettext("Vraag het aan wie dit wel mag, of ga terug."),
        HTTPStatus.NOT_FOUND: gettext("Zoek op naam of dossiernummer."),
    }
    page = render_template(
        "error.html",
        status=status.value,
        message=words,
        next_step=next_steps.get(status, gettext("Ga terug en probeer opnieuw.")),
    )
    return page, status.value
