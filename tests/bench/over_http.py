"""Completing one task over HTTP with two workers against a bare transaction."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from engine.clock import SystemClock
from engine.operations.sign_in import token_hash
from engine.store import accounts
from tests.bench.common_case import Work, common_office
from tests.bench.measuring import Ratio, Timing, in_turns, ratio
from tests.bench.task import Bare

_TOKEN = "only-for-measuring"
_ROUNDS = 250
_HANG = 60


def measure_http(database_url: str) -> Ratio:
    """Complete tasks through the API, one client at a time."""
    office = common_office(database_url)
    office.clock.set(SystemClock().now())
    work = Work(office)
    with office.leidraad.database.writing() as connection:
        now = SystemClock().now()
        accounts.add_token(
            connection,
            {
                "account_id": work.actor.account_id,
                "token_hash": token_hash(_TOKEN),
                "label": "bench",
                "created_at": now,
                "expires_at": now + timedelta(days=1),
            },
        )
    bare = Bare(office.leidraad.database.engine())
    complete, plain = Timing(), Timing()
    with _serving(database_url) as port:
        client = _Client(port, work)
        for _ in range(30):
            client.prepare()
            client.complete()
            bare.write()
        in_turns(
            [(Timing(), client.prepare), (complete, client.complete), (plain, bare.write)],
            _ROUNDS,
        )
        client.close()
    office.leidraad.close()
    return ratio("task-http-postgresql", complete, plain, limit=7.0)


class _Client:
    def __init__(self, port: int, work: Work) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=_HANG)
        self._work = work
        self._tag = ""

    def prepare(self) -> None:
        """Claim the next task and read its ETag."""
        self._work.prepare()
        self._ask("GET", f"/api/tasks/{self._work.task}")

    def complete(self) -> None:
        """Complete it."""
        body = json.dumps({"answers": self._work.answers})
        self._ask("POST", f"/api/tasks/{self._work.task}/complete", body)

    def close(self) -> None:
        self._http.close()

    def _ask(self, method: str, path: str, body: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {_TOKEN}", "If-Match": self._tag}
        if body is not None:
            headers["Content-Type"] = "application/json"
        self._http.request(
            method, path, body, {name: told for name, told in headers.items() if told}
        )
        answer = self._http.getresponse()
        told = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {told[:500]!r}")
        self._tag = answer.headers["ETag"] or ""
        if method == "POST":
            self._tag = ""
        return json.loads(told)


@contextmanager
def _serving(database_url: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "engine.cli",
            "serve",
            "--port",
            str(port),
            "--workers",
            "2",
        ],
        env={
            **os.environ,
            "LEIDRAAD_DATABASE_URL": database_url,
            "LEIDRAAD_SECRET_KEY": "b" * 40,
            "LEIDRAAD_PUBLIC_URL": f"http://127.0.0.1:{port}",
        },
    )
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(_HANG)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = SystemClock().now() + timedelta(seconds=_HANG)
    while SystemClock().now() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    message = "The server did not start."
    raise RuntimeError(message)
