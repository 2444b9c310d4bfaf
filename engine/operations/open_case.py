"""Opening a case: from the register feed, or by hand for somebody who walks in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine import runtime
from engine.clock import BRUSSELS
from engine.definitions.definition import Definition
from engine.errors import (
    InvalidDataError,
    NotAllowedError,
    NotFoundError,
    StepFailedError,
)
from engine.ids import AgencyId, CaseId, PersonId
from engine.operations.advance import Attempt, advance, one_step, report_failure
from engine.operations.fact_values import is_text, read_values
from engine.operations.leidraad import Leidraad
from engine.people import ALL_AGENCIES, Actor, may_open_case
from engine.step import FactWritten
from engine.store import Connection, accounts, cases, definitions, persons
from engine.store.cases import CaseRow
from engine.store.happening import NOWHERE, Happening
from engine.store.write_facts import write_given
from engine.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """Name, birth date and contact of a newcomer; synthetic in a demonstration."""

    given_name: str
    family_name: str
    born_on: date | None = None
    contact_language: str = "nl"
    email: str = ""
    phone: str = ""
    municipality: str = ""

    def as_row(self) -> dict[str, Any]:
        """Give the columns of the table ``person_details``."""
        return {
            "given_name": self.given_name,
            "family_name": self.family_name,
            "born_on": self.born_on,
            "contact_language": self.contact_language,
            "email": self.email,
            "phone": self.phone,
            "municipality": self.municipality,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a case starts with."""

    trajectory: str
    agency: AgencyId
    person: PersonDetails
    #: Key in the register feed; None for a walk-in.
    register_key: str | None = None
    #: Somebody who is known already, when the register key does not say so.
    person_id: PersonId | None = None
    #: Start facts by name, FEEL values.
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: Goes into the history: how the trajectory was chosen.
    reason: Mapping[str, Any] = field(default_factory=dict)


def open_case(leidraad: Leidraad, actor: Actor, opening: Opening) -> CaseId:
    """Open a case and run it to its first wait state.

    A first step that fails leaves a case that has not started, with an incident.

    Raises:
        NotAllowedError: The actor may not open a case at this agency, or the trajectory
            is another agency's.
        NotFoundError: There is no such agency, or no live version of the trajectory.
        InvalidDataError: The person has no name, or a fact is not one of the trajectory.
    """
    try:
        with leidraad.acting(actor, "open_case") as connection:
            may_open_case(actor, opening.agency)
            return open_in(leidraad, connection, actor, opening)
    except StepFailedError as error:
        with leidraad.acting(actor, "open_case") as connection:
            return open_stuck(leidraad, connection, actor, opening, error)


def open_in(
    leidraad: Leidraad, connection: Connection, actor: Actor, opening: Opening
) -> CaseId:
    """Open a case in the caller's transaction.

    Raises:
        StepFailedError: The first step failed; the caller rolls back.
    """
    now = leidraad.now(connection)
    row = _insert(leidraad, connection, opening, now)
    by = actor.recorded_as
    start(leidraad, connection, row, account_id=by, now=now, detail=opening.reason)
    return row.case_id


def open_stuck(
    leidraad: Leidraad,
    connection: Connection,
    actor: Actor,
    opening: Opening,
    error: StepFailedError,
) -> CaseId:
    """Keep a case whose first step failed, with an incident that can be retried."""
    now = leidraad.now(connection)
    row = _insert(leidraad, connection, opening, now)
    attempt = Attempt(
        case_id=row.case_id,
        kind="start",
        place=NOWHERE,
        account_id=actor.recorded_as,
        material=dict(opening.reason),
    )
    report_failure(connection, attempt, error, now)
    return row.case_id


def start(
    leidraad: Leidraad,
    connection: Connection,
    row: CaseRow,
    *,
    account_id: int | None,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Run the first step of a case, which ``account_id`` opened.

    Raises:
        StepFailedError: The case cannot start; the caller rolls back.
    """
    with one_step(NOWHERE):
        ready = advance(leidraad, connection, row, now)
        step = runtime.start(ready.version.compiled, **ready.surroundings)
        opened = Happening(kind="case_opened", at=now, account_id=account_id, detail=detail)
        ready.write(step, opened)


def _insert(
    leidraad: Leidraad, connection: Connection, opening: Opening, now: datetime
) -> CaseRow:
    _must_be_a_person(opening.person)
    prefix = accounts.prefix_of(connection, opening.agency)
    definition_id = definitions.live(connection, opening.trajectory)
    if prefix is None or definition_id is None:
        raise NotFoundError(
            Text(
                f"Agentschap ‘{opening.agency}’ of traject ‘{opening.trajectory}’ "
                "bestaat niet of is niet gepubliceerd.",
                f"There is no agency ‘{opening.agency}’, or no live version of "
                f"trajectory ‘{opening.trajectory}’.",
            )
        )
    _must_suit(leidraad.published.definition(connection, definition_id), opening)
    person_id = _person(connection, opening, now)
    values = {
        "number": cases.next_number(connection, prefix, now.astimezone(BRUSSELS).year),
        "trajectory": opening.trajectory,
        "definition_id": definition_id,
        "agency_id": opening.agency,
        "person_id": person_id,
        "status": "starting",
        "opened_at": now,
        "moved_at": now,
        "version": 0,
    }
    case_id = cases.create(connection, values)
    given = [
        FactWritten(scope="", name=name, value=value, element="")
        for name, value in opening.facts.items()
    ]
    write_given(connection, case_id, given, now)
    return CaseRow(
        case_id=case_id,
        number=str(values["number"]),
        trajectory=opening.trajectory,
        definition_id=definition_id,
        agency_id=opening.agency,
        person_id=person_id,
        status="starting",
        opened_at=now,
        version=0,
        state=None,
    )


def _must_be_a_person(person: PersonDetails) -> None:
    wrong: dict[str, list[Text]] = {
        name: [Text("Dit bevat een onbruikbaar teken.", "This has an unusable sign.")]
        for name, value in person.as_row().items()
        if isinstance(value, str) and not is_text(value)
    }
    if not (person.given_name.strip() or person.family_name.strip()):
        wrong["family_name"] = [Text("Geef een naam op.", "Give a name.")]
    if wrong:
        raise InvalidDataError(next(iter(wrong.values()))[0], wrong)


def _must_suit(definition: Definition, opening: Opening) -> None:
    """Refuse a trajectory that is not the agency's, or facts that it does not know."""
    owner = definition.settings.owner
    if owner not in (ALL_AGENCIES, opening.agency):
        raise NotAllowedError(
            Text(
                f"Het traject ‘{definition.title.nl}’ is van een ander agentschap.",
                f"The trajectory ‘{definition.title.en}’ belongs to another agency.",
            )
        )
    read_values(definition.facts, opening.facts)


def _person(connection: Connection, opening: Opening, now: datetime) -> PersonId:
    if opening.person_id is not None:
        return opening.person_id
    details = opening.person.as_row()
    known = persons.find(connection, opening.register_key) if opening.register_key else None
    if known is None:
        return persons.create(connection, opening.register_key, details, now)
    persons.change(connection, known, details)
    return known
