"""Settings, read from the environment once at the start and nowhere else.

A default is right in production and may be known to anybody; what is not both has none.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from engine.errors import ConfigurationError
from engine.text import Text

Mode = Literal["production", "demonstration"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What differs from one installation to the next."""

    #: SQLAlchemy URL: ``sqlite:///file`` or ``postgresql+psycopg://...``.
    database_url: str
    #: Signs the sessions; at least 32 characters.
    secret_key: str
    mode: Mode = "production"
    #: Folder with the trajectories and the law that come along with Leidraad.
    workflows: Path = Path(__file__).resolve().parent.parent / "workflows"
    #: Host and port of the mail server; empty means that mails wait in the outbox.
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: str = ""
    #: The sender of reminders.
    mail_from: str = "leidraad@localhost"
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
                "public_url",
            )
            if values.get(f"LEIDRAAD_{name.upper()}")
        }
        more: dict[str, Path | int] = {}
        if values.get("LEIDRAAD_WORKFLOWS"):
            more["workflows"] = Path(values["LEIDRAAD_WORKFLOWS"]).resolve()
        if values.get("LEIDRAAD_SMTP_PORT"):
            more["smtp_port"] = int(values["LEIDRAAD_SMTP_PORT"])
        return cls(**given, **more)  # type: ignore[arg-type]  # checked in _wrong


def _wrong(values: Mapping[str, str]) -> list[str]:
    wrong = []
    if not values.get("LEIDRAAD_DATABASE_URL"):
        wrong.append("LEIDRAAD_DATABASE_URL (sqlite:///FILE, postgresql+psycopg://...).")
    if len(values.get("LEIDRAAD_SECRET_KEY", "")) < 32:  # noqa: PLR2004
        wrong.append("LEIDRAAD_SECRET_KEY (>= 32).")
    if values.get("LEIDRAAD_MODE", "production") not in get_args(Mode):
        wrong.append("LEIDRAAD_MODE (production, demonstration).")
    if not values.get("LEIDRAAD_SMTP_PORT", "25").isdigit():
        wrong.append("LEIDRAAD_SMTP_PORT (1-65535).")
    return wrong
