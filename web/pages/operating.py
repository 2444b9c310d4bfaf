"""What keeps going by itself: timers, reminders, deliveries, the processes that tick.

Administrators see this too, so it shows no newcomer: the number of a case at most. Who
steers the work of the agency may move a timer, and sends again what failed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine import queries
from engine.clock import BRUSSELS
from engine.definitions.definition import Definition
from engine.errors import ConflictError, EngineError, InvalidDataError
from engine.operations.change_timer import change_timer
from engine.operations.retry_delivery import retry_delivery
from engine.queries.figures import schedulers
from engine.queries.operating import (
    DeliveryStatus,
    TimerFilter,
    TimerRow,
    TimerStatus,
    deliveries,
    next_reminders,
    pending_timers,
    timer_at,
)
from engine.queries.operating_counts import operating_counts
from engine.step import Place
from engine.store import Connection
from engine.text import Text
from web import errors
from web.formats import moment
from web.guard import allow
from web.parts import safe_next, wanted_page
from web.visit import visit

pages = Blueprint("operating", __name__, url_prefix="/operations")

_FEW = 10
_NO_INSTANT = Text("Schrijf een dag en een uur.", "Write a day and a time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerPlaces:
    """The elements of a live trajectory at which a timer can wait, by id."""

    title: Text
    elements: dict[str, Text]


@pages.get("")
@allow("supervisor", "administrator")
def show() -> str:
    """Show how it goes: the lag, who ticks, what fires next and what failed."""
    now = visit()
    with now.reading() as connection:
        timers = pending_timers(
            connection, now.actor, TimerFilter(), now=now.now, limit=_FEW
        )
        return render_template(
            "operating/overview.html",
            counts=operating_counts(connection, now.actor, now=now.now),
            schedulers=schedulers(connection, now=now.now),
            timers=timers,
            definitions=_definitions(connection, timers.rows),
            reminders=next_reminders(connection, now.actor, limit=_FEW),
            failed=deliveries(connection, now.actor, "failed", limit=_FEW),
            waiting=deliveries(connection, now.actor, "waiting", limit=_FEW),
        )


@pages.get("/timers")
@allow("supervisor", "administrator")
def timers() -> str:
    """Show the timers of the agency's cases, the first to fire first."""
    now = visit()
    after = wanted_page()
    wanted = _wanted()
    with now.reading() as connection:
        page = pending_timers(connection, now.actor, wanted, now=now.now, after=after)
        return render_template(
            "operating/timers.html",
            page=page,
            is_first=after is None,
            wanted=wanted,
            definitions=_definitions(connection, page.rows),
            places=_places(connection),
        )


def _wanted() -> TimerFilter:
    status = request.args.get("status", "")
    return TimerFilter(
        status=cast("TimerStatus", status) if status in get_args(TimerStatus) else "armed",
        trajectory=request.args.get("trajectory", ""),
        element=request.args.get("element", ""),
        overdue_only=request.args.get("due") == "overdue",
    )


def _places(connection: Connection) -> dict[str, TimerPlaces]:
    """Give the live trajectories with their timers, for the filters."""
    now = visit()
    return {
        one.trajectory: TimerPlaces(
            title=one.title,
            elements=_elements(
                now.leidraad.published.version(connection, one.definition_id).definition
            ),
        )
        for one in queries.live_trajectories(connection, now.actor)
    }


def _elements(definition: Definition) -> dict[str, Text]:
    return {
        node.id: node.name
        for process in definition.processes.values()
        for node in process.nodes.values()
        if node.event is not None and node.event.timer is not None
    }


def _definitions(connection: Connection, rows: Iterable[TimerRow]) -> dict[int, Definition]:
    """Give the definitions that name the steps of cases, by id."""
    published = visit().leidraad.published
    return {
        number: published.version(connection, number).definition
        for number in {row.definition_id for row in rows}
    }


@pages.get("/deliveries")
@allow("supervisor", "administrator")
def sent() -> str:
    """Show what could not be delivered, or waits for it."""
    now = visit()
    after = wanted_page()
    status: DeliveryStatus = (
        "waiting" if request.args.get("status") == "waiting" else "failed"
    )
    with now.reading() as connection:
        page = deliveries(connection, now.actor, status, after=after)
    return render_template(
        "operating/deliveries.html", page=page, is_first=after is None, status=status
    )


@pages.post("/deliveries/<int:outbox_id>/retry")
@allow("supervisor", "administrator")
def retry(outbox_id: int) -> Response:
    """Send a mail again that is about no one case."""
    now = visit()
    try:
        retry_delivery(now.leidraad, now.actor, outbox_id)
    except ConflictError as error:
        flash(error.text.in_language(now.language), "danger")
    else:
        flash(gettext("De mail gaat zo dadelijk opnieuw op weg."), "good")
    back = safe_next(request.form.get("next"))
    return redirect(back or url_for("operating.sent"), 303)


@pages.get("/timers/<int:case_id>")
@allow("supervisor")
def ask_change(case_id: int) -> str:
    """Ask when a timer should fire, and why it changes."""
    return _change_page(case_id, None)


@pages.post("/timers/<int:case_id>")
@allow("supervisor")
def change(case_id: int) -> tuple[str, int] | Response:
    """Let a timer fire at another moment."""
    now = visit()
    try:
        due_at = change_timer(
            now.leidraad,
            now.actor,
            case_id,
            _place(),
            due_at=_instant_sent(),
            reason=request.form.get("reason", ""),
        )
    except (InvalidDataError, ConflictError) as error:
        return _change_page(case_id, error), errors.status_of(error)
    if due_at <= now.now:
        flash(gettext("De timer is verzet en gaat zo dadelijk af."), "good")
    else:
        flash(gettext("De timer gaat nu af op %(at)s.", at=moment(due_at)), "good")
    return redirect(url_for("operating.timers"), 303)


def _change_page(case_id: int, error: EngineError | None) -> str:
    now = visit()
    with now.reading() as connection:
        row = timer_at(connection, now.actor, case_id, _place(), now=now.now)
        definitions = _definitions(connection, [row])
    return render_template(
        "operating/change.html",
        row=row,
        definition=definitions[row.definition_id],
        typed=request.form,
        error=error,
    )


def _place() -> Place:
    """Give the place of the timer that the address names; none when it names none."""
    nth = request.values.get("occurrence", "")
    is_number = nth.isascii() and nth.isdigit() and len(nth) <= 9  # noqa: PLR2004 -- what fits the column
    return Place(
        request.values.get("scope", ""),
        request.values.get("element", ""),
        int(nth) if is_number else 0,
    )


def _instant_sent() -> datetime:
    """Give the present instant, or what was typed, read in Brussels.

    Raises:
        InvalidDataError: It is no instant.
    """
    if request.form.get("when") == "now":
        return visit().now
    try:
        typed = datetime.fromisoformat(request.form.get("due_at", ""))
    except ValueError as error:
        raise InvalidDataError(_NO_INSTANT, {"due_at": [_NO_INSTANT]}) from error
    return typed if typed.tzinfo else typed.replace(tzinfo=BRUSSELS)
