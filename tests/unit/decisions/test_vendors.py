"""Files of the vendors' editors: translated where they mean the same, else refused."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from engine.decisions import evaluate
from tests.support import dmn
from tests.support.dmn import boxed, needs, rules

CAMUNDA = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
MORE = 'xmlns:camunda="http://camunda.org/schema/1.0/dmn"'


def decide(body, decision="d", **inputs):
    model = dmn.read(body, model=CAMUNDA, more=MORE)
    return evaluate(model, decision, inputs, now=dmn.NOW).value


def table(expression, cell, *, attributes="", cell_attributes="", type_name="string"):
    return boxed(
        "d",
        f"<decisionTable><input {attributes}><inputExpression typeRef='{type_name}'>"
        f"<text>{expression}</text></inputExpression></input><output name='o'/>"
        f"<rule><inputEntry {cell_attributes}><text>{cell}</text></inputEntry>"
        "<outputEntry><text>true</text></outputEntry></rule></decisionTable>",
    )


@pytest.mark.parametrize("type_name", ["integer", "long", "double", "number"])
def test_the_number_types_of_camunda_are_numbers(type_name):
    assert decide(table("x", "> 5", type_name=type_name), x=Decimal(6)) is True


@pytest.mark.parametrize("x", [date(2026, 1, 5), datetime(2026, 1, 5, 12, tzinfo=UTC)])
def test_a_date_of_the_first_version_may_have_a_time(x):
    assert decide(table("x", "", type_name="date"), x=x) is True


def test_the_input_variable_names_the_value_in_the_cells():
    attributes = 'camunda:inputVariable="val"'
    assert decide(table("x", "val = y", attributes=attributes), x="a", y="a") is True
    assert decide(table("x", "val = y", attributes=attributes), x="a", y="b") is None


@pytest.mark.parametrize(
    ("juel", "inputs", "expected"),
    [
        ("${x}", {"x": "yes"}, True),
        ("#{person.name}", {"person": {"name": "yes"}}, True),
        ("${x == 'a' &amp;&amp; y gt 2}", {"x": "a", "y": Decimal(3)}, None),
    ],
)
def test_plain_juel_is_translated(juel, inputs, expected):
    assert decide(table(juel, '"yes"', type_name=""), **inputs) is expected


@pytest.mark.parametrize(("x", "expected"), [(5, True), (3, None)])
def test_a_cell_in_juel_is_a_condition_as_a_whole(x, expected):
    cell = table("y", "${x &gt;= 4 || x == 1}", cell_attributes='expressionLanguage="juel"')
    assert decide(cell, x=Decimal(x)) is expected


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("juel", "${bean.compute(x)}"),
        ("juel", "${x.size()}"),
        ("groovy", "def y = x; y + 1"),
        ("python", "[i for i in x]"),
        ("mvel", "x + 1"),
        ("http://www.w3.org/1999/XPath", "x + 1"),
    ],
)
def test_what_may_mean_something_else_is_refused_by_name(language, source):
    body = boxed(
        "d",
        f'<literalExpression expressionLanguage="{language}"><text>{source}</text>'
        "</literalExpression>",
    )
    (found,) = dmn.findings(body, model=CAMUNDA)
    assert found.rule == "decision-language"
    assert (language if "$" not in source else "JUEL") in found.message.en


def test_a_plain_sum_in_groovy_is_translated():
    body = boxed(
        "d",
        '<literalExpression expressionLanguage="groovy"><text>a + 2 * b</text>'
        "</literalExpression>",
    )
    assert decide(body, a=Decimal(1), b=Decimal(2)) == Decimal(5)


def test_an_unknown_attribute_of_a_vendor_is_refused_by_name():
    body = boxed("d", "<decisionTable camunda:magic='1'><output/></decisionTable>")
    assert rules(body, model=CAMUNDA, more=MORE) == ["decision-element"]
    harmless = body.replace("magic", "historyTimeToLive")
    assert rules(harmless, model=CAMUNDA, more=MORE) == []


def test_a_required_result_is_also_read_by_its_output_names_and_id():
    dish = table("season", '"winter"').replace("true", '"Stew"').replace("'o'", "'dish'")
    menu = table("dish", '"Stew"').replace('"d"', '"menu"')
    menu = menu.replace("<decisionTable", needs(decision="d") + "<decisionTable")
    assert decide(dish + menu, "menu", season="winter") is True
    by_id = menu.replace("<text>dish<", "<text>d<")
    assert decide(dish + by_id, "menu", season="winter") is True
    model = dmn.read(dish + menu, model=CAMUNDA)
    assert model.decisions["menu"].inputs == ("season",)


def test_an_english_name_is_read_beside_the_dutch_one():
    name = (
        "<extensionElements><i:translation target='@name' xml:lang='en' "
        'xmlns:i="http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0">'
        "Target group</i:translation></extensionElements>"
    )
    body = boxed("d", name + dmn.text("1")).replace('name="d"', 'name="Doelgroep"')
    assert dmn.read(body).decisions["d"].name == ("Doelgroep", "Target group")
