"""Serves the pages with gunicorn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from engine.operations import Leidraad
from engine.settings import Settings
from web.app import create_app


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How the pages are served."""

    host: str = "127.0.0.1"
    port: int = 8000
    #: Processes; SQLite has one writer, so one process with threads serves it best.
    workers: int = 1
    threads: int = 8


class _Gunicorn(BaseApplication):
    def __init__(
        self,
        settings: Settings,
        serving: Serving,
        in_worker: Callable[[Leidraad], Callable[[], None] | None],
        when_ready: Callable[[], None],
    ) -> None:
        self._at_end: Callable[[], None] | None = None
        self._settings = settings
        self._serving = serving
        self._in_worker = in_worker
        self._when_ready = when_ready
        super().__init__()

    def load_config(self) -> None:
        serving = self._serving
        values: dict[str, Any] = {
            "bind": f"{serving.host}:{serving.port}",
            "workers": serving.workers,
            "threads": serving.threads,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "when_ready": lambda _: self._when_ready(),
            "worker_exit": lambda _arbiter, _worker: self._end(),
            "control_socket_disable": True,
        }
        for name, value in values.items():
            self.cfg.set(name, value)

    def _end(self) -> None:
        if self._at_end is not None:
            self._at_end()

    def load(self) -> Flask:
        # Called in each worker after the fork: connections are never shared.
        leidraad = Leidraad.open(self._settings)
        self._at_end = self._in_worker(leidraad)
        return create_app(leidraad)


def serve(
    settings: Settings,
    serving: Serving,
    *,
    in_worker: Callable[[Leidraad], Callable[[], None] | None] = lambda _: None,
    when_ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until the process is told to stop.

    Args:
        settings: The installation.
        serving: Where and with how many processes.
        in_worker: Called in each worker process with its Leidraad, for instance to tick;
            what it gives is called when the worker ends.
        when_ready: Called once, when the address answers.
    """
    _Gunicorn(settings, serving, in_worker, when_ready).run()
