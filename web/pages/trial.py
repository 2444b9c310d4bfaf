"""Stepping a test case: its own clock, its own database, thrown away afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext, ngettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.clock import BRUSSELS
from engine.definitions.definition import Definition
from engine.errors import (
    ConflictError,
    EngineError,
    InvalidDataError,
    NotAllowedError,
    NotFoundError,
    StepFailedError,
)
from engine.scenarios.periods import after
from engine.scenarios.trial import Trial, discard, resumed
from engine.text import Text
from web import errors
from web.guard import allow
from web.pages.version import Opened, opened
from web.parts import answers_sent
from web.trial_view import look, task_view
from web.visit import visit

pages = Blueprint("trial", __name__)

#: Where the session keeps the id of its test case.
KEY = "trial"
#: Days as the calendar counts them, also over a change to summer time.
_STEPS = {"day": "P1D", "week": "P1W", "month": "P30D"}
NO_DAY = Text("Schrijf een dag die bestaat.", "Write a day that exists.")
_Answer = str | tuple[str, int] | Response


@pages.get("/trial")
@allow("designer")
def show() -> _Answer:
    """Show where the test case stands."""
    if not session.get(KEY):
        return redirect(url_for("designer.show"), 303)
    try:
        with _trial() as (trial, version):
            return _case_page(trial, version)
    except NotFoundError as error:
        session.pop(KEY, None)
        flash(error.text.in_language(visit().language), "danger")
        return redirect(url_for("designer.show"), 303)


@pages.get("/trial/tasks/<int:task_id>")
@allow("designer")
def task(task_id: int) -> str:
    """Show the form of a task."""
    with _trial() as (trial, version):
        return _task_page(trial, version, task_id, None)


@pages.post("/trial/tasks/<int:task_id>")
@allow("designer")
def complete(task_id: int) -> _Answer:
    """Complete a task as a colleague of its team would."""
    with _trial() as (trial, version):
        try:
            trial.complete(task_id, answers_sent(request.form))
        except InvalidDataError as error:
            answer = _task_page(trial, version, task_id, error)
            return answer, errors.status_of(error)
        except (ConflictError, NotAllowedError, StepFailedError) as error:
            _tell(error)
    return redirect(url_for("trial.show"), 303)


def _task_page(
    trial: Trial, version: Opened, task_id: int, error: InvalidDataError | None
) -> str:
    typed = answers_sent(request.form) if error else None
    file, view = task_view(trial, version.definition, task_id, typed, error)
    return render_template(
        "designer/trial_task.html",
        row=version.row,
        trial=trial,
        file=file,
        view=view,
        error=error,
    )


@pages.get("/trial/messages/<name>")
@allow("designer")
def ask_message(name: str) -> str:
    """Ask what a message brings along."""
    with _trial() as (trial, version):
        return _message_page(trial, version, name, None)


@pages.post("/trial/messages/<name>")
@allow("designer")
def send(name: str) -> _Answer:
    """Let a message come in."""
    with _trial() as (trial, version):
        try:
            trial.message(name, answers_sent(request.form))
        except InvalidDataError as error:
            return _message_page(trial, version, name, error), errors.status_of(error)
        except (ConflictError, StepFailedError) as error:
            _tell(error)
    return redirect(url_for("trial.show"), 303)


def _message_page(
    trial: Trial, version: Opened, name: str, error: InvalidDataError | None
) -> str:
    message = version.definition.messages.get(name)
    if message is None:
        raise NotFound
    return render_template(
        "designer/trial_message.html",
        row=version.row,
        trial=trial,
        message=message,
        typed=answers_sent(request.form),
        error=error,
        faults=error.fields if error else {},
    )


@pages.post("/trial/clock")
@allow("designer")
def move() -> Response:
    """Move the clock of the test case; what is due fires in order."""
    with _trial() as (trial, _):
        try:
            taken = trial.move(_until(trial))
        except (InvalidDataError, ConflictError) as error:
            _tell(error)
        else:
            told = ngettext(
                "De klok is verzet; er verviel %(num)d timer of herinnering.",
                "De klok is verzet; er vervielen %(num)d timers en herinneringen.",
                taken,
            )
            flash(told, "good")
    return redirect(url_for("trial.show"), 303)


def _until(trial: Trial) -> datetime:
    step = request.form.get("step", "")
    if step in _STEPS:
        return after(trial.now, _STEPS[step])
    return instant(request.form.get("to", ""), "to")


@pages.post("/trial/deliveries")
@allow("designer")
def deliver() -> Response:
    """Say that something that goes out arrived, or failed."""
    with _trial() as (trial, _):
        try:
            trial.deliver(
                request.form.get("topic", ""),
                succeeds=request.form.get("result") != "failed",
            )
        except (NotFoundError, ConflictError) as error:
            _tell(error)
    return redirect(url_for("trial.show"), 303)


@pages.post("/trial/incidents/<int:incident_id>/retry")
@allow("designer")
def retry(incident_id: int) -> Response:
    """Try a failed step again."""
    with _trial() as (trial, _):
        try:
            trial.retry(incident_id)
        except (NotFoundError, ConflictError, InvalidDataError) as error:
            _tell(error)
    return redirect(url_for("trial.show"), 303)


@pages.post("/trial/discard")
@allow("designer")
def throw_away() -> Response:
    """Throw the test case away."""
    discard(visit().actor, session.pop(KEY, ""))
    flash(gettext("Het testdossier is weg; er is niets van bewaard."), "good")
    return redirect(url_for("designer.show"), 303)


@contextmanager
def _trial() -> Iterator[tuple[Trial, Opened]]:
    """Open the test case of this session with the version that it tries.

    Raises:
        NotFoundError: It was thrown away, after an hour at the latest.
    """
    with resumed(visit().actor, str(session.get(KEY, ""))) as trial:
        yield trial, opened(trial.definition_id)


def _case_page(trial: Trial, version: Opened) -> str:
    definition: Definition = version.definition
    return render_template(
        "designer/trial.html",
        row=version.row,
        definition=definition,
        trial=trial,
        case=look(trial, definition),
    )


def instant(written: str, field: str) -> datetime:
    """Read a time of day in Brussels.

    Raises:
        InvalidDataError: There is no such day or time.
    """
    try:
        at = datetime.fromisoformat(written.strip())
        return (at if at.tzinfo else at.replace(tzinfo=BRUSSELS)).astimezone(BRUSSELS)
    except (ValueError, OverflowError) as error:
        raise InvalidDataError(NO_DAY, {field: [NO_DAY]}) from error


def _tell(error: EngineError) -> None:
    flash(error.text.in_language(visit().language), "danger")
