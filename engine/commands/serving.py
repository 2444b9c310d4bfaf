"""``leidraad run``, ``serve`` and ``schedule``: the processes."""

import argparse
import ipaddress
import logging
import socket
from collections.abc import Callable
from dataclasses import replace

from engine import scheduler
from engine.commands.arguments import Commands, between, port
from engine.commands.opened import opened
from engine.errors import ConfigurationError
from engine.notices.receiver import Receiver
from engine.operations import Leidraad
from engine.operations.keep_mail import keep_mail
from engine.scenarios import demonstration
from engine.settings import Settings
from engine.text import Text


def add(commands: Commands) -> None:
    """Add the subcommands."""
    run = commands.add_parser("run", help="serve and tick in one process, on this machine")
    run.add_argument("--port", type=port, default=8000)
    run.add_argument(
        "--demonstration", action="store_true", help="with invented people and accounts"
    )
    run.add_argument("--empty", action="store_true", help="without newcomers")
    run.set_defaults(do=_run)

    web = commands.add_parser("serve", help="serve the pages only")
    web.add_argument("--host", default="127.0.0.1")
    web.add_argument("--port", type=port, default=8000)
    web.add_argument(
        "--workers", type=between(1, 64), help="processes; default: 2, on SQLite 1"
    )
    web.set_defaults(do=_serve)

    schedule = commands.add_parser("schedule", help="tick only; more than one may run")
    schedule.set_defaults(do=_schedule)


def _run(options: argparse.Namespace) -> int:
    # The pages take a second to import, which the other commands need not wait for.
    from web.server import Serving, serve

    _log()
    settings = Settings.from_environment()
    _must_be_free("127.0.0.1", options.port)
    serving = Serving(port=options.port)
    if not (options.demonstration or settings.is_demonstration):
        Leidraad.open(settings).close()
        serve(settings, serving, in_worker=lambda leidraad: scheduler.start(leidraad).stop)
        return 0
    settings = replace(
        settings,
        mode="demonstration",
        smtp_host="127.0.0.1",
        smtp_username="",
        public_url=f"http://127.0.0.1:{options.port}",
    )
    leidraad = Leidraad.open(settings)
    demonstration.fill(
        leidraad,
        newcomers=0 if options.empty else demonstration.NEWCOMERS,
        tell=lambda what: print(f"  {what} ...", flush=True),
    )
    leidraad.close()
    serve(settings, serving, in_worker=_demonstrate, when_ready=lambda: _welcome(settings))
    return 0


def _demonstrate(leidraad: Leidraad) -> Callable[[], None]:
    receiver = Receiver(lambda mail: keep_mail(leidraad, mail))
    leidraad.settings = replace(leidraad.settings, smtp_port=receiver.start())
    return scheduler.start(leidraad).stop


def _welcome(settings: Settings) -> None:
    print(f"\nLeidraad: {settings.public_url}\n")
    print("Demonstration accounts (only here, only from this machine):")
    for one in demonstration.accounts():
        roles = sorted({role for given in one.roles.values() for role in given})
        print(f"  {one.login:<14} {', '.join(roles)}")
    print(f"Password of all: {demonstration.PASSWORD}\n", flush=True)


def _serve(options: argparse.Namespace) -> int:
    from web.server import Serving, serve

    _log()
    settings = Settings.from_environment()
    if settings.is_demonstration and not _is_loopback(options.host):
        raise ConfigurationError(
            Text(
                "Een demonstratie antwoordt alleen op deze machine (--host 127.0.0.1).",
                "A demonstration answers on this machine only (--host 127.0.0.1).",
            )
        )
    _must_be_free(options.host, options.port)
    # What is wrong with the database is told once, before there are processes.
    Leidraad.open(settings).close()
    workers = options.workers or (1 if settings.database_url.startswith("sqlite") else 2)
    serve(settings, Serving(host=options.host, port=options.port, workers=workers))
    return 0


def _schedule(_options: argparse.Namespace) -> int:
    _log()
    with opened() as leidraad:
        scheduler.run(leidraad)
    return 0


def _log() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _must_be_free(host: str, number: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as bound:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((host, number))
    except OSError as error:
        raise ConfigurationError(
            Text(
                f"Adres {host}:{number} is niet vrij ({error.strerror}); kies een andere "
                "poort met --port.",
                f"Address {host}:{number} is not free ({error.strerror}); choose another "
                "port with --port.",
            )
        ) from error
