"""Settings, read from the environment once at the start and nowhere else.

A default is right in production and may be known to anybody; what is not both has none.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from typing import Literal, get_args

from engine.errors import ConfigurationError
from engine.text import Text

Mode = Literal["production", "demonstration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What differs from one installation to the next."""

    #: SQLAlchemy URL: ``sqlite:///file`` or ``postgresql+psycopg://...``.
    database_url: str = field(repr=False)
    #: Signs the sessions; at least 32 characters.
    secret_key: str = field(repr=False)
    mode: Mode = "production"
    #: Folder with the trajectories and the law that come along with Leidraad.
    workflows: Path = Path(__file__).resolve().parent.parent / "workflows"
    #: Host and port of the mail server; empty means that mails wait in the outbox.
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    #: The sender of reminders.
    mail_from: str = "leidraad@localhost"
    #: When the daily digests go out on working days, by the clock in Brussels.
    digest_at: time = time(7, 30)
    #: Lets a program on another machine read /metrics; empty means that none may.
    metrics_token: str = field(default="", repr=False)
    #: Where the pages are reached from outside; used in mails.
    public_url: str = "http://127.0.0.1:8000"

    @property
    def is_demonstration(self) -> bool:
        """Whether demonstration accounts and the movable clock are there."""
        return self.mode == "demonstration"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the ``LEIDRAAD_*`` variables; all that is wrong is told at once.

        Raises:
            ConfigurationError: A setting is missing or cannot be read.
        """
        values = os.environ if environment is None else environment
        wrong = _wrong(values)
        if wrong:
            listed = " ".join(wrong)
            raise ConfigurationError(
                Text(
                    f"Instellingen ontbreken of zijn fout: {listed}",
                    f"Settings are missing or wrong: {listed}",
                )
            )
        given = {
            name: values[f"LEIDRAAD_{name.upper()}"]
            for name in (
                "database_url",
                "secret_key",
                "mode",
                "smtp_host",
                "smtp_username",
                "smtp_password",
                "mail_from",
                "metrics_token",
                "public_url",
            )
            if values.get(f"LEIDRAAD_{name.upper()}")
        }
        more: dict[str, Path | int | time] = {}
        if values.get("LEIDRAAD_WORKFLOWS"):
            more["workflows"] = Path(values["LEIDRAAD_WORKFLOWS"]).resolve()
        if values.get("LEIDRAAD_SMTP_PORT"):
            more["smtp_port"] = int(values["LEIDRAAD_SMTP_PORT"])
        if values.get("LEIDRAAD_DIGEST_AT"):
            more["digest_at"] = time.fromisoformat(values["LEIDRAAD_DIGEST_AT"])
        if given.get("public_url"):
            given["public_url"] = given["public_url"].rstrip("/")
        return cls(**given, **more)  # type: ignore[arg-type]  # checked in _wrong


_DATABASES = ("sqlite:///", "postgresql+psycopg://")
#: Databases in memory, which no other connection would see.
_NOWHERE = ("///", ":memory:")
_SHORTEST_KEY = 32
_SHORTEST_TOKEN = 16
_HIGHEST_PORT = 65535
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


def _wrong(values: Mapping[str, str]) -> list[str]:
    """Name each setting that is missing or wrong, with what is expected; no values."""
    expected = {
        "DATABASE_URL": "sqlite:///FILE, postgresql+psycopg://USER:PASSWORD@HOST/DATABASE",
        "SECRET_KEY": f">= {_SHORTEST_KEY} characters",
        "MODE": ", ".join(get_args(Mode)),
        "WORKFLOWS": "folder",
        "SMTP_PORT": f"1-{_HIGHEST_PORT}",
        "MAIL_FROM": "name@host",
        "DIGEST_AT": "07:30",
        "METRICS_TOKEN": f">= {_SHORTEST_TOKEN} characters without blanks",
        "PUBLIC_URL": "https://...",
    }
    fits = {
        "DATABASE_URL": lambda given: (
            given.startswith(_DATABASES) and not given.endswith(_NOWHERE)
        ),
        "SECRET_KEY": lambda given: len(given) >= _SHORTEST_KEY,
        "MODE": lambda given: given in get_args(Mode),
        "WORKFLOWS": lambda given: Path(given).is_dir(),
        "SMTP_PORT": _is_port,
        "MAIL_FROM": lambda given: "@" in given and given.isprintable(),
        "DIGEST_AT": _is_time,
        "METRICS_TOKEN": _is_token,
        "PUBLIC_URL": lambda given: given.startswith(("http://", "https://")),
    }
    return [
        f"LEIDRAAD_{name} ({told})."
        for name, told in expected.items()
        if not _is_right(fits[name], name, values.get(f"LEIDRAAD_{name}", ""))
    ]


def _is_right(fits: Callable[[str], bool], name: str, given: str) -> bool:
    """Whether a setting can be used; empty is right where there is a default."""
    if not given:
        return name not in ("DATABASE_URL", "SECRET_KEY")
    return fits(given)


def _is_time(given: str) -> bool:
    return _TIME.fullmatch(given) is not None


def _is_token(given: str) -> bool:
    """Whether it can be sent as a bearer token, and not be guessed."""
    return (
        len(given) >= _SHORTEST_TOKEN
        and given.isascii()
        and given.isprintable()
        and " " not in given
    )


def _is_port(given: str) -> bool:
    return given.isascii() and given.isdigit() and 1 <= int(given[:6]) <= _HIGHEST_PORT
