"""Several decisions in one file, and what they need from each other and from outside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.decisions import DecisionError, evaluate
from tests.support import dmn
from tests.support.dmn import literal, needs, text


def decide(body, decision, **inputs):
    return evaluate(dmn.read(body), decision, inputs, now=dmn.NOW)


AGE = (
    '<inputData id="age_id" name="age"><variable name="age" typeRef="number"/></inputData>'
)
CHAIN = (
    AGE
    + literal("adult", "age >= 18", needs=needs(input="age_id"), type_name="boolean")
    + literal("may vote", "adult and age < 200", needs=needs(decision="adult"))
)


def test_a_decision_sees_those_that_it_requires():
    assert decide(CHAIN, "may vote", age=Decimal(20)).value is True
    assert decide(CHAIN, "adult", age=Decimal(17)).value is False


def test_a_decision_is_found_by_id_and_by_name():
    body = '<decision id="d1" name="De keuze">' + text("1") + "</decision>"
    assert decide(body, "d1").value == decide(body, "De keuze").value == Decimal(1)
    with pytest.raises(DecisionError, match="d1"):
        decide(body, "d2")


def test_a_decision_tells_what_it_needs_from_outside():
    place = literal("place", "city = home and may vote", needs=needs(decision="may_vote"))
    model = dmn.read(CHAIN.replace('id="may vote"', 'id="may_vote"') + place)
    assert model.decisions["may_vote"].inputs == ("age",)
    assert model.decisions["place"].inputs == ("age", "city", "home")


def test_a_decision_tells_the_names_of_its_outputs_and_its_type():
    model = dmn.read(CHAIN + dmn.table(["- => 1 | 2"], outputs=["one", "two"]))
    assert model.decisions["t"].outputs == ("one", "two")
    assert model.decisions["adult"].outputs == ("adult",)
    assert model.decisions["adult"].feel_type == "boolean"
    assert model.decisions["t"].feel_type == "context"


def test_the_rows_of_required_decisions_come_first():
    body = dmn.table(['- => "yes"']) + dmn.table(['"yes" => 1'], inputs=["t"]).replace(
        'id="t" name="Table">', f'id="u" name="U">{needs(decision="t")}'
    )
    result = decide(body.replace('id="r1"', ""), "u")
    assert result.value == Decimal(1)
    assert [(row.table, row.row) for row in result.rows] == [("t", 1), ("u", 1)]


def test_a_required_decision_is_evaluated_once():
    body = (
        dmn.table(['- => "yes"'])
        + literal("a", "1", needs=needs(decision="t"))
        + literal("b", "a", needs=needs(decision="t a"))
    )
    assert len(decide(body, "b").rows) == 1


def test_an_input_of_the_wrong_type_is_told_by_name():
    with pytest.raises(DecisionError, match="age"):
        decide(CHAIN, "adult", age="twenty")


def test_what_is_not_given_is_null():
    assert decide(CHAIN, "adult").value is None


def test_today_is_that_of_brussels():
    night = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    model = dmn.read(literal("d", "string(today())"))
    assert evaluate(model, "d", {}, now=night).value == "2026-07-01"


PERSON = """<itemDefinition name="tPerson">
  <itemComponent name="full name"><typeRef>string</typeRef></itemComponent>
  <itemComponent name="ages" isCollection="true"><typeRef>number</typeRef>
    <allowedValues><text>[0..150]</text></allowedValues></itemComponent>
  <itemComponent name="colour"><typeRef>tColour</typeRef></itemComponent>
</itemDefinition>
<itemDefinition name="tColour"><typeRef>string</typeRef>
  <allowedValues><text>"red", "blue"</text></allowedValues></itemDefinition>
<inputData id="p" name="p"><variable name="p" typeRef="tPerson"/></inputData>""" + literal(
    "d", "p.full name", needs=needs(input="p")
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ages": ["one"]},
        {"ages": [Decimal(151)]},
        {"colour": "green"},
        {"full name": Decimal(1)},
    ],
)
def test_item_definitions_are_kept_to(wrong):
    person = {"full name": "An Peeters", "ages": [Decimal(3)], "colour": "red"}
    assert decide(PERSON, "d", p=person).value == "An Peeters"
    with pytest.raises(DecisionError):
        decide(PERSON, "d", p={**person, **wrong})


@pytest.mark.parametrize(
    ("source", "type_name", "expected"),
    [
        ('["a"]', "string", "a"),
        ("1", "tNumbers", [Decimal(1)]),
        ('date("2026-01-05")', "date and time", datetime(2026, 1, 5, tzinfo=UTC)),
        ("null", "number", None),
    ],
)
def test_values_become_of_the_type_as_the_standard_says(source, type_name, expected):
    numbers = (
        '<itemDefinition name="tNumbers" isCollection="true"><typeRef>number</typeRef>'
        "</itemDefinition>"
    )
    body = numbers + literal("d", source, type_name=type_name)
    assert decide(body, "d").value == expected


def test_a_result_of_the_wrong_type_is_told():
    with pytest.raises(DecisionError, match="number"):
        decide(literal("d", '"one"', type_name="number"), "d")


SERVICE = (
    AGE
    + literal("base", "100")
    + literal("total", "base + age", needs=needs(decision="base", input="age_id"))
    + '<decisionService id="s" name="sum"><variable name="sum"/>'
    '<outputDecision href="#total"/><inputDecision href="#base"/>'
    '<inputData href="#age_id"/></decisionService>'
    + literal("caller", "sum(1, 2)", needs=needs(knowledge="s"))
)


def test_a_decision_service_sees_only_its_arguments():
    assert decide(SERVICE, "s", age=Decimal(1), base=Decimal(2)).value == Decimal(3)
    assert decide(SERVICE, "s", age=Decimal(1)).value is None
    assert decide(SERVICE, "caller", base=Decimal(50)).value == Decimal(3)
    assert decide(SERVICE, "total", age=Decimal(1)).value == Decimal(101)


def test_threads_may_share_a_model():
    model = dmn.read(CHAIN + dmn.table(['> 5 => "high"', '<= 5 => "low"']))

    def work(number):
        value = evaluate(model, "t", {"x": Decimal(number)}, now=dmn.NOW)
        adult = evaluate(model, "may vote", {"age": Decimal(number)}, now=dmn.NOW)
        return value.value, value.rows[0].row, adult.value

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(200)))
    for number, result in enumerate(results):
        expected = ("high", 1) if number > 5 else ("low", 2)
        assert result == (*expected, number >= 18)
