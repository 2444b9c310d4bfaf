"""Tasks for programs: list, read, claim, release, complete."""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE

from engine import queries
from engine.errors import ConflictError
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.record_access import record_access
from engine.operations.release_task import release_task
from engine.queries import Cursor, InboxFilter, TaskFile
from web.api.blueprint import VersionedBlueprint, stale
from web.api.schemas import Answers, InboxOut, InboxQuery, TaskState
from web.guard import CASEWORKERS, allow
from web.visit import visit

blueprint = VersionedBlueprint(
    "api", __name__, url_prefix="/api/tasks", description="Open tasks."
)


@blueprint.get("")
@allow(*CASEWORKERS)
@blueprint.arguments(InboxQuery, location="query", unknown=RAISE)
@blueprint.response(200, InboxOut)
def inbox(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """List open tasks, most urgent first."""
    now = visit()
    after = Cursor.read(wanted["after"]) if wanted["after"] else None
    with now.reading() as connection:
        page = queries.inbox(
            connection,
            now.actor,
            InboxFilter(
                view=wanted["view"],
                trajectory=wanted["trajectory"],
                due=wanted["due"],
                text=wanted["text"],
            ),
            today=now.today,
            after=after,
            limit=wanted["limit"],
        )
    return {"tasks": page.rows, "next": str(page.next) if page.next else None}


@blueprint.get("/<int:task_id>")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.response(200, TaskState)
def task(task_id: int) -> dict[str, Any]:
    """Read one task; its ETag is asked for to change it."""
    now = visit()
    file = _file(task_id)
    record_access(now.leidraad, now.actor, "read_task", case_id=file.task.case_id)
    return _state(file)


@blueprint.post("/<int:task_id>/claim")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.response(200, TaskState)
def claim(task_id: int) -> dict[str, Any]:
    """Take a task that nobody has."""
    now = visit()
    version = _matched(task_id)
    try:
        claim_task(now.leidraad, now.actor, task_id, version=version)
    except ConflictError as error:
        raise stale(error) from error
    return _state(_file(task_id))


@blueprint.post("/<int:task_id>/release")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.response(200, TaskState)
def release(task_id: int) -> dict[str, Any]:
    """Give a task back to the team."""
    now = visit()
    version = _matched(task_id)
    try:
        release_task(now.leidraad, now.actor, task_id, version=version)
    except ConflictError as error:
        raise stale(error) from error
    return _state(_file(task_id))


@blueprint.post("/<int:task_id>/complete")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.arguments(Answers)
@blueprint.response(200, TaskState)
def complete(sent: Mapping[str, Any], task_id: int) -> dict[str, Any]:
    """Complete a task that the account holds; the case goes on."""
    now = visit()
    version = _matched(task_id)
    try:
        complete_task(now.leidraad, now.actor, task_id, sent["answers"], version=version)
    except ConflictError as error:
        raise stale(error) from error
    return _state(_file(task_id))


def _file(task_id: int) -> TaskFile:
    now = visit()
    with now.reading() as connection:
        return queries.task_file(
            connection, now.actor, task_id, today=now.today, with_draft=False
        )


def _matched(task_id: int) -> int:
    """Give the version that the request was made on: 412 when that is not the last."""
    now = visit()
    with now.reading() as connection:
        version = queries.task_version(connection, now.actor, task_id)
    blueprint.check_etag(_tag(task_id, version))
    return version


def _state(file: TaskFile) -> dict[str, Any]:
    blueprint.set_etag(_tag(file.task.task_id, file.task.version))
    return {
        "task_id": file.task.task_id,
        "case_id": file.task.case_id,
        "version": file.task.version,
        "status": file.status,
        "assignee": file.task.assignee,
        "form": file.form,
        "title": file.task.title,
        "due_on": file.task.due_on,
    }


def _tag(task_id: int, version: int) -> list[int]:
    return [task_id, version]
