"""Processes that die in the middle of an operation, at a step that the test chooses.

A step is what happens to the database: before and after each statement, before and after
each commit. ``python -m tests.support.crashing`` reads orders on standard input, a line of
JSON each; for each it forks a child that does one operation and kills itself at a step.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.pool import Pool

from engine.clock import SetClock
from engine.errors import StepFailedError
from engine.operations import Leidraad
from engine.operations.access import actor_of
from engine.operations.complete_task import complete_task
from engine.operations.deliver_outbox import deliver_outbox
from engine.operations.fire_due import fire_due
from engine.operations.published import Published
from engine.operations.send_reminders import send_reminders
from engine.people import Actor
from engine.settings import Settings
from engine.store import Database, accounts
from engine.store.tables import definition

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a child does, and the step at which it dies."""

    database_url: str
    #: ISO 8601, with its offset.
    now: str
    #: One of `_VERBS`.
    verb: str
    login: str
    dies_at: int = 0
    #: The task, or whatever it is about.
    subject: int = 0
    answers: Mapping[str, str] = field(default_factory=dict)
    smtp_port: int = 0


class Crasher:
    """A process that makes children which die."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def dies(self, order: Order) -> bool:
        """Let a child do it; False when it came to its end before that step."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asdict(order)), file=self._process.stdin, flush=True)
        told = self._process.stdout.readline().strip()
        assert told in {"killed", "ended"}, told
        return told == "killed"


@contextmanager
def crashing() -> Iterator[Crasher]:
    """Run the process for as long as the block lasts."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.crashing"],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Crasher(process)
        finally:
            process.kill()


def _complete(leidraad: Leidraad, actor: Actor, order: Order) -> None:
    with suppress(StepFailedError):
        complete_task(leidraad, actor, order.subject, order.answers)


_VERBS: dict[str, Callable[[Leidraad, Actor, Order], object]] = {
    "complete_task": _complete,
    "fire_due": lambda leidraad, _actor, _order: fire_due(leidraad, limit=1),
    "send_reminders": lambda leidraad, _actor, _order: send_reminders(leidraad, limit=1),
    "deliver_outbox": lambda leidraad, _actor, _order: deliver_outbox(leidraad, limit=1),
}


def _actor(leidraad: Leidraad, order: Order) -> Actor:
    with leidraad.reading() as connection:
        row = accounts.by_login(connection, order.login)
        assert row is not None
        return actor_of(connection, row)


def _die_at(step: int) -> None:
    """Kill this process when that many steps were done."""
    done = 0

    def count(*_told: Any) -> None:
        nonlocal done
        done += 1
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, name, count)
    event.listen(Pool, "checkin", count)


def _open(order: Order) -> Leidraad:
    return Leidraad(
        Settings(
            database_url=order.database_url,
            secret_key="s" * 32,
            smtp_host="127.0.0.1" if order.smtp_port else "",
            smtp_port=order.smtp_port or 25,
        ),
        Database(order.database_url, durable=False),
        SetClock(datetime.fromisoformat(order.now)),
    )


def _read_versions(order: Order) -> Published:
    """Compile what is published, once for all children."""
    leidraad = _open(order)
    with leidraad.reading() as connection:
        for definition_id in connection.scalars(select(definition.c.definition_id)):
            leidraad.published.version(connection, definition_id)
    leidraad.close()
    return leidraad.published


def _do(order: Order, published: Published) -> None:
    leidraad = _open(order)
    leidraad.published = published
    actor = _actor(leidraad, order)
    _die_at(order.dies_at)
    _VERBS[order.verb](leidraad, actor, order)


def _serve() -> None:
    published: Published | None = None
    for line in sys.stdin:
        order = Order(**json.loads(line))
        published = published or _read_versions(order)
        child = os.fork()
        if not child:
            try:
                _do(order, published)
            finally:
                sys.stderr.flush()
                # What failed was told; nothing of the parent may be done twice.
                os._exit(int(sys.exc_info()[0] is not None))
        _, status = os.waitpid(child, 0)
        ends = {0: "ended", signal.SIGKILL.value: "killed"}
        print(ends.get(status, "failed"), flush=True)


if __name__ == "__main__":
    _serve()
