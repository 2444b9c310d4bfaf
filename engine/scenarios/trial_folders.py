"""Where test cases are kept on this machine, until nobody touches them for an hour."""

import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.clock import SystemClock
from engine.errors import NotFoundError
from engine.text import Text

#: A trial that nobody touched for so long is thrown away.
KEPT = timedelta(hours=1)
GONE = Text(
    "Dit testdossier is er niet meer. Begin een nieuw.",
    "This test case is gone. Start a new one.",
)
_ID = re.compile(r"[A-Za-z0-9_-]{20,40}")
_STATE = "trial.json"


def make() -> Path:
    """Make the folder of a new trial; its name is the id that nobody can guess."""
    folder = _home() / secrets.token_urlsafe(18)
    folder.mkdir(mode=0o700)
    return folder


def find(identifier: str) -> Path:
    """Give the folder of a trial.

    Raises:
        NotFoundError: This is no id of a trial.
    """
    if not _ID.fullmatch(identifier):
        raise NotFoundError(GONE)
    return _home() / identifier


def read(folder: Path) -> dict[str, Any]:
    """Give what was written there last, and keep the trial for another hour.

    Raises:
        NotFoundError: It was thrown away.
    """
    try:
        state: dict[str, Any] = json.loads((folder / _STATE).read_text())
        os.utime(folder / _STATE)
    except (OSError, ValueError) as error:
        raise NotFoundError(GONE) from error
    return state


def write(folder: Path, state: Mapping[str, Any]) -> None:
    """Write all or nothing."""
    fresh = folder / f"{_STATE}.new"
    fresh.write_text(json.dumps(state))
    fresh.replace(folder / _STATE)


def sweep(*, now: datetime | None = None) -> int:
    """Throw away what nobody touched for an hour; gives how many there were."""
    limit = (now or SystemClock().now()) - KEPT
    gone = 0
    for folder in _home().iterdir():
        kept = folder / _STATE
        try:
            touched = (kept if kept.exists() else folder).stat().st_mtime
        except FileNotFoundError:
            continue  # Another process swept it.
        if datetime.fromtimestamp(touched, UTC) < limit:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def _home() -> Path:
    """Give the folder of all trials, which nobody else on the machine may enter."""
    home = Path(tempfile.gettempdir()) / f"leidraad-trials-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        message = f"{home} belongs to somebody else."
        raise PermissionError(message)
    return home
