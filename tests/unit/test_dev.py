"""The set-up: what it tells, what it does again, what it hands on."""

import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).resolve().parents[2] / "dev"


@pytest.fixture(scope="module")
def dev() -> ModuleType:
    loader = SourceFileLoader("dev", str(FILE))
    spec = spec_from_loader("dev", loader)
    assert spec is not None
    module = module_from_spec(spec)
    keep, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    loader.exec_module(module)
    sys.dont_write_bytecode = keep
    return module


@pytest.mark.parametrize(
    ("arguments", "status"), [([], 2), (["unknown"], 2), (["--help"], 0), (["-h"], 0)]
)
def test_a_wrong_command_shows_the_right_ones(arguments: list[str], status: int) -> None:
    run = subprocess.run([FILE, *arguments], capture_output=True, text=True, check=False)

    assert run.returncode == status
    assert "./dev run [--port N] [--empty]" in (run.stdout if status == 0 else run.stderr)


def test_what_was_made_from_the_same_contents_is_not_made_again(
    dev: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "a.js").write_text("1")
    dev.Stamp(tmp_path / "stamp", folder).write()

    assert dev.Stamp(tmp_path / "stamp", folder).fits()

    (folder / "b.js").write_text("2")
    assert not dev.Stamp(tmp_path / "stamp", folder).fits()


def test_a_step_that_fails_shows_what_was_printed_and_the_remedy(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    command = [sys.executable, "-c", "print('no room'); raise SystemExit(3)"]

    with pytest.raises(dev.StepFailedError) as failed:
        dev.step("Packages", command, remedy="Make room.")

    assert str(failed.value).splitlines() == [
        "no room",
        "Packages: failed (3).",
        "Make room.",
    ]
    assert "Packages ..." in capsys.readouterr().err


def test_the_index_that_pip_was_told_goes_to_uv(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.agency.example/simple")
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "https://a.example https://b.example")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX", raising=False)

    environment = dev.install_environment()

    assert environment["UV_DEFAULT_INDEX"] == "https://packages.agency.example/simple"
    assert environment["UV_INDEX"] == "https://a.example https://b.example"
    assert environment["UV_PYTHON_DOWNLOADS"] == "never"


def test_what_uv_was_told_itself_stays(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.agency.example/simple")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")

    assert dev.install_environment()["UV_DEFAULT_INDEX"] == "https://other.example/simple"
