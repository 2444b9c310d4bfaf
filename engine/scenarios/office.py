"""A throw-away Leidraad with every agency, team and role, for scenarios and test cases."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.clock import SetClock
from engine.definitions.bundle import Bundle
from engine.definitions.definition import Definition
from engine.definitions.load import load, load_law
from engine.ids import AccountId, AgencyId, TeamId
from engine.operations.leidraad import Leidraad
from engine.operations.propose import propose
from engine.operations.publish import publish, publish_law
from engine.operations.set_up import NewAccount, NewAgency, NewTeam, add_agency
from engine.people import SYSTEM, Actor, Membership
from engine.settings import Settings
from engine.store import accounts

#: Id, name and prefix of case numbers.
AGENCIES = (
    ("agii", "Agentschap Integratie en Inburgering", "AGII"),
    ("atlas", "Atlas, integratie & inburgering Antwerpen", "ATL"),
    ("amal", "Amal Gent", "AML"),
    ("hvn", "Huis van het Nederlands Brussel", "HVN"),
)


class Office:
    """Agencies whose staff is made when a scenario names them."""

    def __init__(
        self,
        leidraad: Leidraad,
        clock: SetClock,
        teams: dict[str, int],
        roles: tuple[str, ...],
    ) -> None:
        self.leidraad = leidraad
        self.clock = clock
        #: The one team of each agency, which does every role.
        self.teams = teams
        #: Every role that a task of the trajectory can have.
        self.roles = roles
        self._staff: dict[tuple[str, str], Actor] = {}

    def person(self, agency: str, name: str) -> Actor:
        """Give the colleague of that name, who counsels and supervises."""
        if (agency, name) not in self._staff:
            self._staff[agency, name] = self._hire(agency, name)
        return self._staff[agency, name]

    def _hire(self, agency: str, name: str) -> Actor:
        team_id = self.teams[agency]
        account = NewAccount(
            agency_id=agency,
            login=f"{name}@{agency}",
            name=name.capitalize(),
            email=f"{name}.{agency}@leidraad.invalid",
            password="",
            roles={team_id: ("counsellor", "supervisor")},
        )
        with self.leidraad.database.writing() as connection:
            account_id = accounts.add_account(
                connection,
                {
                    "agency_id": agency,
                    "login": account.login,
                    "name": account.name,
                    "email": account.email,
                    "password_hash": "!",
                },
                account.roles,
            )
        duties = frozenset(self.roles)
        return Actor(
            account_id=AccountId(account_id),
            name=account.name,
            agency=AgencyId(agency),
            roles=frozenset(
                {
                    Membership(TeamId(team_id), "counsellor", duties),
                    Membership(TeamId(team_id), "supervisor", duties),
                }
            ),
        )


@contextmanager
def throw_away(
    bundle: Bundle, law: Bundle, now: datetime, *, others: Sequence[Bundle] = ()
) -> Iterator[Office]:
    """Open an office in a temporary SQLite file with a trajectory and the law live.

    ``others`` are the trajectories to which the first one can hand a person over.

    Raises:
        InvalidDefinitionError: The trajectory or the law has errors.
    """
    with TemporaryDirectory(prefix="leidraad-") as folder:
        clock = SetClock(now)
        leidraad = Leidraad.open(
            Settings(
                database_url=f"sqlite:///{Path(folder) / 'office.db'}",
                secret_key="x" * 32,
            ),
            clock=clock,
            durable=False,
        )
        try:
            yield open_office(leidraad, clock, bundle, law, others)
        finally:
            leidraad.close()


def open_office(
    leidraad: Leidraad,
    clock: SetClock,
    bundle: Bundle,
    law: Bundle,
    others: Sequence[Bundle] = (),
) -> Office:
    """Publish trajectories and the law in an empty database, and open every agency.

    Raises:
        InvalidDefinitionError: The trajectory or the law has errors.
    """
    publish_law(leidraad, SYSTEM, law)
    tables = load_law(law)
    found: set[str] = set()
    for each in (bundle, *others):
        publish(leidraad, SYSTEM, propose(leidraad, SYSTEM, each))
        found.update(roles_of(load(each, law=tables)))
    roles = tuple(sorted(found))
    return Office(leidraad, clock, _open_agencies(leidraad, roles), roles)


def roles_of(definition: Definition) -> tuple[str, ...]:
    """Give every role that a task of the trajectory can have."""
    found = set(definition.roles.values())
    for process in definition.processes.values():
        for node in process.nodes.values():
            found.update(node.work.roles)
    return tuple(sorted(found))


def _open_agencies(leidraad: Leidraad, roles: tuple[str, ...]) -> dict[str, int]:
    teams = {}
    for agency_id, name, prefix in AGENCIES:
        made = add_agency(
            leidraad,
            NewAgency(
                agency_id=agency_id,
                name=name,
                prefix=prefix,
                dispatch_email=f"dispatch.{agency_id}@leidraad.invalid",
                teams=(NewTeam(name="Team", roles=roles),),
            ),
        )
        teams[agency_id] = made["Team"]
    return teams
