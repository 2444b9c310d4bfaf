"""Settings: all that is wrong in one message, no secret in it, no default for secrets."""

from datetime import time
from pathlib import Path

import pytest

from engine.errors import ConfigurationError
from engine.settings import Settings

GIVEN = {
    "LEIDRAAD_DATABASE_URL": "sqlite:///cases.sqlite",
    "LEIDRAAD_SECRET_KEY": "k" * 32,
}


def test_two_settings_are_enough() -> None:
    settings = Settings.from_environment(GIVEN)

    assert settings.mode == "production"
    assert not settings.is_demonstration
    assert settings.smtp_host == ""
    assert (settings.workflows / "law").is_dir()


@pytest.mark.parametrize("name", GIVEN)
def test_what_is_secret_has_no_default(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_environment({**GIVEN, name: ""})


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_environment({"LEIDRAAD_MODE": "play", "LEIDRAAD_SMTP_PORT": "0"})

    for name in ("DATABASE_URL", "SECRET_KEY", "MODE", "SMTP_PORT"):
        assert f"LEIDRAAD_{name}" in refused.value.text.nl
        assert f"LEIDRAAD_{name}" in refused.value.text.en


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://somewhere"),
        ("DATABASE_URL", "cases.sqlite"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("SECRET_KEY", "k" * 31),
        ("MODE", "Demonstration"),
        ("WORKFLOWS", "no-such-folder"),
        ("SMTP_PORT", "65536"),
        ("SMTP_PORT", "²"),
        ("SMTP_PORT", "-1"),
        ("SMTP_PORT", "9" * 5000),
        ("MAIL_FROM", "nobody"),
        ("MAIL_FROM", "a@b\nBcc: c@d"),
        ("DIGEST_AT", "24:00"),
        ("DIGEST_AT", "6:45"),
        ("PUBLIC_URL", "leidraad.example"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_value(
    name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_environment({**GIVEN, f"LEIDRAAD_{name}": value})

    assert f"LEIDRAAD_{name}" in refused.value.text.en
    assert value not in refused.value.text.en


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "LEIDRAAD_DATABASE_URL": "postgresql+psycopg://me:word@host/cases",
            "LEIDRAAD_SECRET_KEY": "k" * 40,
            "LEIDRAAD_MODE": "demonstration",
            "LEIDRAAD_WORKFLOWS": str(tmp_path),
            "LEIDRAAD_SMTP_HOST": "mail.example",
            "LEIDRAAD_SMTP_PORT": "587",
            "LEIDRAAD_SMTP_USERNAME": "leidraad",
            "LEIDRAAD_SMTP_PASSWORD": "word",
            "LEIDRAAD_MAIL_FROM": "leidraad@agency.example",
            "LEIDRAAD_DIGEST_AT": "06:45",
            "LEIDRAAD_PUBLIC_URL": "https://leidraad.agency.example/",
        }
    )

    assert settings == Settings(
        database_url="postgresql+psycopg://me:word@host/cases",
        secret_key="k" * 40,
        mode="demonstration",
        workflows=tmp_path,
        smtp_host="mail.example",
        smtp_port=587,
        smtp_username="leidraad",
        smtp_password="word",
        mail_from="leidraad@agency.example",
        digest_at=time(6, 45),
        public_url="https://leidraad.agency.example",
    )


def test_no_secret_stands_in_how_settings_are_shown() -> None:
    shown = repr(
        Settings(
            database_url="postgresql+psycopg://me:secret-1@host/cases",
            secret_key="secret-2" * 4,
            smtp_password="secret-3",
            metrics_token="secret-4",
        )
    )

    assert "secret-" not in shown


@pytest.mark.parametrize("token", ["short", "has a blank in between", "ééééééééééééééééé"])
def test_a_token_for_the_figures_can_be_sent_and_not_be_guessed(token: str) -> None:
    with pytest.raises(ConfigurationError, match="METRICS_TOKEN"):
        Settings.from_environment({**GIVEN, "LEIDRAAD_METRICS_TOKEN": token})
    good = Settings.from_environment({**GIVEN, "LEIDRAAD_METRICS_TOKEN": "t" * 16})
    assert good.metrics_token == "t" * 16
