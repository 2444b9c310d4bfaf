"""Fills an empty database with the four agencies, their staff and invented newcomers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.clock import SystemClock, brussels_date
from engine.errors import ConflictError, NotAllowedError
from engine.operations.access import actor_of
from engine.operations.claim_task import claim_task
from engine.operations.deliver_outbox import report_delivery
from engine.operations.demonstrate import begin_demonstration, end_filling
from engine.operations.import_register import ImportReport, import_register
from engine.operations.leidraad import Leidraad
from engine.operations.move_clock import pass_time
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
from engine.queries.case_state import services_waiting
from engine.queries.inbox import InboxFilter, inbox
from engine.scenarios.newcomers import generate
from engine.scenarios.office import AGENCIES
from engine.store import accounts as account_rows
from engine.store import rows

#: The password of every demonstration account; they work nowhere else.
PASSWORD = "demonstratie-leidraad"  # noqa: S105
SEED = 1
NEWCOMERS = 500
#: How many days ago newcomers came in, and which share of them.
_WAVES = ((75, 0.4), (40, 0.3), (4, 0.3))
#: Tasks that each counsellor takes at once.
_CLAIMED = 3

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
    report = ImportReport()
    if newcomers:
        tell(f"{newcomers} newcomers, of the last weeks")
        _live_through(leidraad, since, newcomers, report)
    end_filling(leidraad)
    return report


def _live_through(
    leidraad: Leidraad, since: date, newcomers: int, report: ImportReport
) -> None:
    """Let newcomers come in waves, with the days between them, up to now."""
    with leidraad.database.writing() as connection:
        rows.set_clock_offset(connection, timedelta(0))
        now = leidraad.now(connection)
    starts = [now - timedelta(days=days) for days, _ in _WAVES]
    for index, ((days, share), came) in enumerate(zip(_WAVES, starts, strict=True)):
        _set_clock(leidraad, came)
        some = generate(
            round(newcomers * share), seed=SEED + index, today=since - timedelta(days=days)
        )
        lines = (
            RawLine(number=number, values=values)
            for number, values in enumerate(some, start=2)
        )
        came_of_it = import_register(leidraad, SYSTEM, lines)
        report.results.update(came_of_it.results)
        report.problems += came_of_it.problems
        report.outside += came_of_it.outside
        _post_letters(leidraad)
        _claim_some(leidraad)
        until = (*starts, now)[index + 1]
        pass_time(leidraad, came, until, lambda at: _set_clock(leidraad, at))
    with leidraad.database.writing() as connection:
        rows.set_clock_offset(connection, timedelta(0))


def _set_clock(leidraad: Leidraad, instant: datetime) -> None:
    with leidraad.database.writing() as connection:
        rows.set_clock_offset(connection, instant - SystemClock().now())


def _post_letters(leidraad: Leidraad) -> None:
    with leidraad.reading() as connection:
        waiting = services_waiting(connection)
    for case_id, topic in waiting:
        report_delivery(leidraad, case_id, topic)


def _claim_some(leidraad: Leidraad) -> None:
    """Let every counsellor take the most urgent tasks of the team."""
    for one in accounts():
        with leidraad.reading() as connection:
            row = account_rows.by_login(connection, one.login)
            if row is None:
                continue
            actor = actor_of(connection, row)
            page = inbox(
                connection,
                actor,
                InboxFilter(view="unclaimed"),
                today=brussels_date(leidraad.now(connection)),
                limit=_CLAIMED,
            )
        for task in page.rows:
            with suppress(NotAllowedError, ConflictError):
                claim_task(leidraad, actor, task.task_id)


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
