"""The files of one trajectory, or of the law, as they are stored and hashed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from engine.errors import Finding, InvalidDefinitionError
from engine.text import Text

#: Kinds of files that belong to a trajectory; others are left where they are.
SUFFIXES = frozenset({".bpmn", ".dmn", ".json", ".form", ".toml", ".yaml", ".md"})
MAX_FILES = 500
MAX_BYTES = 50_000_000
#: Folder beside the trajectories with the diagrams that several of them call.
SHARED = "shared"


@dataclass(frozen=True)
class Bundle:
    """Files by their path in the folder, with ``/`` between the parts."""

    files: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the sorted names and contents, in hexadecimal."""
        digest = hashlib.sha256()
        for name, raw in sorted(self.files.items()):
            digest.update(f"{name}\0{len(raw)}\0".encode())
            digest.update(raw)
        return digest.hexdigest()

    def named(self, *suffixes: str) -> dict[str, bytes]:
        """Give the files whose names end in one of the suffixes, sorted by name."""
        return {
            name: raw for name, raw in sorted(self.files.items()) if name.endswith(suffixes)
        }


def read_folder(folder: Path) -> Bundle:
    """Read a trajectory folder, with the diagrams that its neighbours share.

    Files of ``../shared`` are in the bundle as ``shared/...``, so that what a case was
    started on is whole in one version.

    Raises:
        InvalidDefinitionError: There is no such folder (rule ``folder-missing``), or it
            holds too much (rule ``folder-size``).
    """
    if not folder.is_dir():
        raise InvalidDefinitionError([_missing(folder)])
    files = _files(folder, prefix="")
    shared = folder.parent / SHARED
    if (folder / "trajectory.toml").is_file() and shared.is_dir():
        files |= _files(shared, prefix=f"{SHARED}/")
    return Bundle(files)


def _files(folder: Path, *, prefix: str) -> dict[str, bytes]:
    root = folder.resolve()
    found: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.suffix not in SUFFIXES or any(part[0] == "." for part in inside.parts):
            continue
        if not path.is_file() or root not in path.resolve().parents:
            continue
        total += path.stat().st_size
        if len(found) >= MAX_FILES or total > MAX_BYTES:
            raise InvalidDefinitionError([_too_much(folder)])
        found[prefix + inside.as_posix()] = path.read_bytes()
    return found


def _missing(folder: Path) -> Finding:
    return Finding(
        file=str(folder),
        line=None,
        element="",
        rule="folder-missing",
        message=Text(f"De map {folder} bestaat niet.", f"There is no folder {folder}."),
        remedy=Text("Geef een map met een trajectory.toml.", "Name a trajectory's folder."),
    )


def _too_much(folder: Path) -> Finding:
    return Finding(
        file=str(folder),
        line=None,
        element="",
        rule="folder-size",
        message=Text(
            f"De map heeft meer dan {MAX_FILES} bestanden of {MAX_BYTES:,} bytes.",
            f"The folder has more than {MAX_FILES} files or {MAX_BYTES:,} bytes.",
        ),
        remedy=Text(
            "Geef de map van één traject.", "Name the folder of a single trajectory."
        ),
    )
