"""``leidraad check`` and ``leidraad scenarios``: what is wrong with trajectories."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.commands.arguments import Commands, existing, existing_folder
from engine.definitions.trajectory import FILE
from engine.errors import Finding
from engine.operations.check import check_paths
from engine.scenarios.folder import FolderOutcome, run_folder


def add(commands: Commands) -> None:
    """Add the subcommands."""
    check = commands.add_parser("check", help="say all that is wrong with files or folders")
    check.add_argument("paths", nargs="+", type=existing, metavar="PATH")
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.set_defaults(do=_check)

    scenarios = commands.add_parser("scenarios", help="run the scenarios of trajectories")
    scenarios.add_argument("paths", nargs="+", type=existing_folder, metavar="FOLDER")
    scenarios.set_defaults(do=_scenarios)


def print_findings(
    findings: Sequence[Finding], language: str, *, as_json: bool = False
) -> None:
    """Print findings, one a line or as JSON."""
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
    print_findings(findings, options.language, as_json=options.format == "json")
    return 1 if any(one.severity == "error" for one in findings) else 0


def _scenarios(options: argparse.Namespace) -> int:
    folders = [folder for path in options.paths for folder in _trajectories(path)]
    if not folders:
        print(f"{FILE}: nergens gevonden / found nowhere", file=sys.stderr)
        return 2
    code = 0
    for folder in folders:
        outcome = run_folder(folder)
        _print_outcome(outcome, options.language)
        code = code if outcome.passed else 1
    return code


def _trajectories(path: Path) -> list[Path]:
    if (path / FILE).exists():
        return [path]
    return sorted(found.parent for found in path.glob(f"*/{FILE}"))


def _print_outcome(folder: FolderOutcome, language: str) -> None:
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
