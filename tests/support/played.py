"""Playing a simulated year with the trajectories that come along, well watched."""

from datetime import UTC, date, datetime
from pathlib import Path

from engine.clock import SetClock
from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.trajectory import FILE
from engine.operations import Leidraad
from engine.scenarios.office import open_office
from engine.scenarios.year import YearPlan, YearReport, play_year
from engine.settings import Settings
from tests.support.whole_year import WholeYear

WORKFLOWS = Path(__file__).parents[2] / "workflows"
#: Has the 29th of February, both changes of the clock and two summers of school within
#: reach.
FIRST_DAY = date(2027, 9, 1)


def trajectories() -> list[Bundle]:
    """Read every trajectory folder."""
    return [read_folder(one.parent) for one in sorted(WORKFLOWS.glob(f"*/{FILE}"))]


def played(database_url: str, plan: YearPlan) -> YearReport:
    """Play a year in an empty database; raises when anything does not hold."""
    clock = SetClock(datetime(2027, 9, 1, tzinfo=UTC))
    leidraad = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32),
        clock=clock,
        durable=False,
    )
    try:
        first, *others = trajectories()
        law = read_folder(WORKFLOWS / "law")
        office = open_office(leidraad, clock, first, law, others)
        return play_year(office, plan, WholeYear(leidraad))
    finally:
        leidraad.close()
