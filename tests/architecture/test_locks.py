"""What is installed is pinned, comes from wherever the machine says, and may be used."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.support import third_party

ROOT = Path(__file__).resolve().parents[2]
PYTHON_LOCKS = ("requirements-run.lock", "requirements.lock")


def npm_locks() -> list[Path]:
    own = [ROOT / "web" / "assets", *(ROOT / "tests" / "support").glob("*/")]
    return [
        folder / "package-lock.json" for folder in own if (folder / "package.json").exists()
    ]


def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_has_no_address_and_a_hash_for_everything(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=\S)", text.strip())

    assert "://" not in text
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", npm_locks(), ids=lambda path: path.parent.name)
def test_an_npm_lock_has_no_address_and_a_hash_for_everything(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    installed = {path: entry for path, entry in packages.items() if path}

    assert [path for path, entry in installed.items() if "resolved" in entry] == []
    assert [path for path, entry in installed.items() if "integrity" not in entry] == []


def test_the_test_lock_holds_the_run_lock_in_the_same_versions() -> None:
    assert locked("requirements-run.lock").items() <= locked("requirements.lock").items()


def test_the_locks_satisfy_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = {
        "requirements-run.lock": [
            *project["project"]["dependencies"],
            *project["dependency-groups"]["setup"],
            *project["build-system"]["requires"],
        ],
        "requirements.lock": project["project"]["optional-dependencies"]["test"],
    }

    unsatisfied = [
        str(requirement)
        for name, lines in wanted.items()
        for requirement in map(Requirement, lines)
        if locked(name).get(canonical(requirement.name), "0") not in requirement.specifier
    ]

    assert unsatisfied == []


def test_the_list_of_third_parties_is_what_the_locks_say() -> None:
    assert third_party.FILE.read_text() == third_party.text()


def test_every_licence_is_allowed() -> None:
    packages = [package for each in third_party.sections().values() for package in each]

    assert third_party.refused(packages) == []


def test_a_licence_that_binds_us_is_refused() -> None:
    gpl = third_party.Package(name="a", version="1", licence="GPL-3.0-only")
    both = third_party.Package(name="b", version="1", licence="MIT AND AGPL-3.0-only")
    choice = third_party.Package(name="c", version="1", licence="MIT OR GPL-2.0-only")

    assert third_party.refused([gpl, both, choice]) == [gpl, both]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
