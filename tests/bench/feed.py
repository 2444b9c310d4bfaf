"""Importing one register line, its case opened, against a bare transaction."""

from itertools import count
from pathlib import Path

from engine.clock import SetClock
from engine.operations import Leidraad
from engine.operations.import_register import import_register
from engine.operations.register_file import RawLine
from engine.people import SYSTEM
from engine.scenarios import demonstration
from engine.scenarios.newcomers import generate
from engine.settings import Settings
from tests.bench.common_case import NOW
from tests.bench.measuring import Ratio, Timing, in_turns, ratio
from tests.bench.task import Bare

_ROUNDS = 250
WORKFLOWS = Path(__file__).parents[2] / "workflows"


def measure_import(database_url: str) -> Ratio:
    """Take in newcomers on the trajectories that come along, one line at a time."""
    leidraad = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32, workflows=WORKFLOWS),
        clock=SetClock(NOW),
    )
    demonstration.fill(leidraad, newcomers=0)
    lines = generate(_ROUNDS + 40, seed=7, today=NOW.date())
    numbers = count(2)
    opened = []

    def take_one() -> None:
        line = RawLine(number=next(numbers), values=next(lines))
        opened.append(import_register(leidraad, SYSTEM, [line]).results)

    bare = Bare(leidraad.database.engine())
    for _ in range(40):
        take_one()
        bare.write()
    taken, plain = Timing(), Timing()
    in_turns([(taken, take_one), (plain, bare.write)], _ROUNDS)
    share = sum(result["opened"] for result in opened) / len(opened)
    leidraad.close()
    return ratio("import-line", taken, plain, limit=10.0, note=f"{share:.0%} opened a case")
