"""Filling an empty Leidraad: agencies, teams, accounts, and what comes along to run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.definitions.bundle import read_folder
from engine.definitions.trajectory import FILE as TRAJECTORY_FILE
from engine.errors import ConflictError, InvalidDataError
from engine.operations.leidraad import Leidraad
from engine.operations.propose import propose
from engine.operations.publish import publish, publish_law
from engine.operations.sign_in import hash_password
from engine.people import SYSTEM
from engine.store import accounts, definitions
from engine.text import Text

_SHORTEST_PASSWORD = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTeam:
    """A team and the roles of the diagrams that it does."""

    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgency:
    """An agency with its teams."""

    agency_id: str
    name: str
    prefix: str
    dispatch_email: str
    teams: tuple[NewTeam, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """A person who will work here; ``roles`` by team id."""

    agency_id: str
    login: str
    name: str
    email: str
    password: str
    roles: Mapping[int, tuple[str, ...]]
    language: str = "nl"
    is_demonstration: bool = False


def add_agency(leidraad: Leidraad, agency: NewAgency) -> dict[str, int]:
    """Insert an agency and its teams; gives the team ids by name.

    Raises:
        ConflictError: There is an agency with this id.
    """
    with leidraad.database.writing() as connection:
        if accounts.prefix_of(connection, agency.agency_id) is not None:
            raise ConflictError(
                Text(
                    f"Agentschap ‘{agency.agency_id}’ bestaat al.",
                    f"There is an agency ‘{agency.agency_id}’ already.",
                )
            )
        accounts.add_agency(
            connection,
            {
                "agency_id": agency.agency_id,
                "name": agency.name,
                "prefix": agency.prefix,
                "dispatch_email": agency.dispatch_email,
            },
        )
        return {
            team.name: accounts.add_team(
                connection, agency.agency_id, team.name, team.roles
            )
            for team in agency.teams
        }


def add_account(leidraad: Leidraad, account: NewAccount) -> int:
    """Insert an account.

    Raises:
        ConflictError: Somebody signs in with this name already.
        InvalidDataError: The password is shorter than twelve characters.
    """
    if len(account.password) < _SHORTEST_PASSWORD:
        short = Text(
            "Een wachtwoord heeft minstens 12 tekens.",
            "A password has at least 12 characters.",
        )
        raise InvalidDataError(short, {"password": [short]})
    hashed = hash_password(account.password)
    with leidraad.database.writing() as connection:
        if accounts.by_login(connection, account.login) is not None:
            raise ConflictError(
                Text(
                    f"Er is al een account ‘{account.login}’.",
                    f"There is an account ‘{account.login}’ already.",
                )
            )
        return accounts.add_account(
            connection,
            {
                "agency_id": account.agency_id,
                "login": account.login,
                "name": account.name,
                "email": account.email,
                "password_hash": hashed,
                "language": account.language,
                "is_demonstration": account.is_demonstration,
            },
            account.roles,
        )


def publish_folder(leidraad: Leidraad, workflows: Path) -> list[str]:
    """Publish the law and every trajectory of a folder that is not live as it is.

    Returns:
        The ids of the trajectories of which a version was published.

    Raises:
        InvalidDefinitionError: A trajectory or table has errors.
    """
    law = workflows / "law"
    if law.is_dir():
        publish_law(leidraad, SYSTEM, read_folder(law))
    done = []
    for folder in sorted(path.parent for path in workflows.glob(f"*/{TRAJECTORY_FILE}")):
        bundle = read_folder(folder)
        with leidraad.reading() as connection:
            live = definitions.live_digest(connection, folder.name)
        if live == bundle.digest:
            continue
        publish(leidraad, SYSTEM, propose(leidraad, SYSTEM, bundle))
        done.append(folder.name)
    return done
