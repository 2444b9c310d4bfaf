"""FEEL, the expression language of DMN and bpmn.io (DMN 1.3 to 1.5, chapter 10).

::

    expression = feel.compile('if age < 18 then "minor" else "adult"')
    expression.evaluate({"age": Decimal(17)})          # "minor"
    feel.compile("< 18, [65..99]", unary=True).matches(Decimal(70), {})   # True

Values are None, bool, Decimal, str, date, time, datetime, timedelta, `YearsMonths`, list,
dict, `Range` and `Function`. What does not fit gives null, as the standard says.
"""

from typing import Final

from engine.feel.builtins import BUILTINS
from engine.feel.comparing import Compared
from engine.feel.comparison import equal, is_in, order
from engine.feel.encoding import ValueTextError, dump, load
from engine.feel.errors import FeelEvaluationError, FeelLimitError, FeelSyntaxError
from engine.feel.expression import NOT_CONSTANT, Expression, compile  # noqa: A004
from engine.feel.values import Function, Range, Time, YearsMonths, type_of
from engine.feel.writing import string_of

#: Names of the functions that are always there.
BUILT_IN_FUNCTIONS: Final = frozenset(BUILTINS)

__all__ = [
    "BUILT_IN_FUNCTIONS",
    "NOT_CONSTANT",
    "Compared",
    "Expression",
    "FeelEvaluationError",
    "FeelLimitError",
    "FeelSyntaxError",
    "Function",
    "Range",
    "Time",
    "ValueTextError",
    "YearsMonths",
    "compile",
    "dump",
    "equal",
    "is_in",
    "load",
    "order",
    "string_of",
    "type_of",
]
