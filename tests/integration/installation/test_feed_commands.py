"""The commands that take in and make newcomers."""

import csv
import io
import os
import pty
import subprocess
import sys
import termios
from datetime import date
from pathlib import Path

import pytest

from engine import cli
from engine.scenarios.newcomers import write_feed
from tests.support.staffed import Staffed, as_csv, newcomer

ROOT = Path(__file__).parents[3]


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text())))


def status(*arguments: str) -> int:
    """Run the command in this process; argparse leaves with its own status."""
    try:
        return cli.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


def test_a_feed_is_imported_with_what_is_wrong_in_a_file(
    with_staff: Staffed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "feed.csv"
    lines = [
        newcomer(1),
        newcomer(2, born_on="Geheim", sex="\x00Geheim"),
        newcomer(3, stay_reason="temporary_purpose"),
    ]
    file.write_text(as_csv(lines))

    assert status("import", str(file)) == 1

    told = capsys.readouterr().out
    assert "1  opened" in told
    assert "1  no-target-group" in told
    assert "line 4: no target group: verblijf voor een tijdelijk doel" in told
    errors = tmp_path / "feed.csv.errors.csv"
    assert str(errors) in told
    rows = rows_of(errors)
    assert [(row["line"], row["field"]) for row in rows] == [("3", "born_on"), ("3", "sex")]
    assert "Geheim" not in errors.read_text()
    assert with_staff.count("cases") == 1

    lines[1] = newcomer(2)
    file.write_text(as_csv(lines))
    assert status("import", str(file)) == 0
    assert not errors.exists()
    assert with_staff.count("cases") == 2


def test_the_errors_go_to_the_file_that_is_asked(
    with_staff: Staffed, tmp_path: Path
) -> None:
    file = tmp_path / "feed.jsonl"
    file.write_text("half a line")
    errors = tmp_path / "wrong.csv"

    assert status("import", str(file), "--errors", str(errors)) == 1

    assert errors.read_text().splitlines()[1].startswith("1,,")
    assert with_staff.count("cases") == 0


def test_an_import_shows_its_progress_on_a_terminal(
    with_staff: Staffed, tmp_path: Path
) -> None:
    file = tmp_path / "newcomers.csv"
    write_feed(file, 20, seed=1, today=date(2026, 1, 5))
    terminal, side = pty.openpty()
    termios.tcsetwinsize(side, (24, 100))
    with subprocess.Popen(
        [sys.executable, "-m", "engine.cli", "import", file],
        cwd=ROOT,
        env={**os.environ, "TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=side,
    ) as run:
        os.close(side)
        shown = _all_of(terminal)

    assert run.returncode == 0
    assert "20/20" in shown
    assert with_staff.count("cases") > 15


def _all_of(terminal: int) -> str:
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            # Linux says so when the other side is closed.
            piece = b""
        if not piece:
            os.close(terminal)
            return shown.decode()
        shown += piece


def test_generated_newcomers_are_the_same_each_time_and_nobody(tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        arguments = ["--count", "200", "--seed", "7", "--today", "2026-01-05"]
        assert status("generate", *arguments, "--output", str(file)) == 0

    assert files[0].read_text() == files[1].read_text()
    rows = rows_of(files[0])
    assert len({row["register_key"] for row in rows}) == 200
    assert all(row["register_key"].startswith("TEST-") for row in rows)
    assert all(row["email"].endswith("@example.invalid") for row in rows)
    assert all(row["family_name"][-4:].isdigit() for row in rows)
