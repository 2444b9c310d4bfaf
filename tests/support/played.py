"""Playing a simulated year with the trajectories that come along, well watched."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from engine.clock import SetClock, start_of_day
from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.trajectory import FILE
from engine.operations import Leidraad
from engine.operations.publish import publish_law
from engine.people import SYSTEM
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


def doubled(law: Bundle, since: date) -> Bundle:
    """Change the law: from a day on all its terms are twice as long, running ones too."""
    rows = law.files["deadlines.toml"].decode().split("[[term]]\n")
    changed = [rows[0]]
    for row in rows[1:]:
        length = re.search(r'^length = "P(\d+)([DMY])"$', row, re.MULTILINE)
        if length is None or "valid_until" in row:
            changed.append(row)
            continue
        until = f"valid_until = {since - timedelta(days=1)}\n"
        fresh = re.sub(r"^(valid_from|running_terms) = .*\n", "", row, flags=re.MULTILINE)
        longer = f'length = "P{2 * int(length[1])}{length[2]}"\n'
        new = f'{longer}valid_from = {since}\nrunning_terms = "recount"\n'
        changed.append(row.replace(f"{length[0]}\n", f"{length[0]}\n{until}"))
        changed.append(fresh.replace(f"{length[0]}\n", new))
    return Bundle({**law.files, "deadlines.toml": "[[term]]\n".join(changed).encode()})


def played(
    database_url: str,
    plan: YearPlan,
    *,
    new_law_on: date | None = None,
    closely_every: int = 2,
) -> YearReport:
    """Play a year in an empty database; raises when anything does not hold.

    From ``new_law_on`` all terms of the law are twice as long, also those that run. A case
    in which something happened is looked at closely within ``closely_every`` weeks.
    """
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
        also = []
        if new_law_on is not None:
            longer = doubled(law, new_law_on)
            publishing = partial(publish_law, leidraad, SYSTEM, longer)
            also.append((start_of_day(new_law_on), publishing))
        watcher = WholeYear(leidraad, closely_every=closely_every)
        return play_year(office, plan, watcher, also=also)
    finally:
        leidraad.close()
