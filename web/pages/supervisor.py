"""What a supervisor looks at, and does something about from the row."""

from flask import Blueprint, render_template, request

from engine import queries
from engine.definitions.definition import Definition
from engine.queries import IncidentRow, Page
from engine.store import Connection
from web.guard import allow
from web.parts import wanted_page
from web.visit import visit

pages = Blueprint("supervisor", __name__, url_prefix="/supervision")

_LARGEST_ID = 2**63 - 1
_FEW = 10


@pages.get("")
@allow("supervisor")
def show() -> str:
    """Show the first rows of everything, and who has how much to do."""
    now = visit()
    with now.leidraad.reading() as connection:
        failed = queries.incidents(connection, now.actor, limit=_FEW)
        return render_template(
            "supervision.html",
            overdue=queries.overdue(connection, now.actor, today=now.today, limit=_FEW),
            incidents=failed,
            definitions=_definitions(connection, failed),
            stuck=queries.stuck(connection, now.actor, today=now.today, limit=_FEW),
            counts=queries.supervision_counts(connection, now.actor, today=now.today),
            workload=queries.workload(connection, now.actor, today=now.today),
        )


@pages.get("/overdue")
@allow("supervisor")
def overdue() -> str:
    """Show the overdue tasks, longest overdue first."""
    now = visit()
    team = request.args.get("team", "")
    team_id = int(team) if team.isascii() and team.isdigit() else None
    after = wanted_page()
    with now.leidraad.reading() as connection:
        page = queries.overdue(
            connection,
            now.actor,
            today=now.today,
            team=team_id if team_id is None or team_id <= _LARGEST_ID else None,
            after=after,
        )
    return render_template("overdue.html", page=page, is_first=after is None)


@pages.get("/incidents")
@allow("supervisor")
def incidents() -> str:
    """Show the steps that failed, oldest first."""
    now = visit()
    after = wanted_page()
    with now.leidraad.reading() as connection:
        page = queries.incidents(connection, now.actor, after=after)
        definitions = _definitions(connection, page)
    return render_template(
        "incidents.html", page=page, definitions=definitions, is_first=after is None
    )


@pages.get("/stuck")
@allow("supervisor")
def stuck() -> str:
    """Show the cases in which nothing moves."""
    now = visit()
    after = wanted_page()
    with now.leidraad.reading() as connection:
        page = queries.stuck(connection, now.actor, today=now.today, after=after)
    return render_template("stuck.html", page=page, is_first=after is None)


def _definitions(connection: Connection, page: Page[IncidentRow]) -> dict[int, Definition]:
    """Give the definitions that name the steps of incidents, by id."""
    published = visit().leidraad.published
    return {
        number: published.version(connection, number).definition
        for number in {row.definition_id for row in page.rows}
    }
