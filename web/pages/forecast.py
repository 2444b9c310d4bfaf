"""What falls due in the weeks to come, and what an absence would do; nothing is kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext

from engine import queries
from engine.queries import DueChoice, Load
from web import errors
from web.absences import asked_absence
from web.bar_chart import Amount, BarChart, bar_chart
from web.guard import CASEWORKERS, allow
from web.parts import id_asked, wanted_page
from web.visit import visit

pages = Blueprint("forecast", __name__, url_prefix="/forecast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week as a column names it."""

    monday: date

    @property
    def number(self) -> int:
        """The ISO number."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)


@pages.get("")
@allow(*CASEWORKERS)
def show() -> tuple[str, int] | str:
    """Show what falls due: a supervisor sees the agency, everybody sees one's own."""
    now = visit()
    is_supervisor = now.actor.has_role("supervisor")
    is_mine = not is_supervisor or request.args.get("view") == "mine"
    with now.reading() as connection:
        loads = queries.forecast(connection, now.actor, today=now.today, mine=is_mine)
        colleagues = () if is_mine else queries.colleagues(connection, now.actor)
    team = None if is_mine else id_asked("team")
    shown = [one for one in loads if team is None or one.team_id == team]
    weeks = [Week(monday=monday) for monday in queries.mondays(now.today)]
    total = _total(shown)
    asked = asked_absence(of_oneself=is_mine)
    page = render_template(
        "forecast.html",
        is_mine=is_mine,
        is_supervisor=is_supervisor,
        teams={one.team_id: one.team for one in loads if one.team_id is not None},
        team=team,
        colleagues=colleagues,
        loads=shown,
        total=total,
        weeks=weeks,
        chart=_chart(weeks, total),
        asked=asked,
    )
    return (page, errors.status_of(asked.fault)) if asked.fault else page


@pages.get("/due")
@allow(*CASEWORKERS)
def due() -> str:
    """List the terms that stand behind one number."""
    now = visit()
    week = request.args.get("week", "")
    choice = DueChoice(
        monday=_monday(week),
        is_suspended=week == "suspended",
        team_id=id_asked("team"),
        account_id=id_asked("person"),
    )
    after = wanted_page()
    with now.reading() as connection:
        page = queries.due_list(connection, now.actor, choice, today=now.today, after=after)
    return render_template(
        "forecast_due.html",
        page=page,
        is_first=after is None,
        choice=choice,
        week=Week(monday=choice.monday) if choice.monday else None,
    )


def _monday(week: str) -> date | None:
    """Give the Monday of a week that is looked ahead; 404 for any other."""
    if week in ("late", "suspended"):
        return None
    mondays = {str(monday): monday for monday in queries.mondays(visit().today)}
    return mondays.get(week) or abort(404)


def _chart(weeks: Iterable[Week], total: Load) -> BarChart:
    late = Amount(kind="late", label=gettext("laat"), sublabel="", number=total.late)
    still = Amount(
        kind="suspended", label=gettext("stil"), sublabel="", number=total.suspended
    )
    ahead = [
        Amount(
            kind="week",
            label=str(week.number),
            sublabel=f"{week.monday.day}/{week.monday.month}",
            number=number,
        )
        for week, number in zip(weeks, total.weeks, strict=True)
    ]
    return bar_chart([late, *ahead, still])


def _total(loads: list[Load]) -> Load:
    return Load(
        team_id=None,
        team="",
        account_id=None,
        name=None,
        late=sum(one.late for one in loads),
        weeks=tuple(sum(one.weeks[week] for one in loads) for week in range(queries.WEEKS)),
        suspended=sum(one.suspended for one in loads),
    )
