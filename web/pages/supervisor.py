"""What a supervisor looks at, and does something about from the row."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from flask import Blueprint, render_template, request

from engine import queries
from engine.clock import brussels_date
from engine.definitions.definition import Definition
from engine.definitions.model import NodeKind
from engine.queries import StuckRow
from engine.store import Connection
from web.formats import day, place_name
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
    with now.reading() as connection:
        failed = queries.incidents(connection, now.actor, limit=_FEW)
        still = queries.stuck(connection, now.actor, today=now.today, limit=_FEW)
        definitions = _definitions(
            connection,
            {row.definition_id for row in failed.rows}
            | {row.case.definition_id for row in still.rows},
        )
        return render_template(
            "supervision.html",
            overdue=queries.overdue(connection, now.actor, today=now.today, limit=_FEW),
            incidents=failed,
            definitions=definitions,
            stuck=still,
            waits_for=partial(waits_for, definitions),
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
    with now.reading() as connection:
        page = queries.overdue(
            connection,
            now.actor,
            today=now.today,
            team=team_id if team_id is None or team_id <= _LARGEST_ID else None,
            after=after,
        )
    return render_template("overdue.html", page=page, is_first=after is None)


@pages.get("/escalated")
@allow("supervisor")
def escalated() -> str:
    """Show the tasks that nobody acted on, most urgent first."""
    now = visit()
    after = wanted_page()
    with now.reading() as connection:
        page = queries.escalated(connection, now.actor, today=now.today, after=after)
    return render_template("escalated.html", page=page, is_first=after is None)


@pages.get("/incidents")
@allow("supervisor")
def incidents() -> str:
    """Show the steps that failed, oldest first."""
    now = visit()
    after = wanted_page()
    with now.reading() as connection:
        page = queries.incidents(connection, now.actor, after=after)
        definitions = _definitions(connection, {row.definition_id for row in page.rows})
    return render_template(
        "incidents.html", page=page, definitions=definitions, is_first=after is None
    )


@pages.get("/stuck")
@allow("supervisor")
def stuck() -> str:
    """Show the cases in which nothing moves."""
    now = visit()
    after = wanted_page()
    with now.reading() as connection:
        page = queries.stuck(connection, now.actor, today=now.today, after=after)
        definitions = _definitions(
            connection, {row.case.definition_id for row in page.rows}
        )
    return render_template(
        "stuck.html",
        page=page,
        waits_for=partial(waits_for, definitions),
        is_first=after is None,
    )


def waits_for(definitions: Mapping[int, Definition], row: StuckRow) -> list[str]:
    """Say in words what a case without a task waits for.

    What every case listens for all along, the start of an event sub-process, is left out.
    """
    definition = definitions[row.case.definition_id]
    return list(dict.fromkeys(_waits(definition, row)))


def _waits(definition: Definition, row: StuckRow) -> Iterator[str]:
    for wait in row.waits:
        node = next(
            (
                process.nodes[wait.element]
                for process in definition.processes.values()
                if wait.element in process.nodes
            ),
            None,
        )
        if node is not None and node.kind == NodeKind.START_EVENT:
            continue
        name = place_name(wait, definition)
        yield f"{name} ({day(brussels_date(wait.due_at))})" if wait.due_at else name


def _definitions(connection: Connection, ids: Iterable[int]) -> dict[int, Definition]:
    """Give the definitions that name the steps of cases, by id."""
    published = visit().leidraad.published
    return {number: published.version(connection, number).definition for number in ids}
