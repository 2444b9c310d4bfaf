"""Importing one register line, its case opened, against a bare transaction."""

import time
from collections.abc import Iterator
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
from tests.bench.measuring import Ratio, Timing, ratio
from tests.bench.task import Bare

_ROUNDS = 250
_WARM = 40
WORKFLOWS = Path(__file__).parents[2] / "workflows"


def measure_import(database_url: str) -> Ratio:
    """Take in newcomers on the trajectories that come along, one line at a time."""
    leidraad = Leidraad.open(
        Settings(database_url=database_url, secret_key="s" * 32, workflows=WORKFLOWS),
        clock=SetClock(NOW),
    )
    demonstration.fill(leidraad, newcomers=0)
    bare = Bare(leidraad.database.engine())
    taken, plain = Timing(), Timing()
    began = [0]

    def lines() -> Iterator[RawLine]:
        some = generate(_ROUNDS + _WARM, seed=7, today=NOW.date())
        for number, values in enumerate(some, start=2):
            plain.time(bare.write)
            began[0] = time.perf_counter_ns()
            yield RawLine(number=number, values=values)

    def taken_one() -> None:
        taken.taken.append((time.perf_counter_ns() - began[0]) / 1e6)

    results = import_register(leidraad, SYSTEM, lines(), on_line=taken_one).results
    share = results["opened"] / sum(results.values())
    del taken.taken[:_WARM], plain.taken[:_WARM]
    leidraad.close()
    return ratio("import-line", taken, plain, limit=10.0, note=f"{share:.0%} opened a case")
