"""Files as a browser sends them, good and hostile."""

import io
import stat
import zipfile
from collections.abc import Mapping

import pytest

from engine.definitions.bundle import MAX_FILES, Bundle
from engine.definitions.uploaded import MAX_FILE, laid_over, read_upload, whole
from engine.errors import InvalidDataError


def zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return buffer.getvalue()


def refusal(*sent: tuple[str, bytes]) -> str:
    with pytest.raises(InvalidDataError) as refused:
        read_upload(sent)
    assert refused.value.fields["files"]
    return refused.value.text.nl


def test_single_files_keep_their_names() -> None:
    assert read_upload([("a.bpmn", b"1"), ("forms/b.json", b"2")]) == {
        "a.bpmn": b"1",
        "forms/b.json": b"2",
    }


def test_a_zip_is_opened_and_its_one_folder_left_out() -> None:
    raw = zipped({"mine/trajectory.toml": b"t", "mine/forms/a.json": b"f"})
    assert read_upload([("mine.zip", raw)]) == {
        "trajectory.toml": b"t",
        "forms/a.json": b"f",
    }


def test_what_a_mac_adds_to_a_zip_is_passed_over() -> None:
    raw = zipped({"a.bpmn": b"1", "__MACOSX/._a.bpmn": b"x", ".DS_Store": b"x"})
    assert read_upload([("a.zip", raw)]) == {"a.bpmn": b"1"}


@pytest.mark.parametrize(
    "name",
    [
        "../a.bpmn",
        "/etc/a.bpmn",
        "forms/../../a.json",
        "C:\\a.bpmn",
        "forms//a.json",
        ".hidden.bpmn",
        "a\x00.bpmn",
        "a\n.bpmn",
        "x" * 300 + ".bpmn",
        "a/b/c/d/e.bpmn",
    ],
)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    assert "bestandsnaam" in refusal((name, b"1"))


@pytest.mark.parametrize("name", ["../../evil.bpmn", "/abs.bpmn", "a\\..\\b.bpmn"])
def test_no_name_in_a_zip_leads_out_of_the_folder(name: str) -> None:
    raw = zipped({name: b"1"})
    assert "bestandsnaam" in refusal(("a.zip", raw))


@pytest.mark.parametrize("name", ["a.py", "a.html", "a.svg", "a.bpmn.exe", "trajectory"])
def test_only_kinds_of_a_trajectory_are_taken(name: str) -> None:
    assert "hoort niet bij een traject" in refusal((name, b"1"))


def test_a_zip_in_a_zip_is_not_opened() -> None:
    inner = zipped({"a.bpmn": b"1"})
    assert "hoort niet" in refusal(("a.zip", zipped({"b.zip": inner})))


def test_a_small_zip_of_very_much_is_refused_while_it_is_read() -> None:
    bomb = zipped({"a.json": b"0" * (MAX_FILE + 1)})
    assert len(bomb) < 50_000
    assert "groter dan" in refusal(("a.zip", bomb))


def test_a_list_of_contents_that_lies_about_sizes_is_not_trusted() -> None:
    raw = bytearray(zipped({"a.json": b"0" * (MAX_FILE + 1)}))
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = (10).to_bytes(4, "little")
    refusal(("a.zip", bytes(raw)))


def test_too_many_files_are_refused() -> None:
    names = {f"f{number}.json": b"" for number in range(MAX_FILES + 1)}
    assert "meer dan" in refusal(("a.zip", zipped(names)))
    assert "meer dan" in refusal(*names.items())


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04", b"no zip", zipped({"a.json": b"1"})[:-9]]
)
def test_a_broken_zip_is_refused_by_name(raw: bytes) -> None:
    assert "‘a.zip’" in refusal(("a.zip", raw))


def test_a_damaged_member_is_refused() -> None:
    raw = bytearray(zipped({"a.json": b"abc" * 100}))
    raw[40] ^= 0xFF
    refusal(("a.zip", bytes(raw)))


def test_a_link_in_a_zip_is_only_the_text_it_holds() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("a.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert read_upload([("a.zip", buffer.getvalue())]) == {"a.json": b"/etc/passwd"}


def test_nothing_sent_is_told() -> None:
    assert "Kies" in refusal()
    assert "Kies" in refusal(("", b""))


def test_a_file_takes_the_place_of_the_one_of_its_name() -> None:
    live = Bundle({"a.bpmn": b"1", "forms/b.json": b"2", "scenarios/c.yaml": b"3"})
    laid = laid_over(
        live, {"b.json": b"new", "d.json": b"4", "e.yaml": b"5", "f.dmn": b"6"}
    )
    assert laid.files == {
        "a.bpmn": b"1",
        "forms/b.json": b"new",
        "scenarios/c.yaml": b"3",
        "forms/d.json": b"4",
        "scenarios/e.yaml": b"5",
        "f.dmn": b"6",
    }


def test_a_whole_trajectory_needs_its_settings() -> None:
    assert whole({"trajectory.toml": b"t", "a.json": b"f"}).files == {
        "trajectory.toml": b"t",
        "forms/a.json": b"f",
    }
    with pytest.raises(InvalidDataError, match=r"trajectory\.toml"):
        whole({"a.bpmn": b"1"})
