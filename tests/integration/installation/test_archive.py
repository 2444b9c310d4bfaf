"""Backup and restore: the same rows on the other database, or nothing at all."""

import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.errors import ConfigurationError, ConflictError, EngineError, InvalidDataError
from engine.operations.add_note import add_note
from engine.operations.claim_task import claim_task
from engine.operations.import_register import import_register
from engine.operations.register_file import RawLine
from engine.operations.save_draft import save_draft
from engine.people import SYSTEM
from engine.queries.case_state import case_state
from engine.scenarios.newcomers import generate
from engine.store import Database, archive
from engine.store.tables import metadata
from tests.support.staffed import Staffed, newcomer, open_staffed

TABLES = [table.name for table in metadata.sorted_tables]


@pytest.fixture(scope="module")
def worked(staffed_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with a few cases that somebody works on."""
    file = tmp_path_factory.mktemp("worked") / "worked.sqlite"
    shutil.copy(staffed_sqlite, file)
    staffed = open_staffed(f"sqlite:///{file}")
    _work(staffed)
    staffed.leidraad.close()
    return file


def _work(staffed: Staffed) -> None:
    lines = [
        RawLine(number=number, values=values)
        for number, values in enumerate(generate(25, seed=3, today=date(2026, 1, 5)))
    ]
    brussels = newcomer(99, municipality="Anderlecht", region="brussels")
    lines.append(RawLine(number=99, values=brussels))
    report = import_register(staffed.leidraad, SYSTEM, lines)
    assert report.problems == []
    ann = staffed.colleague("ann.agii")
    ((case_id,),) = staffed.rows("SELECT max(case_id) FROM cases")
    with staffed.leidraad.reading() as connection:
        (task,) = case_state(connection, case_id).tasks
    claim_task(staffed.leidraad, ann, task.task_id)
    save_draft(staffed.leidraad, ann, task.task_id, {"bureau": "bon é ‘x’"})
    add_note(staffed.leidraad, ann, case_id, "Belde zelf; komt morgen langs. ✓")


@pytest.fixture(scope="module")
def copy(worked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("copies") / "copy.zip"
    archive.backup(Database(f"sqlite:///{worked}"), file)
    return file


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def rows_of(database: Database) -> int:
    with database.reading() as connection:
        return sum(
            len(connection.execute(t.select()).all()) for t in metadata.sorted_tables
        )


def test_a_round_trip_over_both_databases_keeps_every_row(
    copy: Path, postgresql_url: str, sqlite_url: str, tmp_path: Path
) -> None:
    middle, last = Database(postgresql_url), Database(sqlite_url)

    counts = archive.restore(middle, copy)
    archive.backup(middle, tmp_path / "second.zip")
    archive.restore(last, tmp_path / "second.zip")
    archive.backup(last, tmp_path / "third.zip")

    assert contents(tmp_path / "second.zip") == contents(copy)
    assert contents(tmp_path / "third.zip") == contents(copy)
    filled = {table for table, count in counts.items() if count}
    assert filled > {"cases", "person_details", "fact", "history", "task", "draft", "note"}
    assert filled > {"outbox", "message_wait", "deadline", "reminder", "register_line"}
    assert rows_of(last) == rows_of(middle) == sum(counts.values())
    middle.close()
    last.close()


def test_numbering_goes_on_after_a_restore(copy: Path, database_url: str) -> None:
    restored = open_staffed(database_url)
    archive.restore(restored.leidraad.database, copy)
    before = restored.count("cases")
    ((highest,),) = restored.rows("SELECT max(case_id) FROM cases")

    lines = [RawLine(number=number, values=newcomer(number)) for number in range(200, 203)]
    report = import_register(restored.leidraad, SYSTEM, lines)

    assert (report.problems, report.results) == ([], {"opened": 3})
    assert restored.count("cases") == before + 3
    ((now_highest, numbers),) = restored.rows(
        "SELECT max(case_id), count(DISTINCT number) FROM cases"
    )
    assert (now_highest, numbers) == (highest + 3, before + 3)
    restored.leidraad.close()


def test_who_worked_on_a_case_goes_on_after_a_restore(
    copy: Path, database_url: str
) -> None:
    restored = open_staffed(database_url)
    archive.restore(restored.leidraad.database, copy)
    ((task_id,),) = restored.rows("SELECT task_id FROM draft")

    with pytest.raises(ConflictError, match="Ann Demo"):
        claim_task(restored.leidraad, restored.colleague("bert.agii"), task_id)
    save_draft(
        restored.leidraad, restored.colleague("ann.agii"), task_id, {"bureau": "bapa"}
    )
    restored.leidraad.close()


def test_a_database_with_rows_is_not_restored_into(copy: Path, worked: Path) -> None:
    database = Database(f"sqlite:///{worked}")
    before = rows_of(database)

    with pytest.raises(ConflictError) as refused:
        archive.restore(database, copy)

    assert refused.value.code == "not-empty"
    assert rows_of(database) == before
    database.close()


def rewritten(
    change: Callable[[dict[str, bytes]], object],
) -> Callable[[bytes, Path], None]:
    def write(raw: bytes, file: Path) -> None:
        file.write_bytes(raw)
        members = contents(file)
        change(members)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
            for name, content in members.items():
                opened.writestr(name, content)

    return write


def manifest(change: Callable[[dict[str, object]], None]) -> Callable[[bytes, Path], None]:
    def write(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])
        change(told)
        members["manifest.json"] = json.dumps(told).encode()

    return rewritten(write)


def row(table: str, old: bytes, new: bytes) -> Callable[[bytes, Path], None]:
    def write(members: dict[str, bytes]) -> None:
        assert old in members[f"{table}.jsonl"]
        members[f"{table}.jsonl"] = members[f"{table}.jsonl"].replace(old, new)

    return rewritten(write)


DAMAGES: dict[str, Callable[[bytes, Path], object]] = {
    "nothing": lambda _, file: file.write_bytes(b""),
    "no-zip": lambda _, file: file.write_bytes(b"no zip at all" * 100),
    "half": lambda raw, file: file.write_bytes(raw[: len(raw) // 2]),
    "last-bytes-gone": lambda raw, file: file.write_bytes(raw[:-30]),
    "first-bytes-gone": lambda raw, file: file.write_bytes(raw[2000:]),
    "bits-turned": lambda raw, file: file.write_bytes(
        raw[:3000] + bytes(255 - each for each in raw[3000:3200]) + raw[3200:]
    ),
    "no-manifest": rewritten(lambda members: members.pop("manifest.json")),
    "list-manifest": rewritten(lambda members: members.update({"manifest.json": b"[]"})),
    "no-json": rewritten(lambda members: members.update({"manifest.json": b"{"})),
    "large-manifest": rewritten(
        lambda members: members.update({"manifest.json": b" " * 2_000_000 + b"{}"})
    ),
    "other-version": manifest(lambda told: told.update({"tables": "9999"})),
    "more-rows-told": manifest(lambda told: told["rows"].update({"history": 9999})),  # type: ignore[attr-defined]
    "fewer-rows-told": manifest(lambda told: told["rows"].update({"history": 1})),  # type: ignore[attr-defined]
    "table-gone": rewritten(lambda members: members.pop("history.jsonl")),
    "half-row": row("note", b'langs. \\u2713"]', b"lan"),
    "other-tag": row("note", b'{"at":', b'{"when":'),
    "no-instant": row("note", b"2026-01", b"2026-99"),
    "no-key": row("person_details", b"[1,", b'["one",'),
    "key-twice": row("person", b"[2,", b"[1,"),
    "nobody-there": row("person_details", b"[1,", b"[77777,"),
    "column-gone": row("person_details", b"[1,", b"["),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_changes_nothing(
    copy: Path, empty: Database, tmp_path: Path, damage: str
) -> None:
    broken = tmp_path / "broken.zip"
    DAMAGES[damage](copy.read_bytes(), broken)

    with pytest.raises(InvalidDataError) as refused:
        archive.restore(empty, broken)

    assert "Voorbeeld" not in refused.value.text.en
    assert rows_of(empty) == 0
    assert sum(archive.restore(empty, copy).values()) == rows_of(empty)


def test_a_file_that_is_there_is_not_overwritten(worked: Path, copy: Path) -> None:
    before = copy.read_bytes()
    with pytest.raises(ConflictError):
        archive.backup(Database(f"sqlite:///{worked}"), copy)
    assert copy.read_bytes() == before


def test_only_the_owner_reads_a_backup(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_no_file(worked: Path, tmp_path: Path) -> None:
    def full(table: str) -> None:
        if table == TABLES[-1]:
            raise OSError(28, "No space left on device")

    with pytest.raises(InvalidDataError, match="No space left"):
        archive.backup(
            Database(f"sqlite:///{worked}"), tmp_path / "copy.zip", on_table=full
        )
    assert list(tmp_path.iterdir()) == []


def test_what_has_no_tables_is_not_backed_up(
    empty_database_url: str, tmp_path: Path
) -> None:
    database = Database(empty_database_url)
    with pytest.raises(ConfigurationError):
        archive.backup(database, tmp_path / "copy.zip")
    assert not (tmp_path / "copy.zip").exists()
    database.close()


def test_a_database_that_is_away_is_told_in_words(tmp_path: Path) -> None:
    away = Database("postgresql+psycopg://nobody:secret-word@127.0.0.1:1/none")
    with pytest.raises(EngineError) as refused:
        archive.backup(away, tmp_path / "copy.zip")
    assert "cannot be reached" in refused.value.text.en
    assert "secret-word" not in refused.value.text.en
