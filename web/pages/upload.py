"""Handing in changed files: they are checked together, then kept as a proposal."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.definitions.bundle import Bundle
from engine.definitions.uploaded import laid_over, read_upload, whole
from engine.errors import (
    ConflictError,
    EngineError,
    Finding,
    InvalidDataError,
    InvalidDefinitionError,
    NotAllowedError,
)
from engine.operations.propose import propose
from engine.queries import definitions
from engine.queries.definitions import TrajectoryRow
from engine.text import Text
from web import errors
from web.guard import allow
from web.pages.designer import may_change
from web.visit import visit

pages = Blueprint("upload", __name__)


@pages.get("/upload")
@allow("designer")
def ask() -> str:
    """Ask for the files, and for the trajectory that they belong to."""
    return _page()


@pages.post("/upload")
@allow("designer")
def take() -> tuple[str, int] | Response:
    """Check the files; without errors they become a proposal."""
    now = visit()
    try:
        bundle = _bundle(request.form.get("trajectory", ""))
        definition_id = propose(now.leidraad, now.actor, bundle)
    except InvalidDefinitionError as error:
        return _page(findings=error.findings), errors.status_of(error)
    except (InvalidDataError, NotAllowedError, ConflictError) as error:
        return _page(fault=error), errors.status_of(error)
    flash(gettext("De versie is voorgesteld. Kijk ze na en publiceer ze."), "good")
    return redirect(url_for("version.show", definition_id=definition_id), 303)


def _bundle(trajectory: str) -> Bundle:
    """Put what was sent together with the live version it belongs to.

    Raises:
        InvalidDataError: The files are no upload, or belong to no such trajectory.
    """
    sent = read_upload(
        (file.filename or "", file.read()) for file in request.files.getlist("files")
    )
    if not trajectory:
        return whole(sent)
    for row in _own():
        if row.trajectory == trajectory and row.live is not None:
            now = visit()
            with now.leidraad.reading() as connection:
                files = definitions.version_files(connection, row.live.definition_id)
            return laid_over(Bundle(files), sent)
    unknown = Text("Kies een traject uit de lijst.", "Choose a trajectory of the list.")
    raise InvalidDataError(unknown, {"trajectory": [unknown]})


def _own() -> list[TrajectoryRow]:
    """Give the trajectories that the person may change."""
    now = visit()
    with now.leidraad.reading() as connection:
        rows = definitions.trajectories(connection, now.actor)
    return [row for row in rows if row.live is not None and may_change(row.owner)]


def _page(*, fault: EngineError | None = None, findings: tuple[Finding, ...] = ()) -> str:
    return render_template(
        "designer/upload.html",
        rows=_own(),
        chosen=request.values.get("trajectory", ""),
        fault=fault,
        findings=findings,
    )
