"""Errors as pages: what happened, where, and what to do next, in the reader's language."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from engine.errors import (
    ConflictError,
    EngineError,
    InvalidDataError,
    InvalidDefinitionError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from engine.operations.record_access import record_refusal
from engine.text import Text
from web.guard import is_api
from web.visit import visit

_LOG = logging.getLogger("leidraad.web")

#: Parts of an address that say what was asked for.
_SUBJECTS = frozenset({"case_id", "task_id", "incident_id", "deadline_id"})

_STATUS: tuple[tuple[type[EngineError], HTTPStatus], ...] = (
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (ConflictError, HTTPStatus.CONFLICT),
    (NotAllowedError, HTTPStatus.FORBIDDEN),
    (InvalidDataError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (InvalidDefinitionError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (UnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_HTTP: dict[int, Text] = {
    400: Text("Deze vraag is niet te begrijpen.", "This request cannot be understood."),
    401: Text("Meld u eerst aan.", "Sign in first."),
    404: Text("Deze bladzijde bestaat niet.", "There is no such page."),
    405: Text(
        "Dit adres kan hier niet zo gebruikt worden.",
        "This address cannot be used like this.",
    ),
    412: Text(
        "Dit is intussen gewijzigd. Lees het opnieuw.",
        "This changed meanwhile. Read it again.",
    ),
    428: Text(
        "Zeg met If-Match op welke versie u dit doet.",
        "Say with If-Match on which version you do this.",
    ),
    422: Text("Kijk na wat u stuurde.", "Please check what you sent."),
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


def _is_refusal(error: EngineError) -> bool:
    """Whether somebody asked for what is not theirs; the operations record their own."""
    if isinstance(error, NotAllowedError):
        return not error.is_recorded
    return isinstance(error, NotFoundError)


def show(error: EngineError) -> tuple[str | Response, int]:
    """Answer with the page of an error; what was refused to whom is recorded."""
    signed_in = visit().signed_in
    if signed_in is not None and _is_refusal(error):
        given = request.view_args or {}
        subject = {key: value for key, value in given.items() if key in _SUBJECTS}
        record_refusal(visit().leidraad, signed_in, request.endpoint or "", **subject)
    fields = error.fields if isinstance(error, InvalidDataError) else {}
    language = visit().language
    told = {
        name: [text.in_language(language) for text in texts]
        for name, texts in fields.items()
    }
    return _page(status_of(error), error.text, error.code, told)


def _http(error: HTTPException) -> Response | HTTPException:
    code = error.code or 500
    if code < HTTPStatus.BAD_REQUEST:
        return error
    text = _HTTP.get(code, _UNEXPECTED if code >= 500 else _HTTP[400])  # noqa: PLR2004
    answer = make_response(*_page(HTTPStatus(code), text, "http", _of_api(error)))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _of_api(error: HTTPException) -> dict[str, Any]:
    """Give what the check of the API's arguments found, by place and name."""
    return (getattr(error, "data", None) or {}).get("messages") or {}


def _unexpected(error: Exception) -> tuple[str | Response, int]:
    _LOG.error("unexpected: %s at %s", type(error).__name__, request.path, exc_info=error)
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR, _UNEXPECTED, "unexpected")


def _page(
    status: HTTPStatus, text: Text, code: str, fields: Mapping[str, Any] | None = None
) -> tuple[str | Response, int]:
    words = text.in_language(visit().language)
    if is_api():
        body = {"code": code, "status": status.value, "message": words}
        return jsonify({**body, "fields": fields} if fields else body), status.value
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
