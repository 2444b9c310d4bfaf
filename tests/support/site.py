"""A small Leidraad with agencies, accounts and one trajectory, made by operations only.

Everybody signs in with `PASSWORD`; the clock stands at `NOON` until a test sets it.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from engine.clock import SetClock
from engine.definitions.bundle import read_folder
from engine.ids import AgencyId
from engine.operations import Leidraad
from engine.operations.claim_task import claim_task
from engine.operations.complete_task import complete_task
from engine.operations.open_case import Opening, PersonDetails, open_case
from engine.operations.propose import propose
from engine.operations.publish import publish
from engine.operations.set_up import (
    NewAccount,
    NewAgency,
    NewTeam,
    add_account,
    add_agency,
)
from engine.operations.sign_in import actor_by_id
from engine.people import SYSTEM, Actor
from engine.queries.case_state import case_state
from engine.settings import Settings

PASSWORD = "een lang wachtwoord"
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TRAJECTORY = Path(__file__).parent / "trajectories" / "welcome"
#: Login, agency, team and role of everybody.
STAFF = (
    ("anke", "atlas", "Onthaal", ("counsellor",)),
    ("bram", "atlas", "Begeleiding", ("counsellor",)),
    ("bo", "atlas", "Begeleiding", ("counsellor",)),
    ("carla", "atlas", "Begeleiding", ("counsellor", "supervisor")),
    ("drew", "atlas", "Onthaal", ("designer",)),
    ("ada", "atlas", "Onthaal", ("administrator",)),
    ("hana", "hvn", "NT2", ("counsellor", "supervisor")),
    ("dora", "hvn", "NT2", ("designer",)),
)
INTAKE = {
    "nickname": "Fa",
    "children": "2",
    "works": "no",
    "languages": ["fr", "ar"],
    "schooling": "secondary",
    "arrived_on": "2025-12-01",
    "agrees": "true",
    "health": "Goed.",
}


@dataclass(slots=True)
class Site:
    """A running Leidraad and who works there."""

    leidraad: Leidraad
    clock: SetClock
    #: Account ids by login.
    accounts: dict[str, int]

    def actor(self, login: str) -> Actor:
        """Give the actor of an account."""
        with self.leidraad.reading() as connection:
            return actor_by_id(self.leidraad, connection, self.accounts[login])

    def open_case(
        self, given: str = "Fatou", family: str = "Verzonnen", *, region: str = "flanders"
    ) -> int:
        """Open a case of Atlas."""
        return open_case(
            self.leidraad,
            self.actor("anke"),
            Opening(
                trajectory="welcome",
                agency=AgencyId("atlas"),
                person=PersonDetails(
                    given_name=given,
                    family_name=family,
                    born_on=date(1990, 5, 17),
                    contact_language="fr",
                    email="fatou@example.invalid",
                    phone="+32 400 00 00 00",
                    municipality="Antwerpen",
                ),
                facts={"registered_on": date(2026, 2, 20), "region": region},
            ),
        )

    def task(self, case_id: int, element: str) -> int:
        """Give the open task of a case at an element."""
        with self.leidraad.reading() as connection:
            standing = case_state(connection, case_id)
        return next(one.task_id for one in standing.tasks if one.element == element)

    def do(self, login: str, case_id: int, element: str, **answers: Any) -> None:
        """Claim and complete a task."""
        task_id = self.task(case_id, element)
        actor = self.actor(login)
        claim_task(self.leidraad, actor, task_id)
        complete_task(self.leidraad, actor, task_id, answers)

    def past_intake(self, **person: str) -> int:
        """Open a case and do its intake."""
        case_id = self.open_case(**person)
        self.do("anke", case_id, "intake", **INTAKE)
        return case_id


def furnish(settings: Settings) -> None:
    """Fill an empty database."""
    leidraad = Leidraad.open(settings, clock=SetClock(NOON))
    teams = {
        **add_agency(leidraad, _agency("agii", "AgII", "AGI", ())),
        **add_agency(
            leidraad,
            _agency(
                "atlas",
                "Atlas",
                "ATL",
                (
                    NewTeam(name="Onthaal", roles=("intake_desk",)),
                    NewTeam(name="Begeleiding", roles=("counsellor", "nt2_consultant")),
                ),
            ),
        ),
        **add_agency(
            leidraad,
            _agency(
                "hvn",
                "Huis van het Nederlands",
                "HVN",
                (NewTeam(name="NT2", roles=("nt2_consultant",)),),
            ),
        ),
    }
    for login, agency, team, roles in STAFF:
        add_account(
            leidraad,
            NewAccount(
                agency_id=agency,
                login=login,
                name=f"{login.capitalize()} Demo",
                email=f"{login}@example.invalid",
                password=PASSWORD,
                roles={teams[team]: roles},
            ),
        )
    publish(leidraad, SYSTEM, propose(leidraad, SYSTEM, read_folder(TRAJECTORY)))
    leidraad.close()


@contextmanager
def opened(template: Path, folder: Path, **more: Any) -> Iterator[Site]:
    """Open a copy of a furnished SQLite file."""
    file = shutil.copy(template, folder / "site.sqlite")
    with opened_at(f"sqlite:///{file}", **more) as site:
        yield site


@contextmanager
def opened_at(url: str, **more: Any) -> Iterator[Site]:
    """Open a furnished database."""
    clock = SetClock(NOON)
    leidraad = Leidraad.open(settings_at(url, **more), clock=clock)
    accounts = {login: number for number, (login, *_) in enumerate(STAFF, start=1)}
    try:
        yield Site(leidraad, clock, accounts)
    finally:
        leidraad.close()


def settings_for(file: Path, **more: Any) -> Settings:
    """Give the settings of a demonstration on a SQLite file."""
    return settings_at(f"sqlite:///{file}", **more)


def settings_at(url: str, **more: Any) -> Settings:
    """Give the settings of a demonstration on a database."""
    return Settings(
        database_url=url,
        secret_key="x" * 40,
        **{"mode": "demonstration", **more},
    )


def _agency(
    agency_id: str, name: str, prefix: str, teams: tuple[NewTeam, ...]
) -> NewAgency:
    return NewAgency(
        agency_id=agency_id,
        name=name,
        prefix=prefix,
        dispatch_email=f"{agency_id}@example.invalid",
        teams=teams,
    )
