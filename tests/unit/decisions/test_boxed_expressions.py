"""The boxed expressions other than tables."""

from decimal import Decimal

import pytest

from engine.decisions import DecisionError, evaluate
from tests.support import dmn
from tests.support.dmn import boxed, text


def decide(body, decision="d", **inputs):
    return evaluate(dmn.read(body), decision, inputs, now=dmn.NOW).value


def entry(name, expression):
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{expression}</contextEntry>"


def test_a_context_gives_its_entries_and_each_sees_those_above_it():
    context = f"<context>{entry('a', text('2'))}{entry('b c', text('a * 3'))}</context>"
    assert decide(boxed("d", context)) == {"a": Decimal(2), "b c": Decimal(6)}


def test_a_context_with_a_result_gives_only_that():
    context = f"<context>{entry('b c', text('2'))}{entry('', text('b c + 1'))}</context>"
    assert decide(boxed("d", context)) == Decimal(3)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"<context>{entry('a', text('2'))}</context>", "context"),
        (f"<context>{entry('', text('2'))}</context>", "Any"),
        (f"<list>{text('1')}</list>", "list"),
        (
            '<literalExpression typeRef="number"><text>x</text></literalExpression>',
            "number",
        ),
        (f"<functionDefinition>{text('1')}</functionDefinition>", "Any"),
    ],
)
def test_the_type_of_an_untyped_decision_is_that_of_its_expression(expression, expected):
    assert dmn.read(boxed("d", expression)).decisions["d"].feel_type == expected


def test_a_list_and_a_relation_give_lists():
    assert decide(boxed("d", f"<list>{text('1')}{text('x')}</list>"), x="y") == [
        Decimal(1),
        "y",
    ]
    relation = (
        '<relation><column name="n"/><column name="full name"/>'
        f"<row>{text('1')}{text(chr(34) + 'a' + chr(34))}</row></relation>"
    )
    assert decide(boxed("d", relation)) == [{"n": Decimal(1), "full name": "a"}]


@pytest.mark.parametrize(("x", "expected"), [(True, 1), (False, 2), (None, 2), ("no", 2)])
def test_a_conditional_takes_then_only_if_true(x, expected):
    conditional = (
        f"<conditional><if>{text('x')}</if><then>{text('1')}</then>"
        f"<else>{text('2')}</else></conditional>"
    )
    assert decide(boxed("d", conditional), x=x) == Decimal(expected)


def iteration(kind, source, body):
    part = "return" if kind == "for" else "satisfies"
    return boxed(
        "d",
        f'<{kind} iteratorVariable="i"><in>{text(source)}</in>'
        f"<{part}>{text(body)}</{part}></{kind}>",
    )


@pytest.mark.parametrize(
    ("kind", "source", "body", "expected"),
    [
        ("for", "[1, 2]", "i * 2", [2, 4]),
        ("for", "[1, 2, 3]", "count(partial)", [0, 1, 2]),
        ("for", "[1..3]", "i", [1, 2, 3]),
        ("for", "null", "i", None),
        ("some", "[1, 2]", "i > 1", True),
        ("some", "[1, 2]", "i > 5", False),
        ("every", "[1, 2]", "i > 0", True),
        ("every", "[1, 2]", "i > 1", False),
        ("every", "[]", "false", True),
        ("every", "[1, 2]", '"no boolean"', None),
    ],
)
def test_an_iteration_goes_over_a_list(kind, source, body, expected):
    assert decide(iteration(kind, source, body)) == expected


@pytest.mark.parametrize(
    ("match", "expected"),
    [("item > 1", [2, 3]), ("1", 1), ("-1", 3), ("9", None), ("1.5", None)],
)
def test_a_filter_keeps_what_matches_or_takes_a_position(match, expected):
    body = f"<filter><in>{text('[1, 2, 3]')}</in><match>{text(match)}</match></filter>"
    assert decide(boxed("d", body)) == expected


def test_a_filter_sees_the_entries_of_each_item():
    source = "[{age: 17}, {age: 19}]"
    body = f"<filter><in>{text(source)}</in><match>{text('age >= 18')}</match></filter>"
    assert decide(boxed("d", body)) == [{"age": Decimal(19)}]


DOUBLE = (
    '<functionDefinition><formalParameter name="n" typeRef="number"/>'
    f"{text('n * factor')}</functionDefinition>"
)


def test_a_function_sees_the_names_around_it():
    context = (
        f"<context>{entry('factor', text('2'))}{entry('double', DOUBLE)}"
        f"{entry('', text('double(21)'))}</context>"
    )
    assert decide(boxed("d", context)) == Decimal(42)


def invocation(callee, **arguments):
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{text(source)}</binding>'
        for name, source in arguments.items()
    )
    return f"<invocation>{text(callee)}{bindings}</invocation>"


MODEL = (
    '<businessKnowledgeModel id="k" name="pay"><variable name="pay" typeRef="number"/>'
    '<encapsulatedLogic><formalParameter name="hours" typeRef="number"/>'
    f"{text('hours * 10')}</encapsulatedLogic></businessKnowledgeModel>"
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (text("pay(4)"), 40),
        (text("pay(hours: 4)"), 40),
        (invocation("pay", hours="5"), 50),
        (invocation("pay", days="5"), None),
        (invocation("nobody", hours="5"), None),
        (text('pay("four")'), None),
    ],
)
def test_a_business_knowledge_model_is_called_by_position_or_name(expression, expected):
    body = MODEL + boxed("d", expression, needs=dmn.needs(knowledge="k"))
    assert decide(body) == expected


def test_functions_that_call_each_other_for_ever_are_stopped():
    endless = f"<functionDefinition>{text('again()')}</functionDefinition>"
    context = f"<context>{entry('again', endless)}{entry('', text('again()'))}</context>"
    # The standard knows no name before its entry is done, so this is null, not a loop.
    assert decide(boxed("d", context)) is None
    deep = (
        '<functionDefinition><formalParameter name="f"/>'
        f"{text('f(f)')}</functionDefinition>"
    )
    context = f"<context>{entry('g', deep)}{entry('', text('g(g)'))}</context>"
    with pytest.raises(DecisionError):
        decide(boxed("d", context))


def test_loops_inside_loops_are_stopped():
    inner = (
        f'<for iteratorVariable="j"><in>{text("xs")}</in><return>{text("j")}</return></for>'
    )
    outer = f'<for iteratorVariable="i"><in>{text("xs")}</in><return>{inner}</return></for>'
    numbers = [Decimal(number) for number in range(1000)]
    with pytest.raises(DecisionError, match="too much"):
        decide(boxed("d", outer), xs=numbers)
    assert len(decide(boxed("d", outer), xs=numbers[:50])) == 50


def test_expressions_that_are_each_within_bounds_do_not_add_up_to_hours():
    each = text("sum(for j in 1..90000 return j) + i")
    outer = f'<for iteratorVariable="i"><in>{text("xs")}</in><return>{each}</return></for>'
    numbers = [Decimal(number) for number in range(10_000)]
    with pytest.raises(DecisionError, match="too long"):
        decide(boxed("d", outer), xs=numbers)
