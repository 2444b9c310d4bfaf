"""The ``leidraad`` command: its help, its exit codes, and setting up a production."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine import cli
from engine.errors import NotFoundError
from engine.operations.sign_in import actor_by_token, sign_in
from tests.support.staffed import KEY, Staffed, open_staffed

ROOT = Path(__file__).parents[3]
SUBCOMMANDS = (
    *("check", "scenarios", "import", "generate", "publish", "add-agency", "add-account"),
    *("add-token", "run", "serve", "schedule", "backup", "restore"),
)
AGENCY = (
    *("add-agency", "atlas", "--name", "Atlas", "--prefix", "ATL"),
    *("--dispatch-email", "post@atlas.invalid", "--team", "Onthaal=intake_desk,planner"),
    *("--team", "Begeleiding=counsellor,mo_teacher,nt2_consultant,team_lead"),
)
ACCOUNT = (
    *("add-account", "ann", "--agency", "atlas", "--name", "Ann", "--email", "ann@x.be"),
    *("--member", "Onthaal=counsellor", "--member", "Begeleiding=counsellor,supervisor"),
)


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let a pipe give the command its standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def status(*arguments: str) -> int:
    """Run the command in this process; argparse leaves with its own status."""
    try:
        return cli.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)


@pytest.mark.parametrize("command", ["", *SUBCOMMANDS])
def test_every_command_tells_how_it_is_used(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(*filter(None, [command]), "--help") == 0

    told = capsys.readouterr().out
    assert told.startswith("usage: leidraad")
    if not command:
        assert [name for name in SUBCOMMANDS if f"\n    {name} " not in told] == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["frob"],
        ["--language", "fr", "check", "."],
        ["check"],
        ["check", "no-such-file"],
        ["check", "--format", "xml", "."],
        ["scenarios", "pyproject.toml"],
        ["scenarios", "docs"],
        ["import", "no-such-file.csv"],
        ["import", "README.md"],
        ["generate", "--count", "0"],
        ["generate", "--count", "many"],
        ["generate", "--today", "yesterday"],
        ["publish", "README.md"],
        ["add-agency", "atlas"],
        ["add-account", "ann", "--password", "on-the-command-line"],
        ["add-token", "ann"],
        ["add-token", "ann", "--label", "x", "--days", "0"],
        ["run", "--port", "0"],
        ["serve", "--workers", "none"],
        ["backup"],
        ["restore", "no-such-file.zip"],
    ],
    ids=" ".join,
)
def test_a_wrong_use_ends_with_2_and_a_word_of_help(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)

    assert status(*arguments) == 2

    told = capsys.readouterr().err
    assert told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["publish", "workflows"],
        ["schedule"],
        ["serve"],
        ["run"],
        ["backup", "copy.zip"],
        [*AGENCY],
    ],
    ids=lambda arguments: arguments[0],
)
def test_without_settings_nothing_starts(
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)

    assert status(*arguments) == 2

    assert "LEIDRAAD_SECRET_KEY" in capsys.readouterr().err


def test_a_finding_ends_with_1_and_is_told_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "broken.bpmn"
    file.write_text("<definitions>")

    assert status("check", str(file), "--format", "json") == 1

    (finding, *_) = json.loads(capsys.readouterr().out)
    assert set(finding) == {
        *("file", "line", "element", "rule", "severity", "message", "remedy")
    }
    assert finding["file"] == str(file)


def test_messages_come_in_the_language_that_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    status("schedule")
    assert "Instellingen ontbreken" in capsys.readouterr().err
    status("--language", "en", "schedule")
    assert "Settings are missing" in capsys.readouterr().err


def test_a_reader_that_has_enough_is_no_error() -> None:
    run = subprocess.run(
        f"{sys.executable} -m engine.cli generate --count 20000 | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.startswith("register_key,")
    assert run.stderr == ""


def test_a_production_is_set_up_from_the_command_line(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert status("publish", str(ROOT / "workflows")) == 0
    assert capsys.readouterr().out.split() == ["civic_orientation", "minor_newcomer"]
    assert status(*AGENCY) == 0
    typed(monkeypatch, "een lang wachtwoord\nmeer\n")
    assert status(*ACCOUNT) == 0
    capsys.readouterr()
    assert status("add-token", "ann", "--label", "koppeling", "--days", "30") == 0
    token = capsys.readouterr().out.strip()

    made = open_staffed(url)
    ann = sign_in(made.leidraad, "Ann", "een lang wachtwoord", from_loopback=False)
    assert ann.agency == "atlas"
    assert ann.has_role("supervisor")
    assert ann.duties == {
        *("intake_desk", "planner", "counsellor", "mo_teacher", "nt2_consultant"),
        "team_lead",
    }
    ((kept,),) = made.rows("SELECT token_hash FROM api_token")
    assert token not in kept
    with made.leidraad.reading() as connection:
        found = actor_by_token(made.leidraad, connection, token, from_loopback=False)
        assert found.account_id == ann.account_id
        with pytest.raises(NotFoundError):
            actor_by_token(made.leidraad, connection, token[:-1], from_loopback=False)
    made.leidraad.close()


def test_a_token_ends_by_itself(
    with_staff: Staffed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status("add-token", "ann.agii", "--label", "x", "--days", "2") == 0
    token = capsys.readouterr().out.strip()
    ((expires_at, created_at),) = with_staff.rows(
        "SELECT expires_at, created_at FROM api_token"
    )
    assert str(expires_at) > str(created_at)
    with with_staff.leidraad.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE api_token SET expires_at = '2026-01-05 07:00+00'"
        )
    with with_staff.leidraad.reading() as connection, pytest.raises(NotFoundError):
        actor_by_token(with_staff.leidraad, connection, token, from_loopback=True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"--agency": "nowhere"}, "agentschap"),
        ({"--email": "no address"}, "email"),
        ({"--name": " "}, "name"),
        ({"--member": "Nergens=counsellor"}, "Nergens"),
        ({"--member": "Onthaal=boss"}, "roles"),
        ({"--member": "Onthaal"}, "roles"),
        ({"ann": "a b"}, "login"),
        ({"password": "te kort"}, "12"),
    ],
    ids=str,
)
def test_an_account_that_cannot_be_made_is_told(
    url: str,
    change: dict[str, str],
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert url
    status(*AGENCY)
    ((name, value),) = change.items()
    arguments = list(ACCOUNT)
    if name.startswith("--"):
        arguments[arguments.index(name) + 1] = value
    elif name == "ann":
        arguments[1] = value
    typed(monkeypatch, change.get("password", "een lang wachtwoord") + "\n")
    capsys.readouterr()

    assert status(*arguments) == 1

    assert told in capsys.readouterr().err


def test_what_is_there_already_is_not_made_again(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert url
    assert status(*AGENCY) == 0
    assert status(*AGENCY) == 1
    other = ["add-agency", "atlas2", *AGENCY[2:]]
    assert status(*other) == 1
    for expected in (0, 1):
        typed(monkeypatch, "een lang wachtwoord")
        assert status(*ACCOUNT) == expected
    assert "‘ann’ bestaat al" in capsys.readouterr().err


def test_a_backup_is_restored_from_the_command_line(
    with_staff: Staffed,
    sqlite_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = tmp_path / "copy.zip"
    assert status("backup", str(copy)) == 0
    assert status("backup", str(copy)) == 1
    assert status("restore", str(copy)) == 1
    monkeypatch.setenv("LEIDRAAD_DATABASE_URL", sqlite_url)
    assert status("restore", str(copy)) == 0
    restored = open_staffed(sqlite_url)
    assert restored.count("account") == with_staff.count("account")
    assert "Traceback" not in capsys.readouterr().err
    restored.leidraad.close()


def test_a_database_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = "postgresql+psycopg://me:secret-word@127.0.0.1:1/none"
    monkeypatch.setenv("LEIDRAAD_DATABASE_URL", away)
    monkeypatch.setenv("LEIDRAAD_SECRET_KEY", KEY)

    assert status("schedule") == 2

    told = capsys.readouterr().err
    assert "LEIDRAAD_DATABASE_URL" in told
    assert "secret-word" not in told
