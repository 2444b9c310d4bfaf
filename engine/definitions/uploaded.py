"""Files as somebody sends them, singly or in a zip, made into a bundle; all distrusted.

Nothing is ever written to disk: a path is only a name in the bundle, and still no name may
lead out of the folder.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from engine.definitions.bundle import MAX_BYTES, MAX_FILES, SUFFIXES, Bundle
from engine.definitions.trajectory import FILE as TRAJECTORY_FILE
from engine.errors import InvalidDataError
from engine.text import Text

#: One file; a diagram that is larger cannot be read anyhow.
MAX_FILE = 5_000_000
_MAX_NAME = 200
_MAX_DEPTH = 4
_PART = re.compile(r"[\w][\w .()+-]*")
#: Where a loose file belongs that the trajectory does not have yet.
_FOLDERS = {".json": "forms/", ".form": "forms/", ".yaml": "scenarios/"}
#: What a Mac puts into every zip.
_LITTER = ("__MACOSX/",)


def read_upload(sent: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Give what was sent by path; zips are opened, a folder around everything is left out.

    Args:
        sent: Names as the browser gives them, and contents.

    Raises:
        InvalidDataError: Nothing was sent, it is too much, a zip cannot be opened, or a
            name is not one of a trajectory's file.
    """
    found: dict[str, bytes] = {}
    for name, raw in sent:
        if name.lower().endswith(".zip"):
            found |= _without_folder(_unzipped(name, raw))
        elif name:
            _must_fit(name, raw)
            found[_path(name)] = raw
    if not found:
        raise _refused(
            Text("Kies een of meer bestanden.", "Choose one or more files."),
        )
    if len(found) > MAX_FILES or sum(map(len, found.values())) > MAX_BYTES:
        raise _too_much()
    return _without_folder(found)


def laid_over(live: Bundle, sent: Mapping[str, bytes]) -> Bundle:
    """Put what was sent over the files of a version.

    A file that was sent without its folder takes the place of the one of that name; a new
    form goes to ``forms/``, a new scenario to ``scenarios/``.
    """
    by_name: dict[str, list[str]] = {}
    for path in live.files:
        by_name.setdefault(PurePosixPath(path).name, []).append(path)
    files = dict(live.files)
    for path, raw in sent.items():
        files[_place(path, live, by_name)] = raw
    return Bundle(files)


def whole(sent: Mapping[str, bytes]) -> Bundle:
    """Make a bundle of a whole trajectory.

    Raises:
        InvalidDataError: It has no ``trajectory.toml``.
    """
    if TRAJECTORY_FILE not in sent:
        raise _refused(
            Text(
                "Er is geen trajectory.toml bij. Stuur de hele map van het traject als "
                "zip, of kies het traject waar deze bestanden bij horen.",
                "There is no trajectory.toml among them. Send the whole folder of the "
                "trajectory as a zip, or choose the trajectory that these files belong to.",
            )
        )
    return laid_over(Bundle({}), sent)


def _place(path: str, live: Bundle, by_name: Mapping[str, list[str]]) -> str:
    if path in live.files or "/" in path:
        return path
    known = by_name.get(path, [])
    if len(known) == 1:
        return known[0]
    return _FOLDERS.get(PurePosixPath(path).suffix, "") + path


def _unzipped(name: str, raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _members(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ) as error:
        raise _refused(
            Text(
                f"{_shown(name)} kan niet open. Is het een zip zonder wachtwoord?",
                f"{_shown(name)} cannot be opened. Is it a zip without a password?",
            )
        ) from error


def _members(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MAX_FILES:
        raise _too_much()
    found: dict[str, bytes] = {}
    total = 0
    for one in members:
        if _is_litter(one.filename):
            continue
        path = _path(one.filename)
        # What the list of contents says of sizes is not to be trusted.
        with archive.open(one) as member:
            raw = member.read(MAX_FILE + 1)
        total += len(raw)
        if total > MAX_BYTES:
            raise _too_much()
        _must_fit(path, raw)
        found[path] = raw
    return found


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER) or PurePosixPath(name).name.startswith(".")


def _path(name: str) -> str:
    """Give the path in the bundle.

    Raises:
        InvalidDataError: It leads out of the folder, or is no kind of file that belongs
            to a trajectory.
    """
    path = PurePosixPath(name)
    is_plain = (
        len(name) <= _MAX_NAME
        and len(path.parts) <= _MAX_DEPTH
        and all(_PART.fullmatch(part) for part in name.split("/"))
    )
    if not is_plain:
        raise _refused(
            Text(
                f"{_shown(name)}: deze bestandsnaam kan niet. Gebruik letters, cijfers, "
                "_ en -.",
                f"{_shown(name)}: this file name cannot be used. Use letters, digits, _ "
                "and -.",
            )
        )
    if path.suffix not in SUFFIXES:
        kinds = ", ".join(sorted(SUFFIXES))
        raise _refused(
            Text(
                f"{_shown(name)}: zo'n bestand hoort niet bij een traject. "
                f"Wel: {kinds}, of een zip daarvan.",
                f"{_shown(name)}: such a file does not belong to a trajectory. "
                f"These do: {kinds}, or a zip of them.",
            )
        )
    return name


def _must_fit(name: str, raw: bytes) -> None:
    if len(raw) > MAX_FILE:
        raise _refused(
            Text(
                f"{_shown(name)} is groter dan {MAX_FILE // 1_000_000} MB.",
                f"{_shown(name)} is larger than {MAX_FILE // 1_000_000} MB.",
            )
        )


def _without_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out the one folder that holds the whole trajectory."""
    folders = [
        path.removesuffix(TRAJECTORY_FILE)
        for path in files
        if PurePosixPath(path).name == TRAJECTORY_FILE
    ]
    if len(folders) != 1 or not all(path.startswith(folders[0]) for path in files):
        return files
    return {path.removeprefix(folders[0]): raw for path, raw in files.items()}


def _shown(name: str) -> str:
    """Write a name so that it does no harm in a sentence."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in name[:80])
    return f"‘{plain}’"


def _too_much() -> InvalidDataError:
    return _refused(
        Text(
            f"Het zijn meer dan {MAX_FILES} bestanden of {MAX_BYTES // 1_000_000} MB.",
            f"These are more than {MAX_FILES} files or {MAX_BYTES // 1_000_000} MB.",
        )
    )


def _refused(text: Text) -> InvalidDataError:
    return InvalidDataError(text, {"files": [text]})
