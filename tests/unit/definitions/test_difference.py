"""What changed between two versions of the small trajectory of the pages."""

from pathlib import Path

import pytest

from engine.definitions.bundle import Bundle, read_folder
from engine.definitions.definition import Definition
from engine.definitions.diagram_difference import ElementChange
from engine.definitions.difference import FileChange, difference, line_difference
from engine.definitions.load import load

FILES = read_folder(
    Path(__file__).parents[2] / "support" / "trajectories" / "welcome"
).files
DIAGRAM = "welcome.bpmn"


def changed(*replacements: tuple[str, str], file: str = DIAGRAM) -> Definition:
    text = FILES[file].decode()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load(Bundle({**FILES, file: text.encode()}))


def elements(*replacements: tuple[str, str]) -> dict[str, ElementChange]:
    (change,) = difference(load(Bundle(FILES)), changed(*replacements))
    assert change.file == DIAGRAM
    return {one.id: one for one in change.elements}


def parts(change: ElementChange) -> dict[str, tuple[str, str]]:
    return {part.part.nl: (part.before, part.after) for part in change.parts}


def test_the_same_files_differ_in_nothing() -> None:
    assert difference(load(Bundle(FILES)), load(Bundle(FILES))) == ()


def test_files_that_came_and_went_are_named() -> None:
    before = load(Bundle({**FILES, "old.md": b"a\n"}))
    after = load(Bundle({**FILES, "new.md": b"b\n"}))
    kinds = [(one.file, one.kind) for one in difference(before, after)]
    assert kinds == [("new.md", "added"), ("old.md", "removed")]


def test_a_new_name_is_a_changed_element() -> None:
    found = elements(('name="Intake doen"', 'name="Intakegesprek"'))
    assert {name: one.kind for name, one in found.items()} == {"intake": "changed"}
    assert parts(found["intake"]) == {"naam": ("Intake doen", "Intakegesprek")}
    assert found["intake"].sort.nl == "taak met formulier"


def test_an_element_that_only_moved_says_so() -> None:
    found = elements(('<dc:Bounds x="260" y="80"', '<dc:Bounds x="270" y="80"'))
    assert {name: one.kind for name, one in found.items()} == {"intake": "moved"}
    assert found["intake"].parts == ()


def test_zeros_after_the_point_do_not_move_anything() -> None:
    assert elements(('<dc:Bounds x="260" y="80"', '<dc:Bounds x="260.0" y="80.00"')) == {}


@pytest.mark.parametrize(
    ("old", "new", "element", "part"),
    [
        ('formId="judge"', 'formId="first_talk"', "judge", "formulier"),
        ('value="first_talk"', 'value="nt2_level"', "judge", "niet door wie deed"),
        ("=verdict = &quot;yes&quot;", '=verdict = "maybe"', None, "voorwaarde"),
        ('messageRef="message_work_found"', "", "work_awaited", None),
        ("deadline(&quot;talk&quot;)", "today()", "first_talk", "uiterste datum"),
        (">First talk<", ">Talk one<", "first_talk", "Engelse naam"),
    ],
)
def test_what_an_element_does_is_compared(
    old: str, new: str, element: str | None, part: str | None
) -> None:
    found = elements((old, new))
    name = element or "flow_verdict_question_granted"
    assert found[name].kind == "changed"
    assert part is None or part in parts(found[name])


def test_a_task_put_into_a_flow_is_added_and_the_flow_changed() -> None:
    greet = (
        '<bpmn:manualTask id="greet" name="Begroeten"/><bpmn:sequenceFlow '
        'id="flow_greet_intake" sourceRef="greet" targetRef="intake"/>'
    )
    found = elements(
        (
            'sourceRef="begun" targetRef="intake" />',
            'sourceRef="begun" targetRef="greet"/>',
        ),
        ("</bpmn:process>", f"{greet}</bpmn:process>"),
    )
    kinds = {name: one.kind for name, one in found.items()}
    assert kinds == {
        "greet": "added",
        "flow_greet_intake": "added",
        "flow_begun_intake": "changed",
    }
    assert parts(found["flow_begun_intake"]) == {"naar": ("intake", "greet")}


def test_notes_and_documentation_count_too() -> None:
    task = '<bpmn:userTask id="judge" name="Besluiten">'
    note = (
        '<bpmn:textAnnotation id="note"><bpmn:text>Let op</bpmn:text></bpmn:textAnnotation>'
    )
    explained = f"{task}<bpmn:documentation>Weeg alles.</bpmn:documentation>"
    found = elements((task, explained), ("</bpmn:process>", f"{note}</bpmn:process>"))
    assert found["note"].kind == "added"
    assert found["note"].name.nl == "Let op"
    assert parts(found["judge"]) == {"toelichting": ("", "Weeg alles.")}


def test_a_diagram_that_cannot_be_read_any_more_is_all_removed() -> None:
    before = load(Bundle(FILES))
    after = load(Bundle({**FILES, DIAGRAM: b"<broken"}))
    (change,) = difference(before, after)
    assert {one.kind for one in change.elements} == {"removed"}


def test_lines_of_other_files_are_compared() -> None:
    form = "forms/judge.json"
    text = FILES[form].decode()
    after = load(Bundle({**FILES, form: text.replace("verdict", "ruling", 1).encode()}))
    (change,) = difference(load(Bundle(FILES)), after)
    told = {(line.kind, "ruling" in line.text) for line in change.lines}
    assert ("added", True) in told
    assert ("removed", False) in told
    assert change.elements == ()


def test_lines_are_numbered_on_both_sides() -> None:
    old = [f"line {number}" for number in range(1, 31)]
    new = [*old[:9], "new", *old[9:19], *old[20:]]
    lines = list(line_difference(old, new))
    added = [line for line in lines if line.kind == "added"]
    removed = [line for line in lines if line.kind == "removed"]
    assert [(line.before, line.after, line.text) for line in added] == [(None, 10, "new")]
    assert [(line.before, line.after) for line in removed] == [(20, None)]
    assert [line.kind for line in lines].count("gap") == 1
    for line in lines:
        if line.kind == "same":
            assert old[(line.before or 0) - 1] == new[(line.after or 0) - 1] == line.text


def test_files_that_are_too_long_are_not_compared_by_line() -> None:
    before = load(Bundle({**FILES, "long.md": b"a\n" * 10_001}))
    after = load(Bundle({**FILES, "long.md": b"b\n" * 10_001}))
    change: FileChange = difference(before, after)[0]
    assert change.is_too_long
    assert change.lines == ()
