"""``./dev bench``: every figure is a ratio, and all are taken in one run."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.scenarios.office import Office
from tests.bench.common_case import common_office, sqlite_url
from tests.bench.drain import measure_drain, measure_timer
from tests.bench.feed import measure_import
from tests.bench.inbox import measure_inbox
from tests.bench.measuring import Ratio
from tests.bench.over_http import measure_http
from tests.bench.statements import statements_of_one_step
from tests.bench.task import measure_history, measure_task
from tests.bench.tokens import measure_state
from tests.bench.year import measure_year
from tests.support import killing, postgresql


def main() -> int:
    """Measure everything; ends with 1 when a figure is above its limit."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--only", default="", help="part of a figure's name")
    parser.add_argument("--full", action="store_true", help="what takes many minutes too")
    options = parser.parse_args()
    ratios: list[Ratio] = []
    with (
        TemporaryDirectory(prefix="leidraad-bench-") as folder,
        postgresql.running(postgresql.DURABLE) as server,
    ):
        measured = _measure(Path(folder), server, options.only)
        if options.full:
            measured = chain(measured, _measure_long(server, options.only))
        for ratio in measured:
            ratios.append(ratio)
            print(_line(ratio), file=sys.stderr, flush=True)
        if options.format == "text":
            with _office(sqlite_url(Path(folder), "statements")) as office:
                print("\nThe statements of one step:")
                print("\n".join(statements_of_one_step(office)))
    if options.format == "json":
        print(json.dumps({"ratios": [asdict(ratio) for ratio in ratios]}, indent=2))
    return 1 if any(ratio.ratio > ratio.limit for ratio in ratios) else 0


def _line(ratio: Ratio) -> str:
    mark = "ok " if ratio.ratio <= ratio.limit else "OVER"
    return (
        f"{mark:<4} {ratio.name:<34} {ratio.ratio:>8.2f}  (at most {ratio.limit})"
        f"  {ratio.measured_ms:.2f} / {ratio.against_ms:.2f}  {ratio.note}"
    )


def _measure(folder: Path, server: postgresql.Server, only: str) -> Iterator[Ratio]:
    if only in "task-sqlite-same-rows task-history-200-vs-1 import-line":
        with _office(sqlite_url(folder, "task")) as office:
            yield from measure_task(office, "sqlite", (2.0, 8.0))
            yield measure_history(office)
    if only in "task-postgresql-same-rows":
        with _office(server.create("bench_task")) as office:
            yield from measure_task(office, "postgresql", (1.6, 4.0))
    if only in "task-http-postgresql":
        yield measure_http(server.create("bench_http"))
    if only in "inbox-100k-vs-1k":
        yield from measure_inbox(
            {
                "sqlite": (sqlite_url(folder, "few"), sqlite_url(folder, "many")),
                "postgresql": (server.create("few"), server.create("many")),
            }
        )
    if only in "import-line":
        yield measure_import(sqlite_url(folder, "import"))
    if only in "state-30-tokens":
        yield measure_state()
    if only in "timer-postgresql":
        yield measure_timer(server.create("bench_timer"))


def _measure_long(server: postgresql.Server, only: str) -> Iterator[Ratio]:
    for processes in (1, 2, 4):
        if only in f"timer-drain-by-{processes}":
            yield measure_drain(server, processes)
    if only in "reminders-through-kills":
        with TemporaryDirectory(prefix="leidraad-kills-") as folder:
            outcome = killing.run(server, Path(folder), reminders=10_000, kills=60, seed=3)
        print(outcome, file=sys.stderr, flush=True)
    if only in "year-of-1000-cases":
        yield measure_year()


@contextmanager
def _office(database_url: str) -> Iterator[Office]:
    office = common_office(database_url)
    try:
        yield office
    finally:
        office.leidraad.close()


if __name__ == "__main__":
    sys.exit(main())
