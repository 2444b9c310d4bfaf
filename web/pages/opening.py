"""Opening a case by hand, for somebody who walks in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import queries
from engine.definitions.definition import Definition
from engine.definitions.facts import Fact
from engine.errors import InvalidDataError
from engine.operations.fact_values import read_values
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.text import Text
from web import errors
from web.case_facts import options_of
from web.guard import CASEWORKERS, allow
from web.parts import answers_sent
from web.visit import visit

pages = Blueprint("opening", __name__)

#: Languages in which newcomers are spoken to, as far as Leidraad knows them by name.
CONTACT_LANGUAGES = (
    *("nl", "en", "fr", "ar", "es", "fa", "ps", "pt", "ro", "ru", "so", "sq"),
    *("ti", "tr", "uk", "zh"),
)
_SHORT = 200
_NO_DATE = Text("Schrijf een bestaande datum.", "Write a date that exists.")
_NO_TRAJECTORY = Text("Kies een traject.", "Choose a trajectory.")
_CHECK = Text("Kijk de velden na.", "Please check the fields.")
_FIELDS = (
    "given_name",
    "family_name",
    "contact_language",
    "email",
    "phone",
    "municipality",
)
#: Start facts that say what is asked about the person already.
_TWICE = frozenset({"born_on", "contact_language", "municipality"})


@pages.get("/cases/new")
@allow(*CASEWORKERS)
def ask() -> str:
    """Ask which trajectory, and who the person is."""
    return _page(request.args, None)


@pages.post("/cases/new")
@allow(*CASEWORKERS)
def open_by_hand() -> tuple[str, int] | Response:
    """Open the case."""
    now = visit()
    typed = request.form
    try:
        _, facts = _chosen(typed.get("trajectory", ""))
        opening = Opening(
            trajectory=typed.get("trajectory", ""),
            agency=now.actor.agency,
            person=_person(typed),
            facts=read_values(facts, _answers(typed, facts)),
        )
        case_id = open_case(now.leidraad, now.actor, opening)
    except InvalidDataError as error:
        return _page(typed, error), errors.status_of(error)
    flash(gettext("Het dossier is geopend."), "good")
    return redirect(url_for("case.show", case_id=case_id), 303)


def _page(typed: Mapping[str, str], error: InvalidDataError | None) -> str:
    now = visit()
    with now.reading() as connection:
        trajectories = queries.live_trajectories(connection, now.actor)
    facts: Mapping[str, Fact] = {}
    definition: Definition | None = None
    if typed.get("trajectory"):
        try:
            definition, facts = _chosen(typed["trajectory"])
        except InvalidDataError as wrong:
            error = error or wrong
    return render_template(
        "open_case.html",
        trajectories=trajectories,
        facts={name: fact for name, fact in facts.items() if name not in _TWICE},
        options={name: definition and options_of(definition, name) for name in facts},
        typed=typed,
        error=error,
        contact_languages=CONTACT_LANGUAGES,
    )


def _chosen(trajectory: str) -> tuple[Definition, Mapping[str, Fact]]:
    """Give a trajectory's live version and the facts that a case of it starts with.

    Raises:
        InvalidDataError: It is not one that can be opened here.
    """
    now = visit()
    with now.reading() as connection:
        for one in queries.live_trajectories(connection, now.actor):
            if one.trajectory == trajectory:
                version = now.leidraad.published.version(connection, one.definition_id)
                facts = version.definition.facts
                start = {k: v for k, v in facts.items() if v.origin == "start"}
                return version.definition, start
    raise InvalidDataError(_NO_TRAJECTORY, {"trajectory": [_NO_TRAJECTORY]})


def _answers(typed: MultiDict[str, str], facts: Mapping[str, Fact]) -> dict[str, Any]:
    """Give what was answered for the start facts; what was left empty is not known."""
    known = {name: typed.get(name, "") for name in _TWICE if name in facts}
    answers = {**known, **answers_sent(typed)}
    return {name: answer for name, answer in answers.items() if answer != ""}


def _person(typed: Mapping[str, str]) -> PersonDetails:
    """Read the person.

    Raises:
        InvalidDataError: The birth date does not exist.
    """
    written = typed.get("born_on", "").strip()
    try:
        born_on = date.fromisoformat(written) if written else None
    except ValueError as error:
        raise InvalidDataError(_CHECK, {"born_on": [_NO_DATE]}) from error
    values = {name: typed.get(name, "").strip()[:_SHORT] for name in _FIELDS}
    return PersonDetails(born_on=born_on, **values)
