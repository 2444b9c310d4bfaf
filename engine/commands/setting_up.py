"""``leidraad publish``, ``add-agency``, ``add-account``, ``add-token``: before the work."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from getpass import getpass

from engine.commands.arguments import Commands, between, existing_folder
from engine.commands.opened import opened
from engine.errors import InvalidDataError
from engine.operations.add_token import add_token
from engine.operations.set_up import (
    NewAccount,
    NewAgency,
    NewTeam,
    add_account,
    add_agency,
    publish_folder,
    teams_of,
)
from engine.text import Text

_AGENCY_HELP = "add an agency with its teams"
_TEAM_HELP = "a team and the roles of the diagrams that it does: 'NAME=role,role'"
_MEMBER_HELP = "a team and what the person may do there: 'NAME=counsellor,supervisor'"


def add(commands: Commands) -> None:
    """Add the subcommands."""
    publish = commands.add_parser("publish", help="publish the trajectories of a folder")
    publish.add_argument("folder", type=existing_folder, metavar="FOLDER")
    publish.set_defaults(do=_publish)

    agency = commands.add_parser("add-agency", help=_AGENCY_HELP)
    agency.add_argument("agency", metavar="ID", help="for instance atlas")
    agency.add_argument("--name", required=True)
    agency.add_argument("--prefix", required=True, help="of case numbers, for instance ATL")
    agency.add_argument(
        "--dispatch-email", required=True, help="gets what the diagrams send out"
    )
    agency.add_argument("--team", action="append", required=True, help=_TEAM_HELP)
    agency.set_defaults(do=_add_agency)

    account = commands.add_parser(
        "add-account",
        help="add somebody who works here; asks the password, or reads it from stdin",
    )
    account.add_argument("login", metavar="LOGIN")
    account.add_argument("--agency", required=True, metavar="ID")
    account.add_argument("--name", required=True)
    account.add_argument("--email", required=True)
    account.add_argument("--member", action="append", required=True, help=_MEMBER_HELP)
    account.add_argument("--pages", choices=("nl", "en"), default="nl", help="language")
    account.set_defaults(do=_add_account)

    token = commands.add_parser("add-token", help="make a token for the API, shown once")
    token.add_argument("login", metavar="LOGIN", help="the account that it acts as")
    token.add_argument("--label", required=True, help="what it is for")
    token.add_argument("--days", type=between(1, 400), default=90)
    token.set_defaults(do=_add_token)


def _publish(options: argparse.Namespace) -> int:
    with opened() as leidraad:
        for trajectory in publish_folder(leidraad, options.folder):
            print(trajectory)
    return 0


def _add_agency(options: argparse.Namespace) -> int:
    teams = [_assignment(text) for text in options.team]
    agency = NewAgency(
        agency_id=options.agency,
        name=options.name,
        prefix=options.prefix,
        dispatch_email=options.dispatch_email,
        teams=tuple(NewTeam(name=name, roles=roles) for name, roles in teams),
    )
    with opened() as leidraad:
        made = add_agency(leidraad, agency)
    print(f"{options.agency}: {', '.join(made)}")
    return 0


def _add_account(options: argparse.Namespace) -> int:
    with opened() as leidraad:
        teams = teams_of(leidraad, options.agency)
        account = NewAccount(
            agency_id=options.agency,
            login=options.login,
            name=options.name,
            email=options.email,
            roles=_memberships(options.member, teams),
            password=_password(),
            language=options.pages,
        )
        add_account(leidraad, account)
    print(options.login)
    return 0


def _memberships(
    given: Sequence[str], teams: Mapping[str, int]
) -> dict[int, tuple[str, ...]]:
    """Read what the person may do, by team.

    Raises:
        InvalidDataError: The agency has no team of that name.
    """
    roles = {}
    for name, listed in map(_assignment, given):
        if name not in teams:
            known = ", ".join(sorted(teams))
            raise InvalidDataError(
                Text(
                    f"Er is geen team ‘{name}’; wel: {known}.",
                    f"There is no team ‘{name}’; there are: {known}.",
                )
            )
        roles[teams[name]] = listed
    return roles


def _add_token(options: argparse.Namespace) -> int:
    with opened() as leidraad:
        print(add_token(leidraad, options.login, label=options.label, days=options.days))
    return 0


def _assignment(text: str) -> tuple[str, tuple[str, ...]]:
    """Read ``NAME=role,role``."""
    name, _, listed = text.partition("=")
    roles = tuple(role.strip() for role in listed.split(",") if role.strip())
    return name.strip(), roles


def _password() -> str:
    """Ask on the terminal, twice; a pipe gives it as its first line. Never an argument."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Wachtwoord / password: ")
    if getpass("Nog eens / once more: ") != password:
        raise InvalidDataError(
            Text("De twee wachtwoorden verschillen.", "The two passwords differ.")
        )
    return password
