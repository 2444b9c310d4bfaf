"""``leidraad import`` and ``leidraad generate``: the register feed."""

import argparse
import csv
import sys
from pathlib import Path

from tqdm import tqdm

from engine.clock import SystemClock, brussels_date
from engine.commands.arguments import Commands, between, day, feed
from engine.commands.opened import opened
from engine.operations.import_register import ImportReport, import_register
from engine.operations.register_file import read_lines
from engine.people import SYSTEM
from engine.scenarios.newcomers import generate, write_csv


def add(commands: Commands) -> None:
    """Add the subcommands."""
    taking = commands.add_parser("import", help="take in a register feed (CSV, JSON Lines)")
    taking.add_argument("file", type=feed, metavar="FILE")
    taking.add_argument(
        "--errors", type=Path, metavar="FILE", help="default: FILE.errors.csv"
    )
    taking.set_defaults(do=_import)

    newcomers = commands.add_parser("generate", help="make newcomers who do not exist")
    newcomers.add_argument("--count", type=between(1, 1_000_000), default=500)
    newcomers.add_argument("--seed", type=int, default=1)
    newcomers.add_argument("--today", type=day, metavar="DATE")
    newcomers.add_argument("--output", type=Path, metavar="FILE", help="default: stdout")
    newcomers.set_defaults(do=_generate)


def _import(options: argparse.Namespace) -> int:
    total = sum(1 for _ in read_lines(options.file))
    with opened() as leidraad, tqdm(total=total, unit=" lines", disable=None) as bar:
        lines = read_lines(options.file)
        report = import_register(leidraad, SYSTEM, lines, on_line=bar.update)
    for result, count in sorted(report.results.items()):
        print(f"{count:>7}  {result}")
    for line, reason in report.outside:
        print(f"         line {line}: no target group: {reason}")
    usual = options.file.with_name(f"{options.file.name}.errors.csv")
    if not report.problems:
        usual.unlink(missing_ok=True)
        return 0
    errors = options.errors or usual
    _write_problems(errors, report)
    print(f"{len(report.problems):>7}  problems, see {errors}")
    return 1


def _write_problems(path: Path, report: ImportReport) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("line", "field", "message_nl", "message_en"))
        for one in report.problems:
            writer.writerow((one.line, one.field, one.text.nl, one.text.en))


def _generate(options: argparse.Namespace) -> int:
    today = options.today or brussels_date(SystemClock().now())
    newcomers = generate(options.count, seed=options.seed, today=today)
    if options.output is None:
        write_csv(sys.stdout, newcomers)
        return 0
    with options.output.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, newcomers)
    return 0
