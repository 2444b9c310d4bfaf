"""One-liners of other languages mean in FEEL what they meant, or are refused."""

from decimal import Decimal

import pytest

from engine import feel
from engine.feel.foreign import UntranslatableError, to_feel

FACTS = {
    "age": Decimal(20),
    "name": "Ana",
    "known": True,
    "unset": None,
    "order": {"lines": [{"price": Decimal(5)}, {"price": Decimal(7)}]},
    "codes": ["a", "b"],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("age >= 18 && name == 'Ana'", True),
        ("age lt 18 or known", True),
        ("!known", False),
        ("!unset", True),
        ("not known", False),
        ('!(age > 18) || name != "Bob"', True),
        ("order.lines[1].price", Decimal(7)),
        ("order['lines'][0].price * 2 + 1", Decimal(11)),
        ("age > 30 ? 'old' : 'young'", "young"),
        ("name.equals('Ana')", True),
        ('name.startsWith("A")', True),
        ("codes.contains('b')", True),
        ("name.contains('n')", True),
        ("execution.getVariable('age') == 20", True),
        ("'age ' + age", "age 20"),
        ("empty unset", True),
        ("unset == null", True),
        ("True and age == 20L", True),
        ("-age + 25 >= 5", True),
        ("name === 'Ana'", True),
    ],
)
def test_a_translated_expression_has_the_same_value(text: str, value: object) -> None:
    assert feel.compile(to_feel(text)).evaluate(FACTS) == value


@pytest.mark.parametrize(
    "text",
    [
        "service.find(age)",
        "registry['a b']",
        "codes[age]",
        "x = 3",
        "new java.util.Date()",
        "1 < age < 30",
        "not age == 20",
        "age % 2",
        "name.length",
        "a b",
        "",
        "'open",
        "lambda: 1",
        "(" * 100 + "1" + ")" * 100,
        "!" * 100 + "known",
        "age +" * 1000 + "1",
    ],
)
def test_what_has_no_equal_is_refused_by_name(text: str) -> None:
    with pytest.raises(UntranslatableError):
        to_feel(text)
