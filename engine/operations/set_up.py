"""Filling an empty Leidraad: agencies, teams, accounts, and what comes along to run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from engine.definitions.bundle import read_folder
from engine.definitions.trajectory import FILE as TRAJECTORY_FILE
from engine.errors import ConflictError, InvalidDataError, NotFoundError
from engine.operations.leidraad import Leidraad
from engine.operations.propose import propose
from engine.operations.publish import publish, publish_law
from engine.operations.sign_in import hash_password
from engine.people import SYSTEM, Role
from engine.store import accounts, definitions
from engine.text import Language, Text

_SHORTEST_PASSWORD = 12
_LONGEST_PASSWORD = 1000
_LONGEST_NAME = 200
_AGENCY = re.compile(r"[a-z][a-z0-9_]{1,29}", re.ASCII)
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,7}", re.ASCII)
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,99}", re.ASCII)
_ADDRESS = re.compile(r"[^@\s<>,;:\"()]+@[A-Za-z0-9.-]+", re.ASCII)


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
    """A person who will work here; ``roles`` (counsellor, ...) by team id."""

    agency_id: str
    login: str
    name: str
    email: str
    roles: Mapping[int, tuple[str, ...]]
    password: str = ""
    #: Made by `hash_password`, in place of a password.
    password_hash: str = ""
    language: str = "nl"
    is_demonstration: bool = False


def add_agency(leidraad: Leidraad, agency: NewAgency) -> dict[str, int]:
    """Insert an agency and its teams; gives the team ids by name.

    Raises:
        ConflictError: There is an agency with this id or this prefix.
        InvalidDataError: A value is not of its kind, or two teams do the same role.
    """
    roles = [role for team in agency.teams for role in team.roles]
    names = [team.name for team in agency.teams]
    _must_fit(
        agency_id=_AGENCY.fullmatch(agency.agency_id),
        name=_is_name(agency.name),
        prefix=_PREFIX.fullmatch(agency.prefix),
        dispatch_email=_ADDRESS.fullmatch(agency.dispatch_email),
        teams=all(map(_is_name, names)) and len(set(names)) == len(names),
        roles=all(map(_ROLE.fullmatch, roles)) and len(set(roles)) == len(roles),
    )
    with leidraad.database.writing() as connection:
        if accounts.prefix_of(connection, agency.agency_id) is not None:
            raise _is_there(Text("Agentschap", "Agency"), agency.agency_id)
        if accounts.has_prefix(connection, agency.prefix):
            raise _is_there(Text("Prefix", "Prefix"), agency.prefix)
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


def teams_of(leidraad: Leidraad, agency_id: str) -> dict[str, int]:
    """Give the team ids of an agency by name.

    Raises:
        NotFoundError: There is no such agency.
    """
    with leidraad.reading() as connection:
        if accounts.prefix_of(connection, agency_id) is None:
            raise NotFoundError(
                Text(
                    f"Er is geen agentschap ‘{agency_id}’.",
                    f"There is no agency ‘{agency_id}’.",
                )
            )
        return accounts.team_ids(connection, agency_id)


def add_account(leidraad: Leidraad, account: NewAccount) -> int:
    """Insert an account; gives its id.

    Raises:
        ConflictError: Somebody signs in with this name already.
        InvalidDataError: The password is too short, another value is not of its kind, or
            a team is not of the agency.
    """
    login = account.login.strip().lower()
    teams = set(teams_of(leidraad, account.agency_id).values())
    roles = {role for given in account.roles.values() for role in given}
    _must_fit(
        login=_LOGIN.fullmatch(login),
        name=_is_name(account.name),
        email=_ADDRESS.fullmatch(account.email),
        roles=set(account.roles) <= teams
        and all(account.roles.values())
        and bool(roles)
        and roles <= set(get_args(Role)),
        language=account.language in get_args(Language),
    )
    hashed = account.password_hash or hash_password(_good_password(account.password))
    with leidraad.database.writing() as connection:
        if accounts.by_login(connection, login) is not None:
            raise _is_there(Text("Account", "Account"), login)
        return accounts.add_account(
            connection,
            {
                "agency_id": account.agency_id,
                "login": login,
                "name": account.name,
                "email": account.email,
                "password_hash": hashed,
                "language": account.language,
                "is_demonstration": account.is_demonstration,
            },
            account.roles,
        )


def _good_password(password: str) -> str:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        short = Text(
            f"Een wachtwoord heeft minstens {_SHORTEST_PASSWORD} tekens.",
            f"A password has at least {_SHORTEST_PASSWORD} characters.",
        )
        raise InvalidDataError(short, {"password": [short]})
    return password


def _must_fit(**fits: object) -> None:
    wrong = [name for name, fit in fits.items() if not fit]
    if wrong:
        listed = ", ".join(wrong)
        raise InvalidDataError(
            Text(f"Kijk na: {listed}.", f"Check: {listed}."),
            {name: [Text("Dit is niet goed.", "This is not right.")] for name in wrong},
        )


def _is_name(name: str) -> bool:
    return bool(name.strip()) and len(name) <= _LONGEST_NAME and name.isprintable()


def _is_there(what: Text, name: str) -> ConflictError:
    return ConflictError(
        Text(f"{what.nl} ‘{name}’ bestaat al.", f"{what.en} ‘{name}’ is there already.")
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
