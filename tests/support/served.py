"""The demonstration as it comes along, served on loopback with a clock of the test's own.

Nothing ticks by itself: a test moves the clock on its page, and lets what waits go out.
"""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import WSGIRequestHandler, make_server

from engine import scheduler
from engine.clock import SystemClock
from engine.notices.receiver import Receiver
from engine.operations import Leidraad
from engine.operations.keep_mail import keep_mail
from engine.scenarios import demonstration
from engine.settings import Settings
from engine.store import rows
from tests.support.mailbox import Mailbox
from web.app import create_app


@dataclass(slots=True, kw_only=True)
class Served:
    """A demonstration that answers at an address."""

    leidraad: Leidraad
    address: str

    def now(self) -> datetime:
        """Give the time that the pages show."""
        with self.leidraad.reading() as connection:
            return self.leidraad.now(connection)

    def let_out(self) -> int:
        """Do what the scheduler does at each tick, once; gives how much there was."""
        return scheduler.tick(self.leidraad)

    def refuse(self, mailbox: Mailbox, reply: str) -> None:
        """Let what waits go out to a mail server that takes nothing of it."""
        usual = self.leidraad.settings
        mailbox.refusals.extend([reply] * 100)
        self.leidraad.settings = replace(
            usual, smtp_host=mailbox.host, smtp_port=mailbox.port
        )
        try:
            self.let_out()
        finally:
            self.leidraad.settings = usual
            mailbox.refusals.clear()


def furnish(file: Path, now: datetime, *, newcomers: int = 0) -> None:
    """Fill a new SQLite file with the demonstration as it is at ``now``."""
    leidraad = Leidraad.open(_settings(file), durable=False)
    _set_clock(leidraad, now)
    demonstration.fill(leidraad, newcomers=newcomers)
    leidraad.close()


@contextmanager
def serving(template: Path, folder: Path, now: datetime) -> Iterator[Served]:
    """Serve a copy of a furnished file, with the clock at ``now``."""
    file = Path(shutil.copy(template, folder / "demonstration.sqlite"))
    leidraad = Leidraad.open(_settings(file), durable=False)
    _set_clock(leidraad, now)
    receiver = Receiver(lambda mail: keep_mail(leidraad, mail))
    with answering(create_app(leidraad)) as address:
        leidraad.settings = replace(
            leidraad.settings, smtp_port=receiver.start(), public_url=address
        )
        yield Served(leidraad=leidraad, address=address)
    receiver.stop()
    leidraad.close()


@contextmanager
def answering(app: WSGIApplication) -> Iterator[str]:
    """Answer at an address on loopback for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, _whole(app), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Says nothing of the requests that go well."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Tell of an answer only when something went wrong in the server."""
        if str(code) >= "500":
            super().log_request(code, size)


def _whole(app: WSGIApplication) -> WSGIApplication:
    """Send each answer at once: a browser that turns away leaves no file open."""

    def serve(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        answer = app(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return serve


def _set_clock(leidraad: Leidraad, now: datetime) -> None:
    with leidraad.database.writing() as connection:
        rows.set_clock_offset(connection, now - SystemClock().now())


def _settings(file: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{file}",
        secret_key="x" * 40,
        mode="demonstration",
        smtp_host="127.0.0.1",
    )
