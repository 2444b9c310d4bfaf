"""One version of a trajectory: its diagrams, tables, forms, terms, facts and findings."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine.definitions.bundle import Bundle
from engine.definitions.definition import Definition
from engine.definitions.model import Node, NodeKind, Process
from engine.definitions.part_words import KINDS
from engine.errors import InvalidDataError
from engine.operations.version_findings import version_findings
from engine.queries import definitions
from engine.queries.definitions import VersionRow
from engine.scenarios.neighbours import neighbours
from web.case_diagrams import english_names
from web.form_view import form_view
from web.guard import allow
from web.pages.designer import ONLOOKERS, attachment, may_change, may_publish
from web.parts import answers_sent
from web.table_page import row_notes, table_page
from web.visit import visit

pages = Blueprint("version", __name__, url_prefix="/versions/<int:definition_id>")

#: What a table beside the diagram lists: the elements that do something.
_LISTED = frozenset(
    {NodeKind.USER_TASK, NodeKind.MANUAL_TASK, NodeKind.SERVICE_TASK, NodeKind.SEND_TASK}
    | {NodeKind.RECEIVE_TASK, NodeKind.SCRIPT_TASK, NodeKind.BUSINESS_RULE_TASK}
    | {NodeKind.CALL_ACTIVITY}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A version that somebody looks at."""

    row: VersionRow
    definition: Definition


def opened(definition_id: int) -> Opened:
    """Read a version.

    Raises:
        NotAllowedError: The person may not look at trajectories.
        NotFoundError: There is no such version, or it is another agency's.
    """
    now = visit()
    with now.leidraad.reading() as connection:
        row = definitions.version_row(connection, now.actor, definition_id)
        definition = now.leidraad.published.definition(connection, row.definition_id)
    return Opened(row=row, definition=definition)


def others_of(version: Opened) -> list[Bundle]:
    """Give the trajectories to which this one hands people over, as they are live."""
    with visit().leidraad.reading() as connection:
        found = definitions.live_files(connection, neighbours(version.definition))
    return [Bundle(files) for files in found.values()]


def page(template: str, version: Opened, tab: str, **more: Any) -> str:
    """Draw a page of a version under its head."""
    return render_template(
        f"designer/{template}",
        row=version.row,
        definition=version.definition,
        tab=tab,
        may_change=may_change(version.row.owner),
        may_publish=may_publish(version.row),
        **more,
    )


@pages.get("")
@allow(*ONLOOKERS)
def show(definition_id: int) -> str:
    """Show the diagram that a case starts on."""
    version = opened(definition_id)
    main = version.definition.processes.get(version.definition.main)
    first = next(iter(version.definition.diagrams), "")
    return _diagram(version, main.file if main else first)


@pages.get("/diagrams/<path:file>")
@allow(*ONLOOKERS)
def diagram(definition_id: int, file: str) -> str:
    """Show one diagram."""
    version = opened(definition_id)
    if file not in version.definition.diagrams:
        raise NotFound
    return _diagram(version, file)


def _diagram(version: Opened, file: str) -> str:
    definition = version.definition
    shown = definition.diagrams.get(file)
    processes = [
        process for process in definition.processes.values() if process.file == file
    ]
    titles = {process.file: process for process in definition.processes.values()}
    raw = definition.files.files.get(file, b"")
    return page(
        "diagram.html",
        version,
        "diagrams",
        file=file,
        titles=titles,
        xml=raw.decode("utf-8", "replace"),
        english=english_names(shown) if shown else {},
        elements=[
            (process, node, KINDS[node.kind])
            for process in processes
            for node in process.nodes.values()
            if node.kind in _LISTED
        ],
        file_of=_file_of(definition),
    )


def _file_of(definition: Definition) -> dict[str, str]:
    return {name: process.file for name, process in definition.processes.items()}


