"""Whoever installs the wheel has all that runs: diagrams, migrations, pages, bundle."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_holds_what_runs(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())

    command = ["git", "ls-files", "-z", "engine", "web", "workflows"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    wanted = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    assert wanted - held == set()
    assert {
        "web/static/vendor/diagram.js",
        "web/static/vendor/fonts.css",
        "web/static/vendor/licences/bpmn-js-18.31.1.txt",
    } <= held
    assert [name for name in held if name.endswith("/licenses/LICENSE")]
    assert [name for name in held if "node_modules" in name] == []
