"""Terms for programs: read one with why it ends when it does, and change it."""

from collections.abc import Callable, Mapping
from typing import Any

from engine import queries
from engine.errors import ConflictError
from engine.operations.extend_term import extend_term
from engine.operations.meet_term import meet_term
from engine.operations.record_access import record_access
from engine.operations.resume_term import resume_term
from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term
from engine.queries import TermFile
from web.api.blueprint import VersionedBlueprint, stale
from web.api.term_schemas import Extension, Meeting, Resumption, Suspending, TermOut, Waiver
from web.guard import CASEWORKERS, allow
from web.visit import visit

blueprint = VersionedBlueprint(
    "api_terms", __name__, url_prefix="/api/terms", description="Terms of cases."
)


@blueprint.get("/<int:deadline_id>")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.response(200, TermOut)
def term(deadline_id: int) -> object:
    """Read one term; its ETag is asked for to change it."""
    now = visit()
    file = _file(deadline_id)
    record_access(now.leidraad, now.actor, "read_term", case_id=file.head.case.case_id)
    return _state(file)


@blueprint.post("/<int:deadline_id>/suspend")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.arguments(Suspending)
@blueprint.response(200, TermOut)
def suspend(sent: Mapping[str, Any], deadline_id: int) -> object:
    """Let the days not count from a day on; timers and reminders wait."""
    return _changed(suspend_term, deadline_id, sent)


@blueprint.post("/<int:deadline_id>/resume")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.arguments(Resumption)
@blueprint.response(200, TermOut)
def resume(sent: Mapping[str, Any], deadline_id: int) -> object:
    """End a suspension; the days that it really took are added."""
    return _changed(resume_term, deadline_id, sent)


@blueprint.post("/<int:deadline_id>/extend")
@allow("supervisor")
@blueprint.etag
@blueprint.arguments(Extension)
@blueprint.response(200, TermOut)
def extend(sent: Mapping[str, Any], deadline_id: int) -> object:
    """Make the term longer, as far as its law allows."""
    return _changed(extend_term, deadline_id, sent)


@blueprint.post("/<int:deadline_id>/waive")
@allow("supervisor")
@blueprint.etag
@blueprint.arguments(Waiver)
@blueprint.response(200, TermOut)
def waive(sent: Mapping[str, Any], deadline_id: int) -> object:
    """Let the term go: nobody has to keep it any more."""
    return _changed(waive_term, deadline_id, sent)


@blueprint.post("/<int:deadline_id>/meet")
@allow(*CASEWORKERS)
@blueprint.etag
@blueprint.arguments(Meeting)
@blueprint.response(200, TermOut)
def meet(sent: Mapping[str, Any], deadline_id: int) -> object:
    """Note that what the term asks was done in time, outside the diagram."""
    return _changed(meet_term, deadline_id, sent)


def _changed(
    operation: Callable[..., None], deadline_id: int, sent: Mapping[str, Any]
) -> object:
    """Change a term on the version that the request was made on: else 412."""
    now = visit()
    file = _file(deadline_id)
    blueprint.check_etag(_tag(file))
    try:
        operation(now.leidraad, now.actor, deadline_id, **sent, version=file.term.version)
    except ConflictError as error:
        raise stale(error) from error
    return _state(_file(deadline_id))


def _file(deadline_id: int) -> TermFile:
    now = visit()
    with now.reading() as connection:
        return queries.term_file(connection, now.actor, deadline_id, today=now.today)


def _state(file: TermFile) -> object:
    blueprint.set_etag(_tag(file))
    return file.term


def _tag(file: TermFile) -> list[object]:
    return [file.term.deadline_id, file.term.version, file.term.status]
