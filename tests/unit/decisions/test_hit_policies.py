"""What the rows that match say together."""

from decimal import Decimal

import pytest

from engine.decisions import DecisionError, MatchedRow, evaluate
from tests.support import dmn


def decide(table, **inputs):
    return evaluate(dmn.read(table), "t", inputs, now=dmn.NOW)


def numbers(result):
    return [row.row for row in result.rows]


GRADES = ['> 5 => "high" | art. 1', '> 3 => "middle" | art. 2', '- => "low" | art. 3']


def test_unique_gives_the_only_row_and_names_it():
    result = decide(dmn.table(['< 18 => "minor" | S6 | 2022', '>= 18 => "adult"']), x=17)
    assert result.value == "minor"
    assert result.decision == "t"
    assert result.rows == (
        MatchedRow(table="t", row=1, rule_id="r1", annotations=("S6", "2022")),
    )


def test_a_violated_unique_names_the_rows():
    with pytest.raises(DecisionError) as caught:
        decide(dmn.table(GRADES), x=4)
    assert caught.value.rows == (2, 3)
    assert caught.value.table == "t"
    assert "2, 3" in caught.value.text.nl
    assert "2, 3" in caught.value.text.en


def test_any_agrees_or_names_the_rows():
    rows = ['> 1 => "yes"', '> 2 => "yes"', '> 9 => "no"']
    agreed = decide(dmn.table(rows, policy="ANY"), x=5)
    assert (agreed.value, numbers(agreed)) == ("yes", [1, 2])
    with pytest.raises(DecisionError) as caught:
        decide(dmn.table(rows, policy="ANY"), x=10)
    assert caught.value.rows == (1, 2, 3)


def test_first_takes_the_topmost_row():
    result = decide(dmn.table(GRADES, policy="FIRST"), x=4)
    assert (result.value, numbers(result)) == ("middle", [2])


def test_priority_takes_the_value_that_is_listed_first():
    table = dmn.table(GRADES, policy="PRIORITY", values='"low", "middle", "high"')
    result = decide(table, x=9)
    assert (result.value, numbers(result)) == ("low", [3])


def test_output_order_sorts_the_answers_by_the_listed_values():
    table = dmn.table(GRADES, policy="OUTPUT ORDER", values='"low", "high", "middle"')
    result = decide(table, x=9)
    assert (result.value, numbers(result)) == (["low", "high", "middle"], [3, 1, 2])


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_list_the_answers_from_the_top(policy):
    result = decide(dmn.table(GRADES, policy=policy), x=9)
    assert (result.value, numbers(result)) == (["high", "middle", "low"], [1, 2, 3])


@pytest.mark.parametrize(
    ("aggregation", "expected"), [("SUM", 60), ("MIN", 10), ("MAX", 30), ("COUNT", 3)]
)
def test_collect_sums_up_what_the_rows_say(aggregation, expected):
    rows = ["> 1 => 10", "> 2 => 20", "> 3 => 30", "> 99 => 1000"]
    table = dmn.table(rows, policy="COLLECT", more=f'aggregation="{aggregation}"')
    result = decide(table, x=5)
    assert result.value == Decimal(expected)
    assert numbers(result) == [1, 2, 3]


def test_several_outputs_give_a_context():
    table = dmn.table(['> 1 => "yes" | 5'], outputs=["status", "rate"])
    assert decide(table, x=2).value == {"status": "yes", "rate": Decimal(5)}


def test_priority_over_several_outputs_goes_from_left_to_right():
    table = dmn.table(
        ['- => "b" | "a"', '- => "a" | "b"', '- => "a" | "a"'],
        policy="OUTPUT ORDER",
        outputs=["one", "two"],
        values='"a", "b"',
    )
    assert [row["one"] + row["two"] for row in decide(table).value] == ["aa", "ab", "ba"]


def test_no_row_gives_null_and_no_rows():
    result = decide(dmn.table(['> 5 => "high"']), x=1)
    assert result.value is None
    assert result.rows == ()


DEFAULT = """<decision id="t" name="t"><decisionTable hitPolicy="{policy}">
  <input><inputExpression><text>x</text></inputExpression></input>
  <output name="a"><defaultOutputEntry><text>"none"</text></defaultOutputEntry></output>
  <rule><inputEntry><text>&gt; 5</text></inputEntry>
    <outputEntry><text>"high"</text></outputEntry></rule>
</decisionTable></decision>"""


@pytest.mark.parametrize(
    ("policy", "expected"), [("UNIQUE", "none"), ("FIRST", "none"), ("COLLECT", ["none"])]
)
def test_no_row_gives_the_default(policy, expected):
    assert decide(DEFAULT.format(policy=policy), x=1).value == expected


def test_an_empty_cell_and_a_dash_match_everything_also_null():
    table = dmn.table(['- | => "any"'], inputs=["x", "y"])
    assert decide(table).value == "any"


def test_rows_are_chosen_by_reference_date_and_the_date_is_kept():
    dated = dmn.table(
        [
            '< date("2022-03-01") => 0 | before',
            '[date("2022-03-01")..date("2023-12-31")] => 90 | S6 | 2022-03-01',
            '>= date("2024-01-01") => 95 | S6 | 2024-01-01',
        ],
        inputs=["reference_on"],
    )
    on = dmn.NOW.date().replace(2023, 12, 31)
    result = decide(dated, reference_on=on)
    assert result.value == Decimal(90)
    assert result.reference_on == on
    assert result.rows[0].annotations == ("S6", "2022-03-01")


VALUES = """<decision id="t" name="t"><decisionTable>
  <input label="Kleur"><inputExpression><text>x</text></inputExpression>
    <inputValues><text>"red", "blue"</text></inputValues></input>
  <output name="a"><outputValues><text>"stop", "go"</text></outputValues></output>
  <rule><inputEntry><text>"red"</text></inputEntry>
    <outputEntry><text>"stop"</text></outputEntry></rule>
  <rule><inputEntry><text>"blue"</text></inputEntry>
    <outputEntry><text>"run"</text></outputEntry></rule>
</decisionTable></decision>"""


def test_an_input_outside_its_values_is_told_without_the_value():
    with pytest.raises(DecisionError, match="Kleur") as caught:
        decide(VALUES, x="secret")
    assert "secret" not in caught.value.text.nl + caught.value.text.en
    assert decide(VALUES, x="red").value == "stop"


def test_an_output_outside_its_values_names_the_row():
    with pytest.raises(DecisionError) as caught:
        decide(VALUES, x="blue")
    assert caught.value.rows == (2,)
