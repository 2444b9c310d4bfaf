"""Handing files in: what is good becomes a proposal, the rest is told and not kept."""

import io

import pytest

from tests.support.designs import DIAGRAM, FILES, diagram, zipped

#: What a designer brings in is files: one kind of database will do.
pytestmark = pytest.mark.databases("sqlite")

RENAMED = diagram(('name="Intake doen"', 'name="Intakegesprek"'))
BROKEN = diagram(("=verdict = &quot;yes&quot;", "=nobody = &quot;yes&quot;"))


@pytest.fixture
def designer(visit):
    return visit("drew")


@pytest.fixture
def send(designer):
    """Send files to /upload: ``send({"a.bpmn": b"..."}, "welcome")``."""

    def upload(files, trajectory=""):
        sent = [(io.BytesIO(raw), name) for name, raw in files.items()]
        return designer.post(
            "/upload",
            data={"trajectory": trajectory, "files": sent},
            content_type="multipart/form-data",
            follow_redirects=True,
        )

    return upload


def versions(designer):
    return designer.get("/trajectories/welcome").text


def test_changed_files_become_a_proposal_over_the_live_version(designer, send):
    page = send({DIAGRAM: RENAMED}, "welcome")
    assert page.status == 200
    assert "De versie is voorgesteld" in page.text
    assert "versie 2" in page.text
    assert "Intakegesprek" in page.text
    assert "Versie 2 voorgesteld" in versions(designer)
    assert "/forms/judge" in page.response.text


def test_a_loose_form_finds_its_place(designer, send):
    form = FILES["forms/judge.json"].replace(b'"label"', b'"label" ', 1)
    page = send({"judge.json": form}, "welcome")
    assert "De versie is voorgesteld" in page.text
    difference = designer.get(f"{page.path}/difference")
    assert "1 bestand verschilt" in difference.text
    assert "forms/judge.json" in difference.text


def test_a_whole_trajectory_comes_in_a_zip(designer, send):
    settings = FILES["trajectory.toml"].replace(b'id = "welcome"', b'id = "second"')
    page = send({"second.zip": zipped({**FILES, "trajectory.toml": settings}, "second/")})
    assert "De versie is voorgesteld" in page.text
    assert "second" in designer.get("/trajectories/second").text


def test_a_whole_trajectory_leaves_out_what_is_not_in_it(send):
    files = {**FILES, DIAGRAM: RENAMED}
    del files["forms/judge.json"]
    page = send({"welcome.zip": zipped(files)})
    assert page.status == 422
    assert "form-missing" in page.text


def test_errors_are_all_told_and_nothing_is_kept(designer, send):
    page = send({DIAGRAM: BROKEN, "judge.json": b"{"}, "welcome")
    assert page.status == 422
    assert "Er is niets bewaard" in page.text
    assert "welcome.bpmn:" in page.text
    assert "unknown-fact" in page.text
    assert "form-unreadable" in page.text
    assert page.find('//a[@href="/rules/unknown-fact"]')
    assert page.find("//option[@selected]/@value") == ["welcome"]
    assert "Versie 2" not in versions(designer)


def test_the_same_files_are_no_new_version(designer, send):
    page = send({DIAGRAM: FILES[DIAGRAM]}, "welcome")
    assert page.status == 409
    assert "die nu loopt" in page.text
    assert "Versie 2" not in versions(designer)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Kies een of meer bestanden"),
        ({"x.py": b"print()"}, "hoort niet bij een traject"),
        ({"x.zip": b"no zip"}, "zonder wachtwoord"),
        ({"../x.bpmn": b"x"}, "bestandsnaam"),
        ({"x.zip": zipped({"../../x.bpmn": b"x"}, "")}, "bestandsnaam"),
    ],
)
def test_what_is_no_upload_is_refused(send, files, told):
    page = send(files, "welcome")
    assert page.status == 422
    assert told in page.text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        b"<x/>",
        b"\xff\xfe\x00",
    ],
)
def test_a_file_that_is_no_diagram_is_told(send, raw):
    page = send({"other.bpmn": raw}, "welcome")
    assert page.status == 422
    assert "other.bpmn" in page.text
    assert "root:" not in page.text


def test_a_trajectory_that_is_not_there_is_refused(send):
    page = send({DIAGRAM: RENAMED}, "nope")
    assert page.status == 422
    assert "Kies een traject" in page.text


def test_files_without_settings_are_no_trajectory(send):
    page = send({DIAGRAM: RENAMED})
    assert page.status == 422
    assert "trajectory.toml" in page.text


def test_another_agencys_trajectory_cannot_be_proposed(send):
    settings = FILES["trajectory.toml"].replace(b'"all"', b'"hvn"')
    settings = settings.replace(b'id = "welcome"', b'id = "theirs"')
    page = send({"theirs.zip": zipped({**FILES, "trajectory.toml": settings}, "t/")})
    assert page.status == 403
    assert "U mag dit traject niet wijzigen" in page.text


def test_what_is_too_large_is_refused_at_the_door(visit, send):
    visit.app.config["MAX_CONTENT_LENGTH"] = 1_000
    assert send({"x.json": b"0" * 2_000}, "welcome").status == 413
