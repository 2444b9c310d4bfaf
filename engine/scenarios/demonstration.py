"""Fills an empty database with the four agencies, their staff and invented newcomers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from engine.errors import ConflictError
from engine.operations.demonstrate import begin_demonstration, end_filling
from engine.operations.import_register import ImportReport, import_register
from engine.operations.leidraad import Leidraad
from engine.operations.register_file import RawLine
from engine.operations.set_up import (
    NewAccount,
    NewAgency,
    NewTeam,
    add_account,
    add_agency,
    publish_folder,
    teams_of,
)
from engine.operations.sign_in import hash_password
from engine.people import SYSTEM
from engine.scenarios.newcomers import generate
from engine.scenarios.office import AGENCIES

#: The password of every demonstration account; they work nowhere else.
PASSWORD = "demonstratie-leidraad"  # noqa: S105
SEED = 1
NEWCOMERS = 500

_TEAMS = (
    NewTeam(name="Onthaal en planning", roles=("intake_desk", "planner")),
    NewTeam(
        name="Trajectbegeleiding", roles=("counsellor", "mo_teacher", "nt2_consultant")
    ),
    NewTeam(name="Minderjarigen", roles=("minors_counsellor",)),
    NewTeam(name="Leiding", roles=("team_lead",)),
)
_TEAMS_OF = {"hvn": (NewTeam(name="NT2-consulenten", roles=("nt2_consultant",)),)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccount:
    """Who can sign in to try Leidraad."""

    login: str
    name: str
    agency: str
    #: Role by name of the team; ``*`` stands for every team of the agency.
    roles: dict[str, tuple[str, ...]]


def _staff(agency: str) -> tuple[DemonstrationAccount, ...]:
    def one(name: str, roles: dict[str, tuple[str, ...]]) -> DemonstrationAccount:
        return DemonstrationAccount(
            login=f"{name.lower()}.{agency}",
            name=f"{name} Demo ({agency})",
            agency=agency,
            roles=roles,
        )

    counsellor = ("counsellor",)
    if agency == "hvn":
        return (
            one("Nora", {"*": counsellor}),
            one("Sam", {"*": (*counsellor, "supervisor")}),
        )
    return (
        one("Ann", {team.name: counsellor for team in _TEAMS[:2]}),
        one("Bert", {team.name: counsellor for team in _TEAMS[:2]}),
        one("Mia", {"Minderjarigen": counsellor}),
        one("Sam", {"*": (*counsellor, "supervisor")}),
        one("Dina", {"Leiding": ("designer",)}),
        one("Ada", {"Leiding": ("administrator",)}),
    )


def accounts() -> list[DemonstrationAccount]:
    """List who can sign in to a demonstration."""
    return [one for agency, _, _ in AGENCIES for one in _staff(agency)]


def fill(
    leidraad: Leidraad,
    *,
    newcomers: int = NEWCOMERS,
    tell: Callable[[str], None] = lambda _: None,
) -> ImportReport | None:
    """Fill an empty database; None when that was done before.

    A filling that was broken off is brought to its end.

    Raises:
        ConfigurationError: The database has accounts of people who really work with it.
    """
    since = begin_demonstration(leidraad)
    if since is None:
        return None
    tell("trajectories")
    publish_folder(leidraad, leidraad.settings.workflows)
    tell("agencies and accounts")
    _add_people(leidraad)
    tell(f"{newcomers} newcomers")
    lines = (
        RawLine(number=number, values=values)
        for number, values in enumerate(
            generate(newcomers, seed=SEED, today=since), start=2
        )
    )
    report = import_register(leidraad, SYSTEM, lines)
    end_filling(leidraad)
    return report


def _add_people(leidraad: Leidraad) -> None:
    hashed = hash_password(PASSWORD)
    for agency_id, name, prefix in AGENCIES:
        agency = NewAgency(
            agency_id=agency_id,
            name=name,
            prefix=prefix,
            dispatch_email=f"verzending.{agency_id}@leidraad.invalid",
            teams=_TEAMS_OF.get(agency_id, _TEAMS),
        )
        # What a filling that was broken off left is there already.
        with suppress(ConflictError):
            add_agency(leidraad, agency)
        teams = teams_of(leidraad, agency_id)
        for one in _staff(agency_id):
            with suppress(ConflictError):
                _add(leidraad, one, teams, hashed)


def _add(
    leidraad: Leidraad, one: DemonstrationAccount, teams: dict[str, int], hashed: str
) -> None:
    roles = {
        team_id: one.roles.get(name) or one.roles.get("*", ())
        for name, team_id in teams.items()
    }
    add_account(
        leidraad,
        NewAccount(
            agency_id=one.agency,
            login=one.login,
            name=one.name,
            email=f"{one.login}@leidraad.invalid",
            roles={team_id: given for team_id, given in roles.items() if given},
            password_hash=hashed,
            is_demonstration=True,
        ),
    )
