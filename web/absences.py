"""The question what an absence would do, as a page asks and answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import request

from engine import queries
from engine.errors import InvalidDataError
from engine.queries import Absence
from engine.text import Text
from web.parts import id_asked
from web.visit import visit

#: Nobody plans an absence longer than this.
_LONGEST = timedelta(days=366)
_NO_DATE = Text("Vul een datum in.", "Fill in a date.")
_TURNED = Text("De laatste dag komt voor de eerste.", "The last day is before the first.")
_TOO_LONG = Text(
    "Een afwezigheid duurt hier hoogstens een jaar.", "An absence is a year at most here."
)
_WHO = Text("Kies een collega van uw dienst.", "Choose a colleague of your agency.")
_WRONG = Text("Kijk na wat u vroeg.", "Please check what you asked.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed, what is wrong with it, and the answer when nothing is."""

    who: str = ""
    from_on: str = ""
    until_on: str = ""
    fault: InvalidDataError | None = None
    answer: Absence | None = None

    @property
    def faults(self) -> Mapping[str, Sequence[Text]]:
        """What is wrong, by field."""
        return self.fault.fields if self.fault is not None else {}


def asked_absence(*, of_oneself: bool) -> Asked:
    """Read the question from the address, and answer it; nothing is kept."""
    typed = Asked(
        who=request.args.get("who", ""),
        from_on=request.args.get("from", ""),
        until_on=request.args.get("until", ""),
    )
    if "from" not in request.args:
        return typed
    try:
        return replace(typed, answer=_answer(of_oneself=of_oneself))
    except InvalidDataError as error:
        return replace(typed, fault=error)


def _answer(*, of_oneself: bool) -> Absence:
    now = visit()
    from_on, until_on = _days()
    who = now.actor.account_id if of_oneself else id_asked("who")
    if who is not None:
        with now.reading() as connection:
            found = queries.absence(
                connection, now.actor, who, from_on=from_on, until_on=until_on
            )
        if found is not None:
            return found
    raise InvalidDataError(_WRONG, {"who": [_WHO]})


def _days() -> tuple[date, date]:
    days: dict[str, date] = {}
    faults: dict[str, list[Text]] = {}
    for name in ("from", "until"):
        try:
            days[name] = date.fromisoformat(request.args.get(name, ""))
        except ValueError:
            faults[name] = [_NO_DATE]
    if not faults and days["until"] < days["from"]:
        faults["until"] = [_TURNED]
    elif not faults and days["until"] - days["from"] > _LONGEST:
        faults["until"] = [_TOO_LONG]
    if faults:
        raise InvalidDataError(_WRONG, faults)
    return days["from"], days["until"]
