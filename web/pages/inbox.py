"""The inbox: what to do now; and taking or giving back a task from its row."""

from typing import get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine import queries
from engine.errors import ConflictError, EngineError, NotAllowedError
from engine.operations.claim_task import claim_task
from engine.operations.release_task import release_task
from engine.queries import InboxFilter, TaskFile
from engine.queries.inbox import Due, View
from engine.text import Text
from web import errors
from web.guard import CASEWORKERS, allow
from web.pages.task import Typed, task_page
from web.parts import is_fragment, version_sent, wanted_page
from web.visit import visit

pages = Blueprint("inbox", __name__)


@pages.get("/tasks")
@allow(*CASEWORKERS)
def show() -> str:
    """Show a page of tasks, most urgent first."""
    now = visit()
    wanted = _wanted()
    after = wanted_page()
    with now.reading() as connection:
        page = queries.inbox(connection, now.actor, wanted, today=now.today, after=after)
        counts = queries.inbox_counts(connection, now.actor, today=now.today)
        trajectories = queries.live_trajectories(connection, now.actor)
    return render_template(
        "inbox.html",
        page=page,
        counts=counts,
        wanted=wanted,
        trajectories=trajectories,
        is_first=after is None,
    )


@pages.post("/tasks/<int:task_id>/claim")
@allow(*CASEWORKERS)
def claim(task_id: int) -> str | tuple[str, int] | Response:
    """Take a task; from a row of the inbox only that row is shown anew."""
    now = visit()
    try:
        claim_task(now.leidraad, now.actor, task_id, version=version_sent())
    except (ConflictError, NotAllowedError) as error:
        return _row_or_page(task_id, error)
    if is_fragment():
        return _row(task_id)
    flash(gettext("U nam deze taak op."), "good")
    return redirect(url_for("task.show", task_id=task_id), 303)


@pages.post("/tasks/<int:task_id>/release")
@allow(*CASEWORKERS)
def release(task_id: int) -> str | tuple[str, int] | Response:
    """Give a task back to the team."""
    now = visit()
    try:
        release_task(now.leidraad, now.actor, task_id, version=version_sent())
    except (ConflictError, NotAllowedError) as error:
        return _row_or_page(task_id, error)
    if is_fragment():
        return _row(task_id)
    flash(gettext("De taak is weer vrij voor het team."), "good")
    return redirect(url_for("task.show", task_id=task_id), 303)


def _wanted() -> InboxFilter:
    view = request.args.get("view", "mine")
    due = request.args.get("due", "")
    return InboxFilter(
        view=view if view in get_args(View) else "mine",  # type: ignore[arg-type]
        trajectory=request.args.get("trajectory") or None,
        due=due if due in get_args(Due) else None,  # type: ignore[arg-type]
        text=request.args.get("text", "")[:100],
    )


def _row_or_page(task_id: int, error: EngineError) -> tuple[str, int]:
    if is_fragment():
        return _row(task_id, error.text), errors.status_of(error)
    return task_page(task_id, Typed(message=error.text)), errors.status_of(error)


def _row(task_id: int, fault: Text | None = None) -> str:
    now = visit()
    with now.reading() as connection:
        file: TaskFile = queries.task_file(connection, now.actor, task_id, today=now.today)
        counts = queries.inbox_counts(connection, now.actor, today=now.today)
    view = request.form.get("view", "team")
    row = render_template(
        "fragments/inbox_row.html",
        row=file.task,
        status=file.status,
        fault=fault,
        has_focus=True,
        view=view,
    )
    return row + render_template(
        "fragments/inbox_tabs.html", counts=counts, view=view, is_swapped=True
    )
