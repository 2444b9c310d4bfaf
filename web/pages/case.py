"""The pages of one case: overview, facts, history and diagram."""

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from engine import queries
from engine.operations.record_access import record_access
from engine.queries import CaseHead
from web.case_diagrams import case_diagrams
from web.case_facts import case_facts
from web.guard import CASEWORKERS, allow
from web.history_lines import history_lines
from web.parts import id_asked, wanted_page
from web.term_lines import term_lines
from web.visit import visit

pages = Blueprint("case", __name__)


@pages.get("/cases/<int:case_id>")
@allow(*CASEWORKERS)
def show(case_id: int) -> str:
    """Show what is to do in a case, its terms, its notes and what it waits for."""
    now = visit()
    with now.reading() as connection:
        head = queries.case_head(connection, now.actor, case_id)
        record_access(now.leidraad, now.actor, "read_case", case_id=case_id)
        version = now.leidraad.published.version(connection, head.definition_id)
        rows = queries.deadlines_of(connection, head, today=now.today)
        return render_template(
            "case.html",
            head=head,
            tab="overview",
            definition=version.definition,
            tasks=queries.open_tasks_of(connection, now.actor, head, today=now.today),
            terms=term_lines(connection, head, version.definition, rows),
            opened=id_asked("term"),
            notes=queries.notes_of(connection, head),
            waits=queries.waits_of(connection, head),
            incidents=queries.incidents_of(connection, head),
            is_supervisor=now.actor.has_role("supervisor"),
        )


@pages.get("/cases/<int:case_id>/facts")
@allow(*CASEWORKERS)
def facts(case_id: int) -> str:
    """Show the facts that the person may see."""
    now = visit()
    with now.reading() as connection:
        head = queries.case_head(connection, now.actor, case_id)
        record_access(now.leidraad, now.actor, "read_facts", case_id=case_id)
        version = now.leidraad.published.version(connection, head.definition_id)
        lines = case_facts(connection, now.actor, head, version.definition)
    return render_template("case_facts.html", head=head, tab="facts", lines=lines)


@pages.get("/cases/<int:case_id>/history")
@allow(*CASEWORKERS)
def history(case_id: int) -> str:
    """Show what happened in a case, newest first."""
    now = visit()
    after = wanted_page()
    with now.reading() as connection:
        head = _own(queries.case_head(connection, now.actor, case_id))
        record_access(now.leidraad, now.actor, "read_history", case_id=case_id)
        version = now.leidraad.published.version(connection, head.definition_id)
        page = queries.history_of(connection, head, after=after)
    lines = history_lines(page.rows, version.definition)
    return render_template(
        "case_history.html",
        head=head,
        tab="history",
        lines=lines,
        page=page,
        is_first=after is None,
    )


@pages.get("/cases/<int:case_id>/diagram")
@allow(*CASEWORKERS)
def diagram(case_id: int) -> str:
    """Show where the case stands in its diagrams."""
    now = visit()
    with now.reading() as connection:
        head = _own(queries.case_head(connection, now.actor, case_id))
        version = now.leidraad.published.version(connection, head.definition_id)
        tasks = queries.open_tasks_of(connection, now.actor, head, today=now.today)
        drawn = case_diagrams(connection, head, version.definition)
    return render_template(
        "case_diagram.html", head=head, tab="diagram", diagrams=drawn, tasks=tasks
    )


def _own(head: CaseHead) -> CaseHead:
    """Of another agency's case neither history nor diagram is shown."""
    if not head.is_own:
        raise NotFound
    return head
