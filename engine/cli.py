"""The ``leidraad`` command: one function a subcommand.

It ends with 0 when all is well, 1 when something was found or went wrong, and 2 when it
was called wrongly.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from tqdm import tqdm

from engine import scheduler
from engine.clock import SystemClock, brussels_date
from engine.errors import ConfigurationError, EngineError, Finding, InvalidDefinitionError
from engine.notices.receiver import Receiver
from engine.operations import Leidraad
from engine.operations.check import check_paths
from engine.operations.import_register import ImportReport, import_register
from engine.operations.keep_mail import keep_mail
from engine.operations.register_file import read_lines
from engine.operations.set_up import publish_folder
from engine.people import SYSTEM
from engine.scenarios import demonstration
from engine.scenarios.folder import FolderOutcome, run_folder
from engine.scenarios.newcomers import generate, write_csv
from engine.settings import Settings
from engine.store import archive
from engine.store.database import Database


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.do(options)
    except InvalidDefinitionError as error:
        _print_findings(error.findings, options.language)
        return 1
    except ConfigurationError as error:
        print(error.text.in_language(options.language), file=sys.stderr)
        return 2
    except EngineError as error:
        print(error.text.in_language(options.language), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="leidraad", description="Runs trajectories.")
    top.add_argument("--language", choices=("nl", "en"), default="nl")
    commands = top.add_subparsers(dest="command", required=True)

    check = commands.add_parser("check", help="say all that is wrong with files or folders")
    check.add_argument("paths", nargs="+", type=_existing)
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(do=_check)

    scenarios = commands.add_parser("scenarios", help="run the scenarios of trajectories")
    scenarios.add_argument("paths", nargs="+", type=_existing)
    scenarios.set_defaults(do=_scenarios)

    feed = commands.add_parser("import", help="take in a register feed (CSV, JSON Lines)")
    feed.add_argument("file", type=_existing)
    feed.add_argument("--errors", type=Path, help="where to write what is wrong")
    feed.set_defaults(do=_import)

    newcomers = commands.add_parser("generate", help="make newcomers who do not exist")
    newcomers.add_argument("--count", type=int, default=500)
    newcomers.add_argument("--seed", type=int, default=1)
    newcomers.add_argument("--today", type=date.fromisoformat)
    newcomers.add_argument("--output", type=Path, help="a file; else standard output")
    newcomers.set_defaults(do=_generate)

    _add_running(commands)
    for name, do, told in (
        ("backup", _backup, "write the whole database to a new file"),
        ("restore", _restore, "fill an empty database from such a file"),
    ):
        one = commands.add_parser(name, help=told)
        one.add_argument("file", type=Path)
        one.set_defaults(do=do)
    return top


def _add_running(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = commands.add_parser("run", help="serve and tick in one process (SQLite)")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--demonstration", action="store_true")
    run.add_argument("--empty", action="store_true", help="without newcomers")
    run.set_defaults(do=_run)

    web = commands.add_parser("serve", help="serve the pages only")
    web.add_argument("--host", default="127.0.0.1")
    web.add_argument("--port", type=int, default=8000)
    web.add_argument("--workers", type=int, default=2)
    web.set_defaults(do=_serve)

    schedule = commands.add_parser("schedule", help="tick only; more than one may run")
    schedule.set_defaults(do=_schedule)

    publish = commands.add_parser("publish", help="publish the trajectories of a folder")
    publish.add_argument("folder", type=_existing)
    publish.set_defaults(do=_publish)


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        message = f"{text}: bestaat niet / does not exist"
        raise argparse.ArgumentTypeError(message)
    return path


def _print_findings(
    findings: Sequence[Finding], language: str, *, as_json: bool = False
) -> None:
    if as_json:
        print(json.dumps([_plain(one) for one in findings], ensure_ascii=False, indent=2))
        return
    for one in findings:
        where = f"{one.file}:{one.line or 1}"
        element = f" [{one.element}]" if one.element else ""
        message = one.message.in_language(language)
        remedy = one.remedy.in_language(language)
        print(f"{where}: {one.severity} {one.rule}{element}: {message} {remedy}")


def _plain(one: Finding) -> dict[str, object]:
    return {
        "file": one.file,
        "line": one.line,
        "element": one.element,
        "rule": one.rule,
        "severity": one.severity,
        "message": one.message._asdict(),
        "remedy": one.remedy._asdict(),
    }


def _check(options: argparse.Namespace) -> int:
    findings = check_paths(options.paths)
    _print_findings(findings, options.language, as_json=options.format == "json")
    return 1 if any(one.severity == "error" for one in findings) else 0


def _scenarios(options: argparse.Namespace) -> int:
    code = 0
    for path in options.paths:
        folders = (
            [path]
            if (path / "trajectory.toml").exists()
            else sorted(found.parent for found in path.glob("*/trajectory.toml"))
        )
        for folder in folders:
            outcome = run_folder(folder)
            _print_scenarios(outcome, options.language)
            code = code if outcome.passed else 1
    return code


def _print_scenarios(folder: FolderOutcome, language: str) -> None:
    for outcome in folder.outcomes:
        mark = "FAILED" if outcome.problems else "passed"
        print(f"{mark}  {folder.trajectory}/{outcome.scenario.file}")
        for line, told in outcome.problems:
            print(f"        {line}: {told.in_language(language)}")
    covered = folder.coverage
    for kind, there, missed in (
        ("user tasks", covered.tasks, covered.missed_tasks),
        ("sequence flows", covered.flows, covered.missed_flows),
    ):
        share = 100 * (len(there) - len(missed)) / max(1, len(there))
        print(f"{folder.trajectory}: {share:.1f} % of {len(there)} {kind} fired")
        for name in sorted(missed):
            print(f"        not fired: {name}")


def _import(options: argparse.Namespace) -> int:
    leidraad = Leidraad.open(Settings.from_environment())
    total = sum(1 for _ in read_lines(options.file))
    with tqdm(total=total, unit=" lines", disable=None) as bar:
        report = import_register(
            leidraad, SYSTEM, read_lines(options.file), on_line=bar.update
        )
    for result, count in sorted(report.results.items()):
        print(f"{count:>7}  {result}")
    for line, reason in report.outside:
        print(f"         line {line}: no target group: {reason}")
    if report.problems:
        errors = options.errors or options.file.with_name(f"{options.file.name}.errors.csv")
        _write_problems(errors, report)
        print(f"{len(report.problems):>7}  problems, see {errors}")
        return 1
    return 0


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


def _run(options: argparse.Namespace) -> int:
    # The pages take a second to import, which the other commands need not wait for.
    from web.server import Serving, serve

    settings = Settings.from_environment()
    settings = replace(settings, public_url=f"http://127.0.0.1:{options.port}")
    if not options.demonstration:
        serve(settings, Serving(port=options.port), in_worker=scheduler.start)
        return 0
    settings = replace(settings, mode="demonstration", smtp_host="127.0.0.1")
    leidraad = Leidraad.open(settings)
    demonstration.fill(
        leidraad,
        newcomers=0 if options.empty else demonstration.NEWCOMERS,
        tell=lambda what: print(f"  {what} ...", flush=True),
    )
    leidraad.close()
    serve(
        settings,
        Serving(port=options.port),
        in_worker=_demonstrate,
        when_ready=lambda: _welcome(settings),
    )
    return 0


def _demonstrate(leidraad: Leidraad) -> None:
    receiver = Receiver(lambda mail: keep_mail(leidraad, mail))
    leidraad.settings = replace(leidraad.settings, smtp_port=receiver.start())
    scheduler.start(leidraad)


def _welcome(settings: Settings) -> None:
    print(f"\nLeidraad: {settings.public_url}\n")
    print("Demonstration accounts (only here, only from this machine):")
    for one in demonstration.accounts():
        roles = sorted({role for given in one.roles.values() for role in given})
        print(f"  {one.login:<14} {', '.join(roles)}")
    print(f"Password of all: {demonstration.PASSWORD}\n", flush=True)


def _serve(options: argparse.Namespace) -> int:
    from web.server import Serving, serve

    serve(
        Settings.from_environment(),
        Serving(host=options.host, port=options.port, workers=options.workers),
    )
    return 0


def _schedule(_options: argparse.Namespace) -> int:
    scheduler.run(Leidraad.open(Settings.from_environment()))
    return 0


def _publish(options: argparse.Namespace) -> int:
    leidraad = Leidraad.open(Settings.from_environment())
    for trajectory in publish_folder(leidraad, options.folder):
        print(trajectory)
    return 0


def _backup(options: argparse.Namespace) -> int:
    database = Database(Settings.from_environment().database_url)
    counts = archive.backup(database, options.file, on_table=_tell)
    print(f"{sum(counts.values())} rows: {options.file}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    database = Leidraad.open(Settings.from_environment()).database
    counts = archive.restore(database, options.file, on_table=_tell)
    print(f"{sum(counts.values())} rows: {options.file}")
    return 0


def _tell(table: str) -> None:
    print(f"  {table}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
