"""An office with the small trajectory live, on whichever database a test is given."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from engine.clock import SetClock
from engine.definitions.bundle import Bundle, read_folder
from engine.ids import AgencyId, CaseId
from engine.operations import Leidraad
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.people import SYSTEM
from engine.queries.case_state import CaseState, case_state
from engine.scenarios.office import Office, open_office
from engine.settings import Settings

SMALL = Path(__file__).parent / "trajectories" / "small"
MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)


def small_office(database_url: str, **settings: Any) -> Office:
    """Open the agencies with the small trajectory, on the 5th of January 2026."""
    clock = SetClock(MORNING)
    leidraad = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32, **settings), clock=clock
    )
    return open_office(leidraad, clock, read_folder(SMALL), Bundle({}))


def open_small(office: Office, *, agency: str = "atlas", **facts: Any) -> CaseId:
    """Open a case of somebody who does not exist."""
    return open_case(
        office.leidraad,
        SYSTEM,
        Opening(
            trajectory="small",
            agency=AgencyId(agency),
            person=PersonDetails(
                given_name="Testa", family_name="Voorbeeld", born_on=date(1990, 1, 1)
            ),
            facts={"registered_on": date(2026, 1, 2), "divisor": Decimal(2), **facts},
        ),
    )


def state_of(office: Office, case_id: int) -> CaseState:
    """Read what stands open in a case."""
    with office.leidraad.reading() as connection:
        return case_state(connection, case_id)


def task_of(office: Office, case_id: int, element: str) -> int:
    """Give the id of the open task of an element."""
    (found,) = [
        task.task_id for task in state_of(office, case_id).tasks if task.element == element
    ]
    return found
