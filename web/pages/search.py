"""Finding a person or a case number."""

from flask import Blueprint, render_template, request

from engine import queries
from engine.operations.record_access import record_access
from engine.queries import CaseRow, Page
from web.guard import CASEWORKERS, allow
from web.visit import visit

pages = Blueprint("search", __name__)


@pages.get("/search")
@allow(*CASEWORKERS)
def show() -> str:
    """Show what was found; each search is recorded."""
    now = visit()
    typed = request.args.get("q", "").strip()[:100]
    page: Page[CaseRow] = Page(rows=())
    if typed:
        record_access(now.leidraad, now.actor, "search")
        with now.reading() as connection:
            page = queries.search(connection, now.actor, typed)
    return render_template("search.html", page=page, typed=typed)
