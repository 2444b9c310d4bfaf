"""How expressions are read: names, places of mistakes, what is noted."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import feel
from engine.errors import EngineError


def value(source: str, context: dict[str, Any] | None = None, **options: Any) -> Any:
    names = [name for name in context or {} if not name.isidentifier()]
    return feel.compile(source, names=names).evaluate(context or {}, **options)


def refusal(work: Callable[[], object]) -> EngineError | None:
    """Give the error for people that the work raises; any other error passes."""
    try:
        work()
    except EngineError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("source", "context"),
    [
        ("first name", {"first name": "Ann"}),
        ("first   name", {"first name": "Ann"}),
        ("days in weekend", {"days in weekend": "Ann"}),
        ("a-b", {"a-b": "Ann"}),
        ("profit and loss", {"profit and loss": "Ann"}),
        ("line 2 of 3", {"line 2 of 3": "Ann"}),
        ("line 2", {"line 2": "Ann"}),
        ("person.first name", {"person": {"first name": "Ann"}}),
        ("l'été", {"l'été": "Ann"}),
        ("🐎 naam", {"🐎 naam": "Ann"}),
    ],
)
def test_a_name_with_spaces_or_symbols_is_one_name(
    source: str, context: dict[str, object]
) -> None:
    assert value(source, context) == "Ann"


def test_a_name_that_is_not_known_with_symbols_is_an_expression() -> None:
    assert value("a-b", {"a": Decimal(3), "b": Decimal(1)}) == Decimal(2)


def test_the_longest_known_name_is_taken() -> None:
    context = {"tax": Decimal(1), "tax and fee": Decimal(2)}
    assert value("tax and fee + 1", context) == Decimal(3)


def test_a_key_of_a_context_is_a_known_name_after_it() -> None:
    assert value('{a+b: 2, total in euro: a+b * 2}."total in euro"'.replace('"', "")) == 4


def test_a_parameter_may_have_a_keyword_in_its_name() -> None:
    assert value("(function(number of days: number) number of days + 1)(2)") == Decimal(3)
    assert value("{f: function(n in p: number) n in p + 1, r: f(n in p: 2)}.r") == 3


def test_a_variable_may_have_the_name_of_a_built_in_function() -> None:
    assert value("count + 1", {"count": Decimal(2)}) == Decimal(3)
    assert value("count([1, 2]) + count", {"count": Decimal(2)}) == Decimal(4)


@pytest.mark.parametrize(
    ("source", "line", "column", "remedy"),
    [
        ("1 +", 1, 4, "Complete it."),
        ("", 1, 1, "Fill one in."),
        ("(1", 1, 3, "Close each bracket."),
        ("1)", 1, 2, "Open a bracket first, or remove it."),
        ("a\n  == 2", 2, 4, "Compare with a single =."),
        ("= 1", 1, 1, "Leave the = in front out."),
        ('"open', 1, 1, 'Close it with ".'),
        ("'text'", 1, 1, 'Put strings between straight double quotes: ".'),
        ("a && b", 1, 3, "Write and, or or."),
        ("!a", 1, 1, "Write not(...) or !=."),
        ("${a}", 1, 1, "FEEL writes names as they are: without ${...} or #{...}."),
        ("1 /* no end", 1, 3, "Close it with */."),
        ("if a then b", 1, 12, "An if needs an else too."),
        ("1 2", 1, 3, "Put an operator, comma or bracket before it."),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_remedy(
    source: str, line: int, column: int, remedy: str
) -> None:
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile(source)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.remedy.en == remedy
    assert remedy in caught.value.text.en
    assert caught.value.text.nl.startswith(f"Regel {line}, kolom {column}: ")
    assert source[: caught.value.position].count("\n") == line - 1


@given(st.text(max_size=60), st.booleans())
@example("{" * 200, False)
@example("\ud800", False)
@example("not(", True)
@example("a" + "]" * 5, True)
def test_any_text_is_read_or_refused_as_feel(source: str, unary: bool) -> None:
    refused = refusal(lambda: feel.compile(source, unary=unary))
    if refused is None:
        assert feel.compile(source, unary=unary).source == source
    else:
        assert isinstance(refused, feel.FeelSyntaxError)
        assert 0 <= refused.position <= len(source)
        assert refused.text.nl


FRAGMENTS = st.sampled_from(
    [
        *[
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            ",",
            ":",
            ".",
            "..",
            "+",
            "-",
            "*",
            "/",
            "**",
            "=",
            "!=",
            "<",
            "<=",
            ">",
            ">=",
            "@",
            "?",
            "1",
            "2.5",
            '"x"',
            "a",
            "b",
            "null",
        ],
        *[
            "true",
            "if",
            "then",
            "else",
            "for",
            "in",
            "return",
            "some",
            "every",
            "satisfies",
            "and",
            "or",
            "not",
        ],
        *["between", "instance", "of", "function", "list", "number", "date"],
        "date and time",
        "string length",
    ]
)


@given(st.lists(FRAGMENTS, max_size=12).map(" ".join), st.booleans())
def test_any_row_of_words_gives_a_value_or_an_error_for_people(
    source: str, unary: bool
) -> None:
    context = {"a": Decimal(1), "b": [Decimal(1), None]}

    def evaluate() -> None:
        expression = feel.compile(source, unary=unary)
        if unary:
            assert expression.matches(Decimal(1), context) in {True, False}
        else:
            feel.type_of(expression.evaluate(context))

    refused = refusal(evaluate)
    assert refused is None or refused.text.en


def test_free_names_paths_and_functions_are_noted() -> None:
    expression = feel.compile(
        'if person.age > limit then count(orders) else deadline("report")'
    )
    assert expression.names == {"person", "limit", "orders"}
    assert expression.paths == {("person", "age"), ("limit",), ("orders",)}
    assert expression.functions == {"count", "deadline"}


@pytest.mark.parametrize(
    "source",
    [
        "for x in [1] return x + partial[-1]",
        "some x in [1] satisfies x > 1",
        "function(x) x + 1",
        "{x: 1, y: x}.y",
    ],
)
def test_names_that_the_expression_itself_defines_are_not_free(source: str) -> None:
    assert feel.compile(source).names == frozenset()


def test_names_in_a_filter_may_be_parts_of_the_elements() -> None:
    expression = feel.compile("orders[amount > limit]")
    assert expression.names == {"orders"}
    assert expression.possible_names == {"amount", "limit"}


def test_a_literal_is_told_from_other_expressions() -> None:
    assert feel.compile('"a"').constant() == "a"
    assert feel.compile("-5").constant() == Decimal(-5)
    assert feel.compile('"a"', unary=True).constant() == "a"
    assert feel.compile("a").constant() is feel.NOT_CONSTANT
    assert feel.compile("1 + 1").constant() is feel.NOT_CONSTANT
    assert feel.compile('"a", "b"', unary=True).constant() is feel.NOT_CONSTANT


def test_the_same_expression_is_compiled_once() -> None:
    assert feel.compile("a + 1") is feel.compile("a + 1", names=())
    assert feel.compile("a + 1") is not feel.compile("a + 1", names=["x y"])


def test_an_unknown_name_is_null_or_an_error_that_names_it_when_strict() -> None:
    assert value("nobody") is None
    with pytest.raises(feel.FeelEvaluationError, match="nobody"):
        value("nobody = 1", {}, strict=True)


def test_a_part_of_a_filtered_element_is_not_unknown_when_strict() -> None:
    assert value("[{a: 1}, {b: 2}][b = 2].b", {}, strict=True) == [Decimal(2)]
