"""Inputs that no row answers, rows that hold together, rows that never give the answer."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest

from engine.decisions import DecisionError, evaluate, read_decisions, table_findings
from engine.decisions.cover import Budget
from engine.feel import YearsMonths
from tests.support import dmn
from tests.support.rule_examples import findings_of
from tests.support.tables import examined, looked_at, typed

WORKFLOWS = Path(__file__).resolve().parents[3] / "workflows"


def first_gap(rows, type_name="number", **options):
    _, found = examined(rows, types={"x": type_name}, **options)
    return found.gaps[0][0].value if found.gaps else "none"


def told(rows, *, types=None, **options):
    return table_findings(dmn.read(typed(rows, types or {"x": "number"}, **options)))


@pytest.mark.parametrize(
    ("rows", "type_name", "gap"),
    [
        (["< 18", ">= 18"], "number", None),
        (["< 18", "> 18"], "number", Decimal(18)),
        (["<= 11", "[12..17]", ">= 18"], "number", Decimal("11.5")),
        (["< 0", "0", "> 1", "(0..1)"], "number", Decimal(1)),
        (["true", "false"], "boolean", None),
        (["true"], "boolean", False),
        (['"a","b"'], "string", "…"),
        (['"a"', 'not("a")'], "string", "none"),
        (['"a"', 'not("a", null)'], "string", None),
        (['< "m"', '> "m"'], "string", "m"),
        (['< date("2024-03-01")'], "date", date(2024, 3, 1)),
        (
            ['< date("2024-03-01")', '> date("2024-03-02")', 'date("2024-03-01")'],
            "date",
            date(2024, 3, 2),
        ),
        (
            [
                '< duration("P1M")',
                '> duration("P3M")',
                '[duration("P1M")..duration("P2M")]',
            ],
            "years and months duration",
            YearsMonths(3),
        ),
        (
            ['< duration("P1D")', '> duration("P2D")'],
            "days and time duration",
            timedelta(days=1),
        ),
        (["? < 5 or ? = null", "? >= 5 and not(? > 9)"], "number", Decimal(10)),
        (["-"], "number", "none"),
        (["null", "not(null)"], "Any", "none"),
    ],
)
def test_the_first_value_without_a_row_is_given(rows, type_name, gap):
    cells = [f"{cell} => 1" for cell in rows]
    found = first_gap(cells, type_name, policy="FIRST")
    assert found == gap
    assert type(found) is type(gap)


def test_an_example_has_a_value_for_each_column_that_matters():
    _, found = examined(
        ['< 18 | "a" | - => 1', ">= 18 | - | - => 2", "null | - | - => 3"],
        types={"age": "number", "kind": "string", "more": "boolean"},
    )
    (gap,) = found.gaps
    assert [(cell.label, cell.matters) for cell in gap] == [
        ("age", True),
        ("kind", True),
        ("more", False),
    ]
    assert gap[0].value < 18
    assert gap[1].is_other


def test_a_default_output_leaves_no_gap():
    table = typed(["< 18 => 1"], {"x": "number"}).replace(
        '<output name="answer">',
        '<output name="answer"><defaultOutputEntry><text>0</text></defaultOutputEntry>',
    )
    assert table_findings(dmn.read(table)) == []


def test_allowed_values_leave_out_what_cannot_be():
    item = (
        '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues>'
        '<text>"a","b"</text></allowedValues></itemDefinition>'
    )
    body = item + typed(['"a" => 1', '"b" => 2'], {"x": "tKind"})
    (gap,) = looked_at(dmn.read(body)).gaps
    assert gap[0].value is None
    column = "<inputExpression><text>x</text></inputExpression>"
    values = f"{column}<inputValues><text>[0..9]</text></inputValues>"
    body = dmn.table(["< 5 => 1", ">= 5, null => 2"]).replace(column, values)
    assert looked_at(dmn.read(body)).gaps == ()


def test_rows_that_hold_together_are_told_with_an_example():
    model, found = examined(
        ["< 18 => 1", "[10..20] => 2", "> 20, null => 3"], types={"x": "number"}
    )
    (overlap,) = found.overlaps
    assert [row.number for row in overlap.rows] == [1, 2]
    assert overlap.certain
    with pytest.raises(DecisionError):
        evaluate(model, "t", {"x": overlap.example[0].value}, now=dmn.NOW)


def test_any_minds_only_rows_that_say_different_things():
    rows = ["< 18 => 1", "< 10 => 1", "> 15 => 1.0", ">= 18, null => 2"]
    _, found = examined(rows, types={"x": "number"}, policy="ANY")
    assert [tuple(row.number for row in one.rows) for one in found.overlaps] == [(3, 4)]


def test_rows_behind_a_row_that_takes_all_are_never_reached():
    rows = ["< 18 => 1", "[10..15] => 2", ">= 18 => 3", "> 10 => 4", "- => 5"]
    _, found = examined(rows, types={"x": "number"}, policy="FIRST")
    assert [(one.row.number, one.taken_by) for one in found.unreached] == [
        (2, (1,)),
        (4, (1, 3)),
    ]


def test_a_row_of_lower_priority_is_never_reached():
    rows = ['< 18 => "low"', '< 20 => "high"', '- => "low"']
    _, found = examined(
        rows, types={"x": "number"}, policy="PRIORITY", values='"high", "low"'
    )
    assert [(one.row.number, one.taken_by) for one in found.unreached] == [(1, (2,))]


@pytest.mark.parametrize("policy", ["UNIQUE", "COLLECT", "FIRST", "RULE ORDER"])
def test_a_cell_that_never_holds_is_told_for_every_hit_policy(policy):
    rows = ["[5..1] => 1", '"text" => 2', "- => 3"]
    found = told(rows, policy=policy)
    assert [(one.rule, one.element) for one in found] == [
        ("decision-unreached", "r1"),
        ("decision-unreached", "r2"),
    ]


def test_cells_that_count_or_read_other_names_are_not_guessed():
    rows = ["> y => 1", "<= 0 => 2", "string length(string(?)) > 2 => 3"]
    found = told(rows, policy="FIRST")
    assert [one.rule for one in found] == ["decision-gap", "decision-unexamined"][1:]
    assert "1, 3" in found[0].message.nl
    complete = told([*rows, "- => 4"], policy="FIRST")
    assert complete == []


def test_a_table_that_is_too_large_is_given_up_and_says_so():
    _, found = examined(["1 => 1", "2 => 2"], types={"x": "number"}, budget=Budget(3))
    assert found.too_large
    columns = {f"x{number}": "number" for number in range(24)}
    rows = [
        " | ".join(f"> {(row * 7 + column * 13) % 31}" for column in range(24)) + " => 1"
        for row in range(60)
    ]
    rows.append(" | ".join(["< 40"] * 24) + " => 2")
    assert {one.rule for one in told(rows, types=columns, policy="RULE ORDER")} & {
        "decision-unexamined",
        "decision-gap",
    }


def test_findings_name_file_line_rows_and_remedy_in_two_languages():
    found = told(["< 18 => 1", "[10..20] => 2"])
    gap, *_, overlap = found
    assert (gap.rule, gap.severity, gap.element) == ("decision-gap", "warning", "t")
    assert gap.file == "some.dmn"
    assert gap.line
    assert gap.message.nl == "Geen rij van beslissingstabel 'Table' geldt voor x = 21."
    assert gap.message.en == "No row of decision table 'Table' holds for x = 21."
    assert (overlap.rule, overlap.severity) == ("decision-overlap", "error")
    assert (overlap.line, overlap.element) == (gap.line + 2, "r2")
    assert "rijen 1 en 2" in overlap.message.nl
    assert "Rows 1 and 2" in overlap.message.en
    assert "x = 10" in overlap.message.en
    assert all(one.remedy.nl and one.remedy.en for one in found)


def test_an_overlap_of_inputs_that_hang_together_is_a_warning():
    table = dmn.table(["< 5 | - => 1", "- | > 9 => 2"], inputs=("x", "y")).replace(
        "<text>y</text>", "<text>x + 1</text>"
    )
    overlaps = [
        one for one in table_findings(dmn.read(table)) if one.rule == "decision-overlap"
    ]
    assert [one.severity for one in overlaps] == ["warning"]
    assert "niet nagegaan" in overlaps[0].message.nl


MARK = (
    '<textAnnotation id="note"><text>{text}</text></textAnnotation>'
    '<association id="link"><sourceRef href="#{one}"/><targetRef href="#{other}"/>'
    "</association>"
)


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Opening bedoeld: nooit negatief", "t", "note"),
        ("intended gap: never negative", "note", "t"),
    ],
)
def test_a_gap_is_marked_as_intended_beside_the_decision(text, one, other):
    mark = MARK.format(text=text, one=one, other=other)
    body = typed([">= 0 => 1"], {"x": "number"})
    assert table_findings(dmn.read(body + mark)) == []


@pytest.mark.parametrize("text", ["Opening bedoeld:", "Zie de wet", "bedoeld: opening"])
def test_another_note_marks_nothing(text):
    mark = MARK.format(text=text, one="t", other="note")
    found = table_findings(dmn.read(typed([">= 0 => 1"], {"x": "number"}) + mark))
    assert [one.rule for one in found] == ["decision-gap"] * len(found)
    assert found


def test_a_mark_on_a_table_without_gap_is_told():
    mark = MARK.format(text="Intended gap: none", one="t", other="note")
    (found,) = table_findings(dmn.read(typed(["- => 1"], {"x": "number"}) + mark))
    assert found.rule == "decision-gap"
    assert "no" in found.message.en


@pytest.mark.parametrize(
    "file", sorted(WORKFLOWS.rglob("*.dmn")), ids=lambda file: file.stem
)
def test_our_own_tables_have_no_gaps_and_no_overlaps(file):
    started = process_time()
    assert table_findings(read_decisions(file.read_bytes(), file=file.name)) == []
    assert process_time() - started < 1


@pytest.mark.parametrize(
    "rule",
    ["decision-gap", "decision-overlap", "decision-unreached", "decision-unexamined"],
)
def test_the_page_of_each_rule_has_a_wrong_and_a_right_example(rule):
    assert {each.rule for each in findings_of(rule, "wrong")} == {rule}
    assert findings_of(rule, "right") == []
