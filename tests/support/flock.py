"""Schedulers and pages as real processes that are killed and started again."""

import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from random import Random
from time import monotonic

from sqlalchemy import func, select

from engine.store import Database
from engine.store.tables import history, task
from tests.support.mail_sink import Sink
from tests.support.processes import PATIENCE, answers, free_port

_ROOT = Path(__file__).resolve().parents[2]
#: A token of the colleague who claims; its hash is in the database.
TOKEN = "only-for-this-run"
_SCHEDULERS = 3
#: The answer while the database is away.
_AWAY = 503


class Flock:
    """Three schedulers, and pages with two workers."""

    def __init__(self, url: str, sink: Sink, told: Path) -> None:
        self.port = free_port()
        self.killed: Counter[str] = Counter()
        self._told = told
        self._environment = {
            "PATH": os.environ["PATH"],
            "LEIDRAAD_DATABASE_URL": url,
            "LEIDRAAD_SECRET_KEY": "k" * 40,
            "LEIDRAAD_MODE": "demonstration",
            "LEIDRAAD_SMTP_HOST": "127.0.0.1",
            "LEIDRAAD_SMTP_PORT": str(sink.port),
        }
        self._pages = self._start("serve", "--port", str(self.port), "--workers", "2")
        self._schedulers: list[subprocess.Popen[bytes]] = []

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        with self._told.open("ab") as told:
            return subprocess.Popen(
                [sys.executable, "-m", "engine.cli", *arguments],
                cwd=_ROOT,
                env=self._environment,
                stdout=told,
                stderr=subprocess.STDOUT,
            )

    def start_schedulers(self) -> None:
        """Start all of them."""
        self._schedulers = [self._start("schedule") for _ in range(_SCHEDULERS)]

    def halt_schedulers(self) -> None:
        """Kill all of them, wherever they are."""
        for one in self._schedulers:
            one.kill()
            one.wait()
            self.killed["schedulers"] += 1

    def kill_scheduler(self, random: Random) -> None:
        """Kill one of them, and start another."""
        number = random.randrange(_SCHEDULERS)
        self._schedulers[number].kill()
        self._schedulers[number].wait()
        self._schedulers[number] = self._start("schedule")
        self.killed["schedulers"] += 1

    def kill_worker(self, random: Random) -> None:
        """Kill a process that answers requests; the one above it starts another."""
        pid = self._pages.pid
        workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        if workers:
            with suppress(ProcessLookupError):
                os.kill(int(random.choice(workers)), signal.SIGKILL)
                self.killed["workers"] += 1

    def told(self) -> str:
        """Give all that they said."""
        return self._told.read_text()

    def end(self) -> None:
        """End all of them for good."""
        self.halt_schedulers()
        self._pages.terminate()
        self._pages.wait(PATIENCE)


@contextmanager
def flock(url: str, sink: Sink, told: Path) -> Iterator[Flock]:
    """Run them for as long as the block lasts."""
    made = Flock(url, sink, told)
    try:
        until = monotonic() + PATIENCE
        while not answers(made.port) and monotonic() < until:
            continue
        made.start_schedulers()
        yield made
    finally:
        made.end()


class Claims:
    """A colleague who claims one task after the other, over HTTP, until told to stop."""

    def __init__(self, port: int, tasks: list[int]) -> None:
        self.done: list[int] = []
        #: Answers that nobody should ever read.
        self.wrong: list[bytes] = []
        self._port = port
        self._tasks = tasks
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._claim_all)
        self._thread.start()

    def stop(self) -> None:
        """Claim no more."""
        self._over.set()
        self._thread.join()

    def _claim_all(self) -> None:
        for one in self._tasks:
            while not self._over.is_set():
                if self._claim(one):
                    self.done.append(one)
                    break
            self._over.wait(0.05)

    def _claim(self, one: int) -> bool:
        """Claim a task; False when nobody answered, so that one asks again."""
        try:
            tag = self._ask("GET", f"tasks/{one}", {})
            self._ask("POST", f"tasks/{one}/claim", {"If-Match": tag})
        except urllib.error.HTTPError as error:
            if error.code != _AWAY:
                self.wrong.append(error.read())
        except (OSError, HTTPException):
            # The worker died before it answered.
            pass
        else:
            return True
        return False

    def _ask(self, method: str, path: str, headers: dict[str, str]) -> str:
        """Ask something of the API; gives the ETag of the answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}/api/{path}",
            method=method,
            headers={"Authorization": f"Bearer {TOKEN}", **headers},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return str(answer.headers["ETag"])

    def must_be_kept(self, database: Database) -> None:
        """Fail when a claim that was answered is not there, or is there twice."""
        with database.reading() as connection:
            held = set(
                connection.scalars(
                    select(task.c.task_id).where(task.c.assignee_id.is_not(None))
                )
            )
            entries = connection.execute(
                select(func.count())
                .select_from(history)
                .where(history.c.kind == "task_claimed")
            ).scalar_one()
        assert self.wrong == []
        assert set(self.done) <= held
        assert entries == len(held)
