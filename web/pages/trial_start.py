"""What a test case starts with, typed or taken over from a scenario."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from engine.errors import (
    EngineError,
    InvalidDataError,
    InvalidDefinitionError,
    NotFoundError,
)
from engine.people import may_propose
from engine.scenarios.office import AGENCIES
from engine.scenarios.reading import Scenario
from engine.scenarios.trial import TrialStart, Tried, begin, discard
from engine.text import Text
from web import errors
from web.formats import input_text
from web.guard import allow
from web.pages.scenario_runs import told_of
from web.pages.trial import KEY, NO_DAY, instant
from web.pages.version import Opened, opened, others_of, page
from web.parts import answers_sent
from web.visit import visit

pages = Blueprint("trial_start", __name__)

_SHORT = 200


@pages.get("/versions/<int:definition_id>/trial")
@allow("designer")
def ask(definition_id: int) -> str:
    """Ask what the test case starts with."""
    version = opened(definition_id)
    may_propose(visit().actor, version.row.owner)
    told = told_of(version)
    chosen = request.args.get("scenario", "")
    typed = [_given(one) for one in told.scenarios if one.file == chosen]
    return _start_page(version, next(iter(typed), {}), None)


def _given(scenario: Scenario) -> dict[str, str]:
    """Give what a scenario starts with, as it would be typed."""
    person = {key: input_text(one) for key, one in scenario.person.items()}
    facts = {f"f.{key}": input_text(one) for key, one in scenario.facts.items()}
    now = input_text(scenario.now)
    return {**person, **facts, "agency": scenario.agency, "now": now}


@pages.post("/versions/<int:definition_id>/trial")
@allow("designer")
def start(definition_id: int) -> str | tuple[str, int] | Response:
    """Open the test case in a database of its own."""
    version = opened(definition_id)
    now = visit()
    try:
        tried = Tried(
            version=definition_id,
            bundle=version.definition.files,
            law=version.definition.law.files,
            others=others_of(version),
        )
        identifier = begin(now.actor, tried, _start())
    except (InvalidDataError, InvalidDefinitionError, NotFoundError) as error:
        return _start_page(version, request.form, error), errors.status_of(error)
    discard(now.actor, session.pop(KEY, ""))
    session[KEY] = identifier
    return redirect(url_for("trial.show"), 303)


def _start_page(
    version: Opened, typed: Mapping[str, str], error: EngineError | None
) -> str:
    facts = version.definition.facts
    return page(
        "trial_start.html",
        version,
        "trial",
        facts={name: one for name, one in facts.items() if one.origin == "start"},
        agencies=AGENCIES,
        scenarios=told_of(version).scenarios,
        typed=typed,
        error=error,
        today=visit().today,
    )


def _start() -> TrialStart:
    """Read what the case starts with.

    Raises:
        InvalidDataError: A date does not exist, or there is no such agency.
    """
    typed = request.form
    agency = typed.get("agency", "")
    if agency not in {one[0] for one in AGENCIES}:
        wrong = Text("Kies een agentschap.", "Choose an agency.")
        raise InvalidDataError(wrong, {"agency": [wrong]})
    return TrialStart(
        now=instant(typed.get("now", ""), "now"),
        agency=agency,
        given_name=typed.get("given_name", "")[:_SHORT],
        family_name=typed.get("family_name", "")[:_SHORT],
        born_on=_day(typed.get("born_on", "").strip()),
        facts=answers_sent(typed),
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError as error:
        raise InvalidDataError(NO_DAY, {"born_on": [NO_DAY]}) from error
