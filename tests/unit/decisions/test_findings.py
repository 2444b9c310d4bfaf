"""What is wrong with a decision file is told at once, with place and remedy."""

import pytest

from engine.decisions import read_decisions
from engine.decisions.requirements import MAX_CHAIN
from engine.decisions.vocabulary import MAX_EXPRESSIONS
from engine.errors import InvalidDefinitionError
from tests.support import dmn
from tests.support.dmn import boxed, findings, literal, needs, rules, table, text


def test_a_finding_names_file_line_element_rule_message_and_remedy():
    (found,) = findings(table(['"a" => 1', "1 + => 2", '"c" => 3']))
    assert found.file == "some.dmn"
    assert found.element == "r2"
    assert found.line == 4
    assert found.rule == "decision-expression"
    assert found.severity == "error"
    assert "'1 +'" in found.message.nl
    assert "FEEL" in found.remedy.nl
    assert found.remedy.en


def test_the_line_is_that_inside_an_expression_of_several_lines():
    (found,) = findings(literal("d", "{\n a: 1,\n b: )\n}"))
    assert found.line == 4


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file():
    body = "\n".join(
        [
            literal("a", "1 +"),
            literal("b", "a", needs=needs(decision="nobody")),
            literal("c", "1", type_name="tUnknown"),
        ]
    )
    assert rules(body) == ["decision-expression", "decision-requirement", "decision-type"]


BKM = '<businessKnowledgeModel id="k" name="k">{}</businessKnowledgeModel>'
FUNCTION = '<encapsulatedLogic kind="{}">{}</encapsulatedLogic>'
OUTPUT = "<decisionTable {}><output/><rule><outputEntry><text>1</text></outputEntry>"
TABLE = boxed("d", OUTPUT + "</rule></decisionTable>")


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("decision-logic", "<description>nothing</description>"),
        ("decision-logic", '<decision id="d" name="d"/>'),
        ("decision-logic", literal("d", "")),
        ("decision-logic", BKM.format("")),
        ("decision-logic", '<decisionService id="s" name="s"/>' + literal("d", "1")),
        ("decision-language", BKM.format(FUNCTION.format("Java", "<context/>"))),
        ("decision-language", BKM.format(FUNCTION.format("PMML", "<context/>"))),
        ("decision-id", literal("d", "1") + literal("d", "2")),
        ("decision-id", "<decision>" + text("1") + "</decision>"),
        ("decision-name", '<inputData id="i" name="a"/><inputData id="j" name="a"/>'
         + literal("d", "a", needs=needs(input="i j"))),
        ("decision-requirement", literal("d", "1", needs=needs(input="nobody"))),
        ("decision-requirement", literal("d", "1", needs=needs(knowledge="d"))),
        ("decision-requirement", literal("d", "1", needs=needs(decision="d"))),
        ("decision-import", literal("d", "1", needs=needs(input="x").replace("#", "y#"))),
        ("decision-import", '<import name="x" namespace="urn:y"/>' + literal("d", "1")),
        ("decision-element", "<decisionTree/>" + literal("d", "1")),
        ("decision-element", boxed("d", "<magic/>" + text("1"))),
        ("decision-type", '<itemDefinition name="t"><typeRef>t</typeRef></itemDefinition>'
         + literal("d", "1")),
        ("decision-type", '<itemDefinition name="t"/>' * 2 + literal("d", "1")),
        ("decision-hit-policy", TABLE.format('hitPolicy="SOMETIMES"')),
        ("decision-hit-policy", TABLE.format('aggregation="SUM"')),
        ("decision-hit-policy", TABLE.format('hitPolicy="COLLECT" aggregation="MEAN"')),
        ("decision-hit-policy", table(["- => 1 | 2"], outputs=["a", "b"], policy="COLLECT",
                                      more='aggregation="SUM"')),
        ("decision-output", TABLE.format('hitPolicy="PRIORITY"')),
        ("decision-output", table(["- => 1 | 2"], outputs=["a", "a"])),
        ("decision-output", boxed("d", "<decisionTable/>")),
        ("decision-row", table(["- | - => 1"])),
        ("decision-row", table(["=> 1"])),
        ("decision-row", boxed("d", '<relation><column name="a"/><row/></relation>')),
        ("decision-input", table(["5 => 1"], inputs=[""])),
        ("decision-size", literal("d", "1") + "<description/>" + (
            "<artifact><text/></artifact>" * MAX_EXPRESSIONS)),
    ],
)  # fmt: skip
def test_a_fault_is_refused_by_its_own_rule(rule, body):
    assert rules(body) == [rule]


def test_those_in_a_circle_are_named_and_not_those_that_need_them():
    body = "".join(
        literal(name, "1", needs=needs(decision=needed))
        for name, needed in [("a", "b"), ("b", "c"), ("c", "b"), ("d", "e"), ("e", "")]
    )
    assert [found.element for found in findings(body)] == ["b", "c"]


def chain(length):
    return literal("d0", "1") + "".join(
        literal(f"d{n}", f"d{n - 1} + 1", needs=needs(decision=f"d{n - 1}"))
        for n in range(1, length)
    )


def test_a_circle_of_types_is_refused_where_it_is_used():
    body = "".join(
        f'<itemDefinition name="{name}"><typeRef>{base}</typeRef></itemDefinition>'
        for name, base in [("tA", "tB"), ("tB", "tA"), ("tC", "tA")]
    )
    found = findings(body + literal("d", "1", type_name="tC"))
    assert [each.rule for each in found] == ["decision-type"]


def test_a_chain_of_types_is_bounded():
    body = "".join(
        f'<itemDefinition name="t{n}"><typeRef>t{n + 1}</typeRef></itemDefinition>'
        for n in range(2000)
    )
    last = '<itemDefinition name="t2000"><typeRef>number</typeRef></itemDefinition>'
    assert set(rules(body + last + literal("d", "1", type_name="t0"))) == {"decision-type"}


def test_a_chain_of_decisions_is_bounded():
    assert rules(chain(MAX_CHAIN)) == []
    assert rules(chain(3000)) == ["decision-requirement"]


@pytest.mark.parametrize(
    "model",
    [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_every_version_from_1_1_to_1_5_is_read(model):
    assert rules(literal("d", "1"), model=model) == []


@pytest.mark.parametrize(
    "raw",
    [
        b"<definitions/>",
        b'<definitions xmlns="http://www.omg.org/spec/DMN/20130901"/>',
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        b'<decision xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"/>',
    ],
)
def test_what_is_no_dmn_of_a_known_version_is_refused(raw):
    with pytest.raises(InvalidDefinitionError) as caught:
        read_decisions(raw, file="x.dmn")
    assert [found.rule for found in caught.value.findings] == ["decision-version"]


def test_a_doctype_is_refused():
    with pytest.raises(InvalidDefinitionError) as caught:
        read_decisions(b"<!DOCTYPE x><x/>", file="x.dmn")
    assert caught.value.findings[0].rule == "xml-doctype"


def test_hostile_values_of_a_type_are_not_counted_out():
    hostile = (
        '<itemDefinition name="t"><typeRef>number</typeRef><allowedValues><text>'
        "for a in 1..1000000, b in 1..1000000 return a</text></allowedValues>"
        "</itemDefinition>"
    )
    model = dmn.read(hostile + literal("d", "1"))
    assert model.types.values("t") == ()
