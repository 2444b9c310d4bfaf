"""What people do to a case beside its tasks; all of it is left in the history."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine import queries
from engine.definitions.definition import Definition
from engine.errors import ConflictError, EngineError, InvalidDataError, StepFailedError
from engine.operations.add_note import add_note
from engine.operations.cancel_case import cancel_case
from engine.operations.correct_fact import correct_fact
from engine.operations.fact_values import read_values
from engine.operations.reassign_task import reassign_task
from engine.operations.retry_incident import retry_incident
from engine.operations.send_message import send_message
from engine.queries import CaseHead
from engine.text import Text
from web import errors
from web.case_facts import case_facts, options_of
from web.guard import CASEWORKERS, allow
from web.parts import answers_sent, id_sent, safe_next
from web.visit import visit

pages = Blueprint("interventions", __name__)


@pages.post("/cases/<int:case_id>/notes")
@allow(*CASEWORKERS)
def note(case_id: int) -> tuple[str, int] | Response:
    """Add a note."""
    now = visit()
    typed = request.form.get("text", "")
    try:
        add_note(now.leidraad, now.actor, case_id, typed)
    except InvalidDataError as error:
        page = render_template(
            "note.html", head=_head(case_id)[0], typed=typed, fault=error.text
        )
        return page, errors.status_of(error)
    flash(gettext("De notitie is bewaard."), "good")
    return redirect(url_for("case.show", case_id=case_id, _anchor="notes"), 303)


@pages.get("/cases/<int:case_id>/cancel")
@allow("supervisor")
def ask_cancel(case_id: int) -> str:
    """Ask why a case is stopped."""
    return _cancel_page(case_id, "", None)


@pages.post("/cases/<int:case_id>/cancel")
@allow("supervisor")
def cancel(case_id: int) -> tuple[str, int] | Response:
    """Stop a case for good."""
    now = visit()
    reason = request.form.get("reason", "")
    try:
        cancel_case(now.leidraad, now.actor, case_id, reason=reason)
    except (InvalidDataError, ConflictError) as error:
        return _cancel_page(case_id, reason, error.text), errors.status_of(error)
    flash(gettext("Het dossier is stopgezet."), "good")
    return redirect(url_for("case.show", case_id=case_id), 303)


def _cancel_page(case_id: int, typed: str, fault: Text | None) -> str:
    head, _ = _head(case_id)
    if not head.is_own:
        raise NotFound
    return render_template("cancel.html", head=head, typed=typed, fault=fault)


@pages.get("/cases/<int:case_id>/facts/<name>")
@allow(*CASEWORKERS)
def ask_correction(case_id: int, name: str) -> str:
    """Ask for the right value of a fact, and why it changes."""
    return _correction_page(case_id, name, None, None)


@pages.post("/cases/<int:case_id>/facts/<name>")
@allow(*CASEWORKERS)
def correct(case_id: int, name: str) -> tuple[str, int] | Response:
    """Correct a fact."""
    now = visit()
    _, definition = _head(case_id)
    try:
        values = read_values(definition.facts, {name: request.form.get("value", "")})
        correct_fact(
            now.leidraad,
            now.actor,
            case_id,
            name,
            values[name],
            reason=request.form.get("reason", ""),
            scope=request.form.get("scope", ""),
        )
    except (InvalidDataError, ConflictError) as error:
        page = _correction_page(case_id, name, request.form, error)
        return page, errors.status_of(error)
    flash(gettext("Het gegeven is verbeterd."), "good")
    return redirect(url_for("case.facts", case_id=case_id), 303)


def _correction_page(
    case_id: int, name: str, typed: Mapping[str, str] | None, error: EngineError | None
) -> str:
    now = visit()
    scope = request.values.get("scope", "")
    with now.reading() as connection:
        head = queries.case_head(connection, now.actor, case_id)
        definition = now.leidraad.published.version(
            connection, head.definition_id
        ).definition
        lines = case_facts(connection, now.actor, head, definition)
    found = [one for one in lines if one.name == name and one.scope == scope]
    if not found or not found[0].may_correct:
        raise NotFound
    return render_template(
        "correct.html", head=head, line=found[0], typed=typed, error=error
    )


@pages.get("/cases/<int:case_id>/messages/<name>")
@allow(*CASEWORKERS)
def ask_message(case_id: int, name: str) -> str:
    """Ask what a message from outside says."""
    return _message_page(case_id, name, {}, None)


@pages.post("/cases/<int:case_id>/messages/<name>")
@allow(*CASEWORKERS)
def message(case_id: int, name: str) -> tuple[str, int] | Response:
    """Enter a message that came by telephone, letter or mail."""
    now = visit()
    typed = answers_sent(request.form)
    try:
        send_message(now.leidraad, now.actor, case_id, name, typed)
    except (InvalidDataError, ConflictError, StepFailedError) as error:
        return _message_page(case_id, name, typed, error), errors.status_of(error)
    flash(gettext("Het bericht is ingevoerd; het dossier ging verder."), "good")
    return redirect(url_for("case.show", case_id=case_id), 303)


def _message_page(
    case_id: int, name: str, typed: Mapping[str, Any], error: EngineError | None
) -> str:
    head, definition = _head(case_id)
    declared = definition.messages.get(name)
    if declared is None or not head.is_own:
        raise NotFound
    faults: Mapping[str, Sequence[Text]] = getattr(error, "fields", {})
    return render_template(
        "message.html",
        head=head,
        message=declared,
        options={field: options_of(definition, field) for field in declared.fields},
        typed=typed,
        error=error,
        faults=faults,
    )


@pages.get("/tasks/<int:task_id>/reassign")
@allow("supervisor")
def ask_colleague(task_id: int) -> str:
    """Ask who gets a task, and why."""
    return _reassign_page(task_id, None)


@pages.post("/tasks/<int:task_id>/reassign")
@allow("supervisor")
def reassign(task_id: int) -> tuple[str, int] | Response:
    """Hand a task to a colleague."""
    now = visit()
    try:
        reassign_task(
            now.leidraad,
            now.actor,
            task_id,
            to=id_sent("to"),
            reason=request.form.get("reason", ""),
        )
    except EngineError as error:
        return _reassign_page(task_id, error), errors.status_of(error)
    flash(gettext("De taak is toegewezen."), "good")
    back = safe_next(request.form.get("next"))
    return redirect(back or url_for("task.show", task_id=task_id), 303)


def _reassign_page(task_id: int, error: EngineError | None) -> str:
    now = visit()
    with now.reading() as connection:
        file = queries.task_file(connection, now.actor, task_id, today=now.today)
        colleagues = queries.colleagues(connection, now.actor)
    return render_template(
        "reassign.html",
        file=file,
        colleagues=[one for one in colleagues if file.task.team in one.teams],
        typed=request.form,
        error=error,
        next=safe_next(request.values.get("next")),
    )


@pages.post("/incidents/<int:incident_id>/retry")
@allow("supervisor")
def retry(incident_id: int) -> Response:
    """Try a step that failed again, and say whether the case went on."""
    now = visit()
    language = now.language
    back = safe_next(request.form.get("next")) or url_for("supervisor.incidents")
    try:
        gone_on = retry_incident(now.leidraad, now.actor, incident_id)
    except (StepFailedError, ConflictError) as error:
        flash(error.text.in_language(language), "danger")
        return redirect(back, 303)
    if gone_on:
        flash(gettext("De stap is gelukt; het dossier ging verder."), "good")
    else:
        flash(gettext("De stap is opnieuw ingepland en wordt zo dadelijk gedaan."), "good")
    return redirect(back, 303)


def _head(case_id: int) -> tuple[CaseHead, Definition]:
    now = visit()
    with now.reading() as connection:
        head = queries.case_head(connection, now.actor, case_id)
        version = now.leidraad.published.version(connection, head.definition_id)
    return head, version.definition
