"""The `leidraad` command as real processes, stopped for sure at the end of a test."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after which something that should have happened is said to hang.
PATIENCE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A process, and the file that gets all that it says."""

    process: subprocess.Popen[str]
    file: Path

    def told(self) -> str:
        """Give what it said so far."""
        return self.file.read_text()

    def ended(self) -> int:
        """Wait until it ends by itself; gives its exit code."""
        return self.process.wait(PATIENCE)


@contextmanager
def running(settings: Mapping[str, str], *arguments: str) -> Iterator[Running]:
    """Run a subcommand for as long as the block lasts, then let it end in peace."""
    with TemporaryDirectory() as folder, ExitStack() as end:
        file = Path(folder) / "told"
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.cli", *arguments],
            cwd=ROOT,
            env=dict(settings),
            stdout=end.enter_context(file.open("w")),
            stderr=subprocess.STDOUT,
            text=True,
        )
        end.callback(process.wait)
        end.callback(process.kill)
        yield Running(process=process, file=file)
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)


def wait_until(happened: Callable[[], bool], *watched: Running) -> None:
    """Look again and again; fail when a process ends or nothing happens for too long."""
    give_up = time.monotonic() + PATIENCE
    while not happened():
        for one in watched:
            with suppress(subprocess.TimeoutExpired):
                one.process.wait(0.05)
                raise AssertionError(one.told())
        if time.monotonic() > give_up:
            raise AssertionError("Nothing happened. " + "".join(o.told() for o in watched))


def free_port() -> int:
    """Find a port that is free just now."""
    with socket.create_server(("127.0.0.1", 0)) as bound:
        found: int = bound.getsockname()[1]
        return found


def answers(port: int) -> bool:
    """Whether the sign-in page is served."""
    try:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/sign-in", timeout=10
        ) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
