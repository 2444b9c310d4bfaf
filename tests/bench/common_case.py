"""The common case of the peers' comparison: A, maybe B with a timer, C and D, and again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.clock import SetClock
from engine.definitions.bundle import Bundle, read_folder
from engine.ids import AgencyId, CaseId
from engine.operations import Leidraad
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.people import SYSTEM, Actor
from engine.queries.case_state import case_state
from engine.scenarios.office import Office, open_office
from engine.settings import Settings

FOLDER = Path(__file__).parents[1] / "support" / "trajectories" / "common"
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


def common_office(database_url: str) -> Office:
    """Open the agencies with the common case live, durable as in production."""
    clock = SetClock(NOW)
    leidraad = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32), clock=clock
    )
    return open_office(leidraad, clock, read_folder(FOLDER), Bundle({}))


class Work:
    """A case in which there is always a next task to complete."""

    def __init__(self, office: Office, agency: str = "atlas") -> None:
        self.office = office
        self.actor: Actor = office.person(agency, "ann")
        self.case: CaseId = open_case(
            office.leidraad,
            SYSTEM,
            Opening(
                trajectory="common",
                agency=AgencyId(agency),
                person=PersonDetails(given_name="Testa", family_name="Voorbeeld"),
            ),
        )
        self._amounts: Iterator[str] = _high_and_low()
        self.task = 0
        self.answers: dict[str, Any] = {}

    def prepare(self) -> None:
        """Claim the next open task and think of its answers."""
        with self.office.leidraad.reading() as connection:
            open_now = case_state(connection, self.case).tasks[0]
        claim_task(self.office.leidraad, self.actor, open_now.task_id)
        self.task = open_now.task_id
        letter = open_now.element.removeprefix("task_")
        self.answers = {f"remark_{letter}": "in orde"}
        if letter == "a":
            self.answers["amount"] = next(self._amounts)

    def complete(self) -> None:
        """Complete the task that was prepared."""
        complete_task(self.office.leidraad, self.actor, self.task, self.answers)


def _high_and_low() -> Iterator[str]:
    while True:
        yield "1500"
        yield "800"


def sqlite_url(folder: Path, name: str) -> str:
    """Give the address of a new database file."""
    return f"sqlite:///{folder / name}.sqlite"
