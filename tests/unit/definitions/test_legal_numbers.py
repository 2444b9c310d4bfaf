"""Every number of law stands on the page of numbers, with its source or a doubt."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from lxml import etree

from engine.cli import main
from engine.commands.facts import facts_page
from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.legal_numbers import legal_numbers
from engine.definitions.load import load, load_law
from engine.errors import InvalidDefinitionError

ROOT = Path(__file__).resolve().parents[3]
WORKFLOWS = ROOT / "workflows"
MODEL = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"


@pytest.fixture(scope="module", name="found")
def _found():
    law = load_law(read_folder(WORKFLOWS / "law"))
    folders = sorted(file.parent for file in WORKFLOWS.glob("*/trajectory.toml"))
    return legal_numbers(law, [load(read_folder(each), law=law) for each in folders])


def test_the_page_in_the_documents_is_up_to_date():
    remedy = "leidraad --language en facts workflows --output docs/law.md"
    written = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    assert written == facts_page(WORKFLOWS, "en"), remedy


def test_every_number_has_a_source_or_is_to_be_confirmed(found):
    assert len(found) > 100
    bare = [each for each in found if not each.source and not each.to_be_confirmed]
    assert bare == []
    undated = [
        each
        for each in found
        if each.part == "law"
        and not (each.valid_from or each.valid_until or each.to_be_confirmed)
    ]
    assert undated == []


def test_every_term_of_every_file_is_there(found):
    for file in sorted(WORKFLOWS.rglob("deadlines.toml")):
        rows = tomllib.loads(file.read_text(encoding="utf-8"))["term"]
        told = [
            (each.element, each.source)
            for each in found
            if each.part == file.parent.name and each.file == "deadlines.toml"
            if "verlenging" not in each.term.nl
        ]
        assert sorted(told) == sorted((row["name"], row["source"]) for row in rows)


@pytest.mark.parametrize("file", sorted(WORKFLOWS.rglob("*.dmn")), ids=lambda one: one.stem)
def test_every_number_that_a_table_answers_is_there(found, file):
    root = etree.parse(file).getroot()
    told = {
        (each.element, each.value, each.source)
        for each in found
        if (each.part, each.file) == (file.parent.name, file.name)
    }
    for decision in root.iter(f"{MODEL}decision"):
        for rule in decision.iter(f"{MODEL}rule"):
            source = rule.findtext(f"{MODEL}annotationEntry/{MODEL}text") or ""
            for cell in rule.iter(f"{MODEL}outputEntry"):
                text = cell.findtext(f"{MODEL}text") or ""
                if re.fullmatch(r"[-\d.]+", text):
                    assert (decision.get("id"), text, source) in told


def test_ages_hours_and_diagrams_are_there_with_their_unit(found):
    told = {(each.element, each.value, each.unit.en) for each in found}
    assert {
        ("exemption", ">= 65", "years"),
        ("school_route", "<= 9", "months"),
        ("civic_fee", "90", "euro"),
        ("nt2_course_type", "hoogstens 90, universitair centrum", "hours"),
        ("report", "3", "months"),
        ("no_movement_working_days", "20", "working days"),
    } <= told
    in_diagrams = [each for each in found if each.file.endswith(".bpmn")]
    assert any("participation_hours >= 40" in each.value for each in in_diagrams)
    assert all(each.to_be_confirmed for each in in_diagrams)


def test_a_row_that_ends_tells_its_last_day():
    raw = (WORKFLOWS / "law" / "fees.dmn").read_bytes()
    ended = b'[date("2023-09-01")..date("2026-09-01"))'
    changed = raw.replace(b'&gt;= date("2023-09-01")', ended)
    numbers = legal_numbers(load_law(Bundle({"fees.dmn": changed})), ())
    assert {each.valid_until for each in numbers if each.valid_from} == {"2026-08-31"}


def test_the_command_prints_markdown_and_json_in_both_languages(capsys, tmp_path):
    assert main(["facts", str(WORKFLOWS)]) == 0
    assert "| Wat | Wanneer |" in capsys.readouterr().out
    target = tmp_path / "numbers.json"
    arguments = ["facts", str(WORKFLOWS), "--format", "json", "--output", str(target)]
    assert main(arguments) == 0
    listed = json.loads(target.read_text(encoding="utf-8"))
    assert {"nl": "maanden", "en": "months"} in [each["unit"] for each in listed]


def test_a_file_that_cannot_be_read_is_told_instead_of_left_out(tmp_path, capsys):
    law = tmp_path / "law"
    law.mkdir()
    (law / "fees.dmn").write_text("<definitions", encoding="utf-8")
    with pytest.raises(InvalidDefinitionError):
        facts_page(tmp_path, "nl")
    assert main(["facts", str(tmp_path)]) == 1
    assert "fees.dmn" in capsys.readouterr().out


def test_a_folder_without_law_or_trajectory_is_told(tmp_path, capsys):
    assert main(["facts", str(tmp_path)]) == 1
    assert "trajectory.toml" in capsys.readouterr().err
