"""Habits of the house: small modules, telling names, numbered decisions, no addresses."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from engine.settings import Settings

ROOT = Path(__file__).resolve().parents[2]

LONGEST_MODULE = 400
#: Words that say nothing about what a module or folder is for.
EMPTY_WORDS = frozenset(
    {"common", "helper", "helpers", "manager", "managers", "misc", "service", "services"}
    | {"shared_code", "stuff", "util", "utils"}
)
#: Hosts of package registries, and folders of one machine: neither belongs in a repository.
REGISTRY = re.compile(
    r"https?://[^/\s\"'>)]*(?:pypi|pythonhosted|npmjs|registry|deb\.)[^/\s\"'>)]*"
)
MACHINE = re.compile(r"(?<![\w.<{}*-])/(?:work|root|home/\w+|Users/\w+)/\w")


def tracked() -> list[Path]:
    """List the files of the repository, those not yet committed included."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    found = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = [ROOT / name for name in found.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def files() -> list[Path]:
    return tracked()


@pytest.fixture(scope="module")
def texts(files: list[Path]) -> dict[Path, str]:
    """The text files, by their path within the repository."""
    found = {}
    for path in files:
        content = path.read_bytes()
        if b"\0" not in content[:4096]:
            found[path.relative_to(ROOT)] = content.decode(errors="replace")
    return found


def test_no_module_is_longer_than_can_be_read_in_one_go(texts: dict[Path, str]) -> None:
    lengths = {
        str(path): text.count("\n")
        for path, text in texts.items()
        if (path.suffix in {".py", ".js", ".mjs", ".css"} or path.name == "dev")
        # A migration is written once by a tool, and never again.
        and "migrations" not in path.parts
    }

    assert {path: n for path, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_every_name_in_the_code_says_what_it_is_for(files: list[Path]) -> None:
    code = [path for path in files if path.suffix in {".css", ".js", ".mjs", ".py"}]
    named = [path.relative_to(ROOT) for path in code]
    empty = [
        str(path)
        for path in named
        if {*path.parts[:-1], path.name.split(".")[0]} & EMPTY_WORDS
    ]

    assert empty == []


def test_no_file_names_a_registry_or_a_folder_of_one_machine(
    texts: dict[Path, str],
) -> None:
    named = [
        f"{path}: {found.group()}"
        for path, text in texts.items()
        if path != Path(__file__).relative_to(ROOT)
        for pattern in (REGISTRY, MACHINE)
        for found in pattern.finditer(text)
    ]

    assert named == []


def test_every_decision_has_a_number_of_its_own() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = Counter(page.name.partition("-")[0] for page in pages)

    unnamed = [
        page.name for page in pages if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
    ]
    assert pages
    assert unnamed == []
    assert [number for number, named in numbers.items() if named > 1] == []


def test_every_setting_is_documented() -> None:
    page = (ROOT / "docs" / "howto" / "settings.md").read_text()

    undocumented = [
        name
        for name in Settings.__dataclass_fields__
        if f"`LEIDRAAD_{name.upper()}`" not in page
    ]

    assert undocumented == []


def test_every_link_between_documents_leads_somewhere(texts: dict[Path, str]) -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts.items()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
        if not (ROOT / path.parent / target).exists()
    ]

    assert broken == []
