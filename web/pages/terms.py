"""What people do to a term: suspend, resume, extend, waive it, or say that it was met.

One page a verb, which works without JavaScript; what was typed stays when it is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from engine import queries
from engine.errors import ConflictError, EngineError, InvalidDataError
from engine.operations.extend_term import extend_term
from engine.operations.meet_term import meet_term
from engine.operations.resume_term import resume_term
from engine.operations.suspend_term import suspend_term
from engine.operations.waive_term import waive_term
from engine.people import Role
from engine.queries import TermFile
from engine.text import Text
from web import errors
from web.formats import day
from web.guard import CASEWORKERS, allow
from web.parts import safe_next, version_sent
from web.term_lines import TermLine, term_lines
from web.visit import visit

pages = Blueprint("terms", __name__, url_prefix="/terms")

_NO_DATE = Text("Vul een datum in.", "Fill in a date.")
_NO_NUMBER = Text("Vul een geheel getal in.", "Fill in a whole number.")
_UNITS = ("D", "W", "M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Something that can be done to a term, and the words of its page."""

    name: str
    roles: tuple[Role, ...]
    title: LazyString
    explained: LazyString
    button: LazyString
    done: LazyString
    act: Callable[..., None]
    #: What the operation takes beside a reason, by name, as read from the form.
    fields: Mapping[str, Callable[[str], Any]]


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise InvalidDataError(_NO_DATE, {name: [_NO_DATE]}) from error


def _text(name: str) -> str:
    return request.form.get(name, "")


def _period(name: str) -> str:
    """Read a number and its unit as an ISO 8601 period."""
    number, unit = _text(name).strip(), _text("unit")
    if not (number.isascii() and number.isdigit()) or unit not in _UNITS:
        raise InvalidDataError(_NO_NUMBER, {name: [_NO_NUMBER]})
    return f"P{number}{unit}"


def _choice(name: str) -> int | None:
    written = _text(name)
    return int(written) if written.isascii() and written.isdigit() else None


VERBS = (
    Verb(
        name="suspend",
        roles=CASEWORKERS,
        title=_("Termijn opschorten"),
        explained=_(
            "De dagen tellen niet meer tot u de termijn laat hervatten. Zolang wachten de "
            "timers en de herinneringen."
        ),
        button=_("Schort op"),
        done=_("De termijn is opgeschort."),
        act=suspend_term,
        fields={"from_on": _day, "proof": _text},
    ),
    Verb(
        name="resume",
        roles=CASEWORKERS,
        title=_("Termijn hervatten"),
        explained=_("De dagen van de opschorting worden bij de termijn geteld."),
        button=_("Hervat"),
        done=_("De opschorting is geëindigd."),
        act=resume_term,
        fields={"change_id": _choice, "until_on": _day},
    ),
    Verb(
        name="meet",
        roles=CASEWORKERS,
        title=_("Termijn gehaald"),
        explained=_(
            "Voor wat buiten Leidraad gebeurde. De termijn eindigt; er volgen geen timers "
            "of herinneringen meer. Open taken blijven open."
        ),
        button=_("Gehaald"),
        done=_("De termijn is gehaald."),
        act=meet_term,
        fields={"met_on": _day},
    ),
    Verb(
        name="extend",
        roles=("supervisor",),
        title=_("Termijn verlengen"),
        explained=_("De verlenging komt bij de duur van de termijn."),
        button=_("Verleng"),
        done=_("De termijn is verlengd."),
        act=extend_term,
        fields={"period": _period},
    ),
    Verb(
        name="waive",
        roles=("supervisor",),
        title=_("Termijn laten vallen"),
        explained=_(
            "Niemand moet deze termijn nog halen. Dit kan niet ongedaan gemaakt worden."
        ),
        button=_("Laat vallen"),
        done=_("De termijn is vervallen."),
        act=waive_term,
        fields={},
    ),
)


def _ask(verb: Verb, deadline_id: int) -> str:
    """Ask what is needed to change a term."""
    return _page(verb, deadline_id, None)


def _do(verb: Verb, deadline_id: int) -> tuple[str, int] | Response:
    """Change a term; what was typed stays when it is refused."""
    now = visit()
    try:
        given = {name: read(name) for name, read in verb.fields.items()}
        verb.act(
            now.leidraad,
            now.actor,
            deadline_id,
            **given,
            reason=_text("reason"),
            version=version_sent(),
        )
    except (InvalidDataError, ConflictError) as error:
        return _page(verb, deadline_id, error), errors.status_of(error)
    file, _line = _read(deadline_id)
    flash(_told(verb, file), "good")
    back = safe_next(request.form.get("next"))
    case_id, place = file.head.case.case_id, f"term-{deadline_id}"
    page = url_for("case.show", case_id=case_id, term=deadline_id, _anchor=place)
    return redirect(back or page, 303)


def _told(verb: Verb, file: TermFile) -> str:
    """Say what was done, and which last day that gives."""
    done = str(verb.done)
    if verb.name not in ("resume", "extend"):
        return done
    if file.term.suspended_on is not None:
        return f"{done} {gettext('Ze is nog om een andere reden opgeschort.')}"
    last = gettext("De laatste dag is nu %(day)s.", day=day(file.term.due_on))
    return f"{done} {last}"


def _page(verb: Verb, deadline_id: int, error: EngineError | None) -> str:
    file, line = _read(deadline_id)
    if error is None and verb.name not in line.verbs:
        raise NotFound
    return render_template(
        "term_change.html",
        verb=verb,
        head=file.head,
        line=line,
        running=[one for one in file.term.changes if one.is_running],
        typed=request.form,
        error=error,
        faults=getattr(error, "fields", {}),
        next=safe_next(request.values.get("next")),
    )


def _read(deadline_id: int) -> tuple[TermFile, TermLine]:
    now = visit()
    with now.reading() as connection:
        file = queries.term_file(connection, now.actor, deadline_id, today=now.today)
        version = now.leidraad.published.version(connection, file.head.definition_id)
        (line,) = term_lines(connection, file.head, version.definition, [file.term])
    return file, line


for _verb in VERBS:
    _address = f"/<int:deadline_id>/{_verb.name}"
    _guarded = allow(*_verb.roles)
    pages.add_url_rule(
        _address, f"ask_{_verb.name}", _guarded(partial(_ask, _verb)), methods=["GET"]
    )
    pages.add_url_rule(
        _address, _verb.name, _guarded(partial(_do, _verb)), methods=["POST"]
    )