@pages.get("/tables")
@allow(*ONLOOKERS)
def tables(definition_id: int) -> str:
    """List the decision tables: its own, and those of law."""
    version = opened(definition_id)
    used = {
        node.work.decision
        for process in version.definition.processes.values()
        for node in process.nodes.values()
        if node.work.decision
    }
    return page("tables.html", version, "tables", used=used)


@pages.get("/tables/<path:file>")
@allow(*ONLOOKERS)
def table(definition_id: int, file: str) -> Response:
    """Show one file of decision tables."""
    version = opened(definition_id)
    raw = version.definition.files.files.get(file)
    if raw is None or not file.endswith(".dmn"):
        raise NotFound
    return table_page(
        page(
            "table.html",
            version,
            "tables",
            file=file,
            xml=raw.decode("utf-8", "replace"),
            wanted=request.args.get("decision", ""),
            notes=row_notes(version.definition.decisions, file),
        )
    )


@pages.get("/forms")
@allow(*ONLOOKERS)
def forms(definition_id: int) -> str:
    """List the forms with the tasks that use them."""
    version = opened(definition_id)
    tasks: dict[str, list[tuple[Process, Node]]] = {}
    for process in version.definition.processes.values():
        for node in process.nodes.values():
            if node.work.form:
                tasks.setdefault(node.work.form, []).append((process, node))
    return page("forms.html", version, "forms", tasks=tasks)


@pages.route("/forms/<name>", methods=["GET", "POST"])
@allow(*ONLOOKERS)
def form(definition_id: int, name: str) -> str:
    """Show a form as a counsellor sees it; what is filled in is checked and not kept."""
    version = opened(definition_id)
    known = version.definition.forms.get(name)
    if known is None:
        raise NotFound
    now = visit().now
    typed, faults, is_right = None, {}, False
    if request.method == "POST":
        typed = answers_sent(request.form)
        try:
            known.parse(typed, facts={}, now=now)
            is_right = True
        except InvalidDataError as error:
            faults = error.fields
    return page(
        "form.html",
        version,
        "forms",
        name=name,
        form=known,
        view=form_view(known, {}, now=now, typed=typed, faults=faults),
        is_checked=typed is not None,
        is_right=is_right,
    )


@pages.get("/terms")
@allow(*ONLOOKERS)
def terms(definition_id: int) -> str:
    """List the terms with their legal basis and source."""
    version = opened(definition_id)
    law = version.definition.law.terms
    used = _terms_used(version.definition)
    return page(
        "terms.html",
        version,
        "terms",
        own=[row for rows in version.definition.terms.rows.values() for row in rows],
        law=[row for name, rows in law.rows.items() if name in used for row in rows],
    )


def _terms_used(definition: Definition) -> set[str]:
    nodes = [
        node for process in definition.processes.values() for node in process.nodes.values()
    ]
    due = {node.work.due_deadline or "" for node in nodes}
    timers = {
        node.event.timer.deadline or "" for node in nodes if node.event and node.event.timer
    }
    return (due | timers) - {""}


@pages.get("/facts")
@allow(*ONLOOKERS)
def facts(definition_id: int) -> str:
    """List the facts with their type, their sensitivity and who writes them."""
    version = opened(definition_id)
    writers: dict[str, list[Any]] = {}
    for fact in version.definition.writers:
        writers.setdefault(fact.name, []).append(fact)
    return page("facts.html", version, "facts", writers=dict(sorted(writers.items())))


@pages.get("/findings")
@allow(*ONLOOKERS)
def findings(definition_id: int) -> str:
    """List what the rules find in it under the law in force."""
    version = opened(definition_id)
    now = visit()
    with now.leidraad.reading() as connection:
        found = version_findings(now.leidraad, connection, definition_id)
    return page("findings.html", version, "findings", findings=found)


@pages.get("/files/<path:file>")
@allow(*ONLOOKERS)
def one_file(definition_id: int, file: str) -> Response:
    """Give one file."""
    raw = opened(definition_id).definition.files.files.get(file)
    if raw is None:
        raise NotFound
    return attachment(raw, file)
