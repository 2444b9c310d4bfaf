"""The cases that a counsellor works on."""

from flask import Blueprint, render_template, request

from engine import queries
from web.guard import CASEWORKERS, allow
from web.parts import wanted_page
from web.visit import visit

pages = Blueprint("cases", __name__)


@pages.get("/cases")
@allow(*CASEWORKERS)
def mine() -> str:
    """Show the cases in which the person has a task or did one."""
    now = visit()
    closed = request.args.get("status") == "closed"
    after = wanted_page()
    with now.reading() as connection:
        page = queries.my_cases(connection, now.actor, closed=closed, after=after)
    return render_template("cases.html", page=page, closed=closed, is_first=after is None)
