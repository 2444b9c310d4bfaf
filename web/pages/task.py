"""The page of one task: its form, and what helps to fill it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine import queries
from engine.errors import (
    ConflictError,
    EngineError,
    InvalidDataError,
    NotAllowedError,
    StepFailedError,
)
from engine.forms import Form
from engine.operations.access import facts_shown
from engine.operations.complete_task import complete_task
from engine.operations.record_access import record_access
from engine.operations.save_draft import save_draft
from engine.queries import DeadlineRow, TaskFile, TaskRow
from engine.text import Text
from web import errors
from web.form_view import FormView, form_view
from web.guard import CASEWORKERS, allow
from web.parts import answers_sent, is_fragment, version_sent
from web.term_lines import term_lines
from web.visit import visit

pages = Blueprint("task", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a person sent that was not accepted, and why."""

    message: Text
    answers: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, Sequence[Text]] = field(default_factory=dict)


@pages.get("/tasks/<int:task_id>")
@allow(*CASEWORKERS)
def show(task_id: int) -> str:
    """Show a task; its form can be filled in by whoever holds it."""
    return task_page(task_id, None)


@pages.post("/tasks/<int:task_id>/complete")
@allow(*CASEWORKERS)
def complete(task_id: int) -> tuple[str, int] | Response:
    """Complete a task; what was typed stays when it is not accepted."""
    now = visit()
    answers = answers_sent(request.form)
    try:
        complete_task(now.leidraad, now.actor, task_id, answers, version=version_sent())
    except InvalidDataError as error:
        typed = Typed(answers=answers, message=error.text, faults=error.fields)
        return task_page(task_id, typed), errors.status_of(error)
    except (ConflictError, NotAllowedError, StepFailedError) as error:
        typed = Typed(answers=answers, message=_explained(error))
        return task_page(task_id, typed), errors.status_of(error)
    return redirect(url_for("task.done", task_id=task_id), 303)


@pages.get("/tasks/<int:task_id>/done")
@allow(*CASEWORKERS)
def done(task_id: int) -> str | Response:
    """Say that a task is completed, and what can be done next."""
    now = visit()
    with now.reading() as connection:
        file = queries.task_file(connection, now.actor, task_id, today=now.today)
        if file.status == "open":
            return redirect(url_for("task.show", task_id=task_id), 303)
        head = queries.case_head(connection, now.actor, file.task.case_id)
        tasks = queries.open_tasks_of(connection, now.actor, head, today=now.today)
        waits = queries.waits_of(connection, head)
        mine = queries.inbox(
            connection, now.actor, queries.InboxFilter(), today=now.today, limit=3
        )
    return render_template(
        "task_done.html",
        file=file,
        head=head,
        tasks=[task for task in tasks if _may_take(task)],
        others=[task for task in tasks if not _may_take(task)],
        waits=waits,
        mine=[task for task in mine.rows if task.case_id != head.case.case_id],
    )


@pages.post("/tasks/<int:task_id>/draft")
@allow(*CASEWORKERS)
def draft(task_id: int) -> str | tuple[str, int] | Response:
    """Keep what was typed so far; htmx learns which questions are not asked now."""
    now = visit()
    answers = answers_sent(request.form)
    try:
        save_draft(now.leidraad, now.actor, task_id, answers)
    except (ConflictError, NotAllowedError, InvalidDataError) as error:
        if is_fragment():
            fragment = render_template("fragments/draft.html", fault=error.text, view=None)
            return fragment, errors.status_of(error)
        typed = Typed(answers=answers, message=error.text)
        return task_page(task_id, typed), errors.status_of(error)
    if not is_fragment():
        flash(gettext("Uw antwoorden zijn bewaard als concept."), "good")
        return redirect(url_for("task.show", task_id=task_id), 303)
    file, form, facts = _read(task_id)
    view = form and form_view(form, facts, now=now.now, typed=answers)
    return render_template("fragments/draft.html", fault=None, view=view, file=file)


def task_page(task_id: int, typed: Typed | None) -> str:
    """Draw the page of a task, with what was typed and not accepted."""
    now = visit()
    file, form, facts = _read(task_id)
    record_access(now.leidraad, now.actor, "read_task", case_id=file.task.case_id)
    with now.reading() as connection:
        head = queries.case_head(connection, now.actor, file.task.case_id)
        notes = queries.notes_of(connection, head)
        version = now.leidraad.published.version(connection, head.definition_id)
        rows = queries.deadlines_of(connection, head, today=now.today)
        terms = term_lines(
            connection,
            head,
            version.definition,
            [row for row in rows if _matters(row, file)],
        )
    return render_template(
        "task.html",
        file=file,
        head=head,
        notes=notes[:3],
        own_terms=[one for one in terms if one.row.deadline_id == file.deadline_id],
        other_terms=[one for one in terms if one.row.deadline_id != file.deadline_id],
        view=form and _view(form, facts, file, typed),
        typed=typed,
        may_take=_may_take(file.task),
        is_supervisor=now.actor.has_role("supervisor"),
    )


def _read(task_id: int) -> tuple[TaskFile, Form | None, dict[str, Any]]:
    now = visit()
    with now.reading() as connection:
        file = queries.task_file(connection, now.actor, task_id, today=now.today)
        facts = queries.facts_for(connection, file)
        form = None
        if file.form is not None:
            version = now.leidraad.published.version(connection, file.definition_id)
            form = version.definition.forms[file.form]
            facts = facts_shown(now.actor, version.definition, facts)
    return file, form, facts


def _view(
    form: Form, facts: Mapping[str, Any], file: TaskFile, typed: Typed | None
) -> FormView:
    if typed is not None and typed.answers:
        return form_view(
            form, facts, now=visit().now, typed=typed.answers, faults=typed.faults
        )
    kept = file.draft.answers if file.draft is not None else None
    return form_view(form, facts, now=visit().now, typed=kept)


def _matters(term: DeadlineRow, file: TaskFile) -> bool:
    """Whether a term is told beside the task: its own, and those that still run."""
    return term.deadline_id == file.deadline_id or not term.is_closed


def _may_take(task: TaskRow) -> bool:
    """Whether the task is for one of the person's own teams, and not somebody else's."""
    teams = visit().actor.teams(*CASEWORKERS)
    return task.team_id in teams and (task.is_mine or task.assignee_id is None)


def _explained(error: EngineError) -> Text:
    if not isinstance(error, StepFailedError):
        return error.text
    return Text(
        f"{error.text.nl} Uw antwoorden zijn bewaard. Een leidinggevende kan deze stap "
        "opnieuw proberen.",
        f"{error.text.en} Your answers are kept. A supervisor can retry this step.",
    )
