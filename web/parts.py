"""Small things that several pages do with a request."""

from typing import Any

from flask import abort, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter, Map

from engine.queries import Cursor

#: Ids are positive and fit the database's largest integer.
_LARGEST_ID = 2**63 - 1


class KeyConverter(IntegerConverter):
    """An id in an address; one that no row can have is no address at all."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=_LARGEST_ID)


def is_fragment() -> bool:
    """Whether htmx asks for a part of a page, to be put in by itself."""
    return "HX-Request" in request.headers


def wanted_page() -> Cursor | None:
    """Give the cursor in the address, if any.

    Raises:
        InvalidDataError: It was not written by Leidraad.
    """
    written = request.args.get("after", "")
    return Cursor.read(written) if written else None


def safe_next(address: str | None) -> str | None:
    """Keep an address only when it stays within Leidraad."""
    if (
        address
        and address.isprintable()  # browsers drop tabs and line ends: /<tab>/elsewhere
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
    ):
        return address
    return None


def same_page(**changed: Any) -> str:
    """Give the address of this page with other parameters; None leaves one out."""
    arguments = {**(request.view_args or {}), **request.args.to_dict(), **changed}
    kept = {key: value for key, value in arguments.items() if value not in (None, "")}
    return url_for(request.endpoint or "session.home", **kept)


def version_sent() -> int | None:
    """Give the version that the person saw, as the form sent it."""
    written = request.form.get("version", "")
    return int(written) if written.isascii() and written.isdigit() else None


def id_sent(name: str) -> int:
    """Give an id that a form chose; 400 when it is none."""
    written = request.form.get(name, "")
    if not (written.isascii() and written.isdigit() and int(written) <= _LARGEST_ID):
        abort(400)
    return int(written)


def id_asked(name: str) -> int | None:
    """Give an id in the address; None when it is none."""
    written = request.args.get(name, "")
    if written.isascii() and written.isdigit() and int(written) <= _LARGEST_ID:
        return int(written)
    return None


def answers_sent(form: MultiDict[str, str], prefix: str = "f.") -> dict[str, Any]:
    """Give what was typed by key: one text, or the list when a field sends several."""
    answers: dict[str, Any] = {}
    for name in form:
        if name.startswith(prefix):
            sent = form.getlist(name)
            answers[name.removeprefix(prefix)] = sent if len(sent) > 1 else sent[0]
    return answers
