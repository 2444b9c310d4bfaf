"""A trajectory folder is read whole, hashed, and told about where it is wrong."""

from datetime import date
from pathlib import Path

import pytest

from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.load import load, load_law
from engine.errors import InvalidDefinitionError
from engine.operations.check import check_definition, check_paths
from engine.text import Text
from tests.support.rule_examples import PAGES

AROUND = Path(__file__).resolve().parents[2] / "support" / "trajectories" / "around_a_rule"


@pytest.fixture
def bundle() -> Bundle:
    return read_folder(AROUND)


def with_file(bundle: Bundle, name: str, text: str) -> Bundle:
    return Bundle({**bundle.files, name: text.encode()})


def test_the_small_trajectory_is_clean(bundle: Bundle) -> None:
    assert [
        each for each in check_definition(load(bundle)) if each.severity == "error"
    ] == []


def test_everything_is_found_by_its_name(bundle: Bundle) -> None:
    definition = load(bundle)
    assert definition.id == "example"
    assert definition.title == Text("Voorbeeld", "Example")
    assert definition.main == "example"
    assert set(definition.processes) == {"example", "home_visit"}
    assert set(definition.forms) == {"ask", "more"}
    assert set(definition.decisions) == {"choice"}
    assert definition.terms.names == {"report"}
    assert definition.facts["answer"].type == "string"


def test_a_user_task_gets_the_form_of_its_id_and_the_role_of_its_lane(
    bundle: Bundle,
) -> None:
    settings = bundle.files["trajectory.toml"].decode() + '[roles]\ncounsellor = "coach"\n'
    definition = load(with_file(bundle, "trajectory.toml", settings))
    work = definition.processes["example"].nodes["ask"].work
    assert (work.form, work.roles) == ("ask", ("coach",))
    assert definition.roles == {"counsellor": "coach"}


def test_the_digest_follows_names_and_contents_and_not_their_order(bundle: Bundle) -> None:
    turned = Bundle(dict(reversed(list(bundle.files.items()))))
    renamed = {f"x{name}": raw for name, raw in bundle.files.items()}
    assert turned.digest == bundle.digest
    assert Bundle(renamed).digest != bundle.digest
    assert with_file(bundle, "README.md", "-").digest != bundle.digest


def test_shared_diagrams_are_part_of_the_version(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "own" / "trajectory.toml").write_text('id = "own"\n')
    (tmp_path / "own" / ".hidden.bpmn").write_text("")
    (tmp_path / "own" / "notes.txt").write_text("")
    (tmp_path / "shared" / "visit.bpmn").write_text("<a/>")
    assert set(read_folder(tmp_path / "own").files) == {
        "trajectory.toml",
        "shared/visit.bpmn",
    }


def test_a_file_outside_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "link.json").symlink_to(tmp_path / "secret.json")
    assert read_folder(tmp_path / "own").files == {}


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidDefinitionError) as refused:
        read_folder(tmp_path / "nowhere")
    assert refused.value.findings[0].rule == "folder-missing"


@pytest.mark.parametrize(
    ("name", "text", "rule", "line"),
    [
        ("trajectory.toml", "id = ", "trajectory-field", 1),
        ("trajectory.toml", 'id = "example"\ntitle = 3\n', "trajectory-field", 2),
        (
            "trajectory.toml",
            'id = "example"\ntitle = {nl = "a", en = "b"}\nprocess = "none"\n',
            "process-missing",
            3,
        ),
        ("facts.toml", '[[fact]]\nname = "a"\ntype = "word"\n', "fact-declaration", 3),
        ("facts.toml", "a = [[", "fact-declaration", 1),
        ("other.bpmn", "<definitions/>", "not-bpmn", 1),
        ("forms/ask.json", "{", "form-unreadable", 1),
        ("choice.dmn", "<a", "xml-well-formed", 1),
    ],
)
def test_a_wrong_file_is_one_finding_and_no_trace(
    bundle: Bundle, name: str, text: str, rule: str, line: int | None
) -> None:
    found = check_definition(load(with_file(bundle, name, text)))
    (told, *_) = [each for each in found if each.rule == rule]
    assert (told.file, told.line) == (name, line)
    assert told.remedy.nl


