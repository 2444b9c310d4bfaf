"""A mail server in a process of its own, which keeps what it took through any crash.

``python -m tests.support.mail_sink FILE`` prints its port. A Message-ID is on the disk
before the sender hears that its mail was taken.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

from tests.support.mailbox import listening

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """A running mail server."""

    port: int
    file: Path

    def taken(self) -> list[str]:
        """Give the Message-IDs that it took, the oldest first."""
        return self.file.read_text().splitlines()


@contextmanager
def sinking(file: Path) -> Iterator[Sink]:
    """Run the mail server for as long as the block lasts."""
    file.touch()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.mail_sink", str(file)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield Sink(port=int(process.stdout.readline()), file=file)
        finally:
            process.kill()


class _Keeper:
    def __init__(self, file: Path) -> None:
        self._file = file.open("a")

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep one Message-ID; called by the server."""
        message = message_from_bytes(envelope.original_content)
        self._file.write(f"{message['Message-ID'].strip()}\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        return "250 OK"


if __name__ == "__main__":
    with listening(_Keeper(Path(sys.argv[1]))) as port:
        print(port, flush=True)
        sys.stdin.read()
