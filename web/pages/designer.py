"""Trajectories and their versions: what is live, what waits, and changing that."""

import io
import zipfile
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine import people
from engine.errors import ConflictError, InvalidDataError, NotAllowedError
from engine.ids import AccountId
from engine.operations.publish import publish as publish_version
from engine.operations.publish import withdraw as withdraw_version
from engine.operations.version_findings import version_findings
from engine.people import SYSTEM, Role, may_propose
from engine.queries import definitions
from engine.queries.definitions import VersionRow
from engine.text import Text
from web import errors
from web.guard import allow
from web.visit import visit

pages = Blueprint("designer", __name__)

#: Who may look; whoever may also change is a designer.
ONLOOKERS: tuple[Role, ...] = ("designer", "administrator", "supervisor")


@pages.get("/trajectories")
@allow(*ONLOOKERS)
def show() -> str:
    """List the trajectories with their live version and what waits."""
    now = visit()
    with now.leidraad.reading() as connection:
        rows = definitions.trajectories(connection, now.actor)
        law = definitions.law_versions(connection, now.actor)
    return render_template("designer/trajectories.html", rows=rows, law=law[:1])


@pages.get("/trajectories/<trajectory>")
@allow(*ONLOOKERS)
def versions(trajectory: str) -> str:
    """List the versions of a trajectory, newest first."""
    now = visit()
    with now.leidraad.reading() as connection:
        rows = definitions.versions_of(connection, now.actor, trajectory)
    return render_template(
        "designer/versions.html", rows=rows, may_change=may_change(rows[0].owner)
    )


@pages.get("/versions/<int:definition_id>/findings-count")
@allow(*ONLOOKERS)
def findings_count(definition_id: int) -> str:
    """Count the findings of a version; checking takes a second the first time."""
    now = visit()
    with now.leidraad.reading() as connection:
        row = definitions.version_row(connection, now.actor, definition_id)
        found = version_findings(now.leidraad, connection, row.definition_id)
    return render_template("designer/findings_count.html", row=row, findings=found)


@pages.get("/versions/<int:definition_id>/download")
@allow(*ONLOOKERS)
def download(definition_id: int) -> Response:
    """Give all files of a version as a zip that can be uploaded again."""
    now = visit()
    with now.leidraad.reading() as connection:
        row = definitions.version_row(connection, now.actor, definition_id)
        files = definitions.version_files(connection, row.definition_id)
    folder = row.trajectory
    return zipped(files, folder, f"{folder}-{row.version}.zip")


@pages.post("/versions/<int:definition_id>/publish")
@allow("designer")
def publish(definition_id: int) -> Response:
    """Let new cases start on a version."""
    now = visit()
    try:
        publish_version(now.leidraad, now.actor, definition_id)
    except (ConflictError, NotAllowedError) as error:
        flash(error.text.in_language(now.language), "danger")
    else:
        flash(gettext("Nieuwe dossiers starten vanaf nu op deze versie."), "good")
    return redirect(url_for("version.show", definition_id=definition_id), 303)


@pages.get("/versions/<int:definition_id>/withdraw")
@allow("designer")
def ask_withdraw(definition_id: int) -> str:
    """Ask why a version is withdrawn."""
    return _withdraw_page(definition_id, "", None)


@pages.post("/versions/<int:definition_id>/withdraw")
@allow("designer")
def withdraw(definition_id: int) -> tuple[str, int] | Response:
    """Take a version out of use for new cases."""
    now = visit()
    reason = request.form.get("reason", "")
    try:
        withdraw_version(now.leidraad, now.actor, definition_id, reason=reason)
    except (InvalidDataError, ConflictError, NotAllowedError) as error:
        page = _withdraw_page(definition_id, reason, error.text)
        return page, errors.status_of(error)
    flash(gettext("De versie is ingetrokken; lopende dossiers gaan door."), "good")
    return redirect(url_for("version.show", definition_id=definition_id), 303)


def _withdraw_page(definition_id: int, typed: str, fault: Text | None) -> str:
    now = visit()
    with now.leidraad.reading() as connection:
        row = definitions.version_row(connection, now.actor, definition_id)
    return render_template("designer/withdraw.html", row=row, typed=typed, fault=fault)


def may_change(owner: str) -> bool:
    """Whether the person is a designer of the trajectories of this owner."""
    try:
        may_propose(visit().actor, owner)
    except NotAllowedError:
        return False
    return True


def may_publish(row: VersionRow) -> bool:
    """Whether the person may publish it now; who proposed a shared one may not."""
    proposed_by = row.proposed_by_id or SYSTEM.account_id
    try:
        people.may_publish(visit().actor, row.owner, AccountId(proposed_by))
    except NotAllowedError:
        return False
    return row.status in ("proposed", "replaced")


def zipped(files: Mapping[str, bytes], folder: str, name: str) -> Response:
    """Send files as a zip with one folder in it."""
    if not files:
        raise NotFound
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, raw in sorted(files.items()):
            archive.writestr(f"{folder}/{path}", raw)
    buffer.seek(0)
    return send_file(
        buffer, mimetype="application/zip", as_attachment=True, download_name=name
    )


def attachment(raw: bytes, name: str) -> Response:
    """Send one file to be kept; never to be shown by the browser."""
    return send_file(
        io.BytesIO(raw),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=name.rpartition("/")[2],
    )