def test_one_id_in_two_diagrams_is_told(bundle: Bundle) -> None:
    copy = with_file(bundle, "z.bpmn", bundle.files["home_visit.bpmn"].decode())
    found = check_definition(load(copy))
    assert ("z.bpmn", "process-twice") in {(each.file, each.rule) for each in found}


def test_a_message_declares_the_facts_that_it_brings(bundle: Bundle) -> None:
    settings = bundle.files["trajectory.toml"].decode()
    settings += (
        '[messages.registered]\ntitle = {nl = "Ingeschreven", en = "Registered"}\n'
        '[messages.registered.fields]\nregistered_on = "date"\n'
        'number = {type = "string", sensitivity = "sensitive"}\n'
    )
    definition = load(with_file(bundle, "trajectory.toml", settings))
    assert definition.messages["registered"].title.en == "Registered"
    assert definition.facts["registered_on"].type == "date"
    assert definition.facts["number"].sensitivity == "sensitive"


def test_the_law_is_read_apart_and_known_to_the_rules(bundle: Bundle) -> None:
    law = load_law(Bundle({"choice.dmn": bundle.files["choice.dmn"]}))
    assert set(law.decisions) == {"choice"}
    own = {name: raw for name, raw in bundle.files.items() if name != "choice.dmn"}
    diagram = (PAGES / "decision-missing" / "right.bpmn").read_bytes()
    definition = load(Bundle({**own, "example.bpmn": diagram}), law=law)
    assert "decision-missing" not in {each.rule for each in check_definition(definition)}


def test_a_folder_of_folders_is_checked_with_the_files_named_in_full(
    tmp_path: Path,
) -> None:
    (tmp_path / "one").mkdir()
    for name in ("a.bpmn", "one/b.bpmn"):
        (tmp_path / name).write_bytes((PAGES / "duplicate-id" / "wrong.bpmn").read_bytes())
    found = {each.file for each in check_paths([tmp_path]) if each.severity == "error"}
    assert found == {f"{tmp_path}/a.bpmn", f"{tmp_path}/one/b.bpmn"}


def test_the_sentences_to_newcomers_are_checked_with_the_folder(tmp_path: Path) -> None:
    own = PAGES.parents[1] / "workflows" / "messages" / "reminder.toml"
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / own.name).write_bytes(own.read_bytes())
    assert check_paths([tmp_path]) == []

    other = tmp_path / "other" / "messages"
    other.mkdir(parents=True)
    (other / own.name).write_bytes(own.read_bytes().replace(b"{agency}", b"{school}"))
    (found,) = check_paths([tmp_path])
    assert (found.rule, found.file) == ("newcomer-sentences", str(other / own.name))


def test_the_law_knows_on_which_days_an_agency_is_closed() -> None:
    text = """
[[closing_day]]
agency = "atlas"
on = 2026-12-24
title = {nl = "Brugdag", en = "Bridge day"}
"""
    law = load_law(Bundle({"closing_days.toml": text.encode()}))
    assert law.closing_days == {
        "atlas": {date(2026, 12, 24): Text("Brugdag", "Bridge day")}
    }
    assert law.findings == ()


@pytest.mark.parametrize(
    "text",
    [
        '[[closing_day]]\non = 2026-12-24\ntitle = "Brugdag"',
        '[[closing_day]]\nagency = "atlas"\ntitle = "Brugdag"',
        '[[closing_day]]\nagency = "atlas"\non = 2026-12-24',
        '[[closing_day]]\nagency = "atlas"\non = 2026-12-24T09:00:00\ntitle = "Brugdag"',
        "[[closing_day",
    ],
)
def test_a_closing_day_has_an_agency_a_day_and_a_title(text: str) -> None:
    law = load_law(Bundle({"closing_days.toml": text.encode()}))
    assert {each.rule for each in law.findings} == {"closing-day"}
    assert law.findings[0].severity == "error"
