"""The tools that read the code find nothing; each is one test, so a failure has a name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

TOOLS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "types of dev": ["mypy", "dev"],
    "imports": ["lint-imports", "--no-cache"],
    "templates": ["djlint", "web/templates", "--lint"],
    "dependencies": ["deptry", "engine", "web"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_the_code_passes(tool: str) -> None:
    program, *arguments = TOOLS[tool]

    run = subprocess.run(
        [BIN / program, *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    if run.returncode != 0:
        pytest.fail(f"{run.stdout}\n{run.stderr}", pytrace=False)
