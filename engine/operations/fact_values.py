"""Values that come from outside as text or JSON, read as the type of their fact."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import category

from engine import feel
from engine.clock import BRUSSELS
from engine.definitions.facts import ANY, Fact
from engine.errors import InvalidDataError
from engine.text import Text

_TRUE = frozenset({"true", "yes", "ja", "1"})
_FALSE = frozenset({"false", "no", "nee", "0"})
_LONGEST = 10_000
#: As many digits as FEEL's numbers have.
_MOST_DIGITS = 34
_DEEPEST = 8
#: The control signs that a text may hold.
_ENDS = "\n\r\t"
#: Digits and exponents that a FEEL number has (IEEE 754 decimal128).
_DIGITS = 34
_EXPONENT = 6000


def read_values(declared: Mapping[str, Fact], given: Mapping[str, Any]) -> dict[str, Any]:
    """Read values by name; all that is wrong is told at once.

    Raises:
        InvalidDataError: A name is not declared, or a value is not of its fact's type.
    """
    values: dict[str, Any] = {}
    wrong: dict[str, list[Text]] = {}
    for name, one in given.items():
        fact = declared.get(name)
        if fact is None:
            wrong[name] = [
                Text("Dit gegeven is niet gekend.", "There is no such fact here.")
            ]
            continue
        try:
            values[name] = read_value(fact.type, one)
        except ValueError:
            wrong[name] = [_expected(fact.type)]
    if wrong:
        listed = ", ".join(sorted(wrong))
        raise InvalidDataError(
            Text(f"Kijk na: {listed}.", f"Please check: {listed}."), wrong
        )
    return values


def read_value(type_name: str, given: Any) -> Any:
    """Read one value as a FEEL type; empty text is null.

    Raises:
        ValueError: It is no such value.
    """
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if isinstance(given, str):
        return _from_text(type_name, _text(given.strip()))
    value = _plain(given, 0)
    if type_name not in (ANY, feel.type_of(value)):
        raise ValueError(type_name)
    return value


def _from_text(type_name: str, text: str) -> Any:
    match type_name:
        case "number":
            return _number(text)
        case "boolean":
            return _boolean(text)
        case "date":
            return date.fromisoformat(text)
        case "date and time":
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)
        case "list":
            return [part.strip() for part in text.split(";") if part.strip()]
        case "string" | "Any":
            return text
        case _:
            raise ValueError(type_name)


def _plain(given: Any, depth: int) -> Any:
    """Make FEEL values of what JSON gives: decimals, also within lists and contexts."""
    if depth > _DEEPEST:
        raise ValueError(depth)
    if isinstance(given, str):
        return _text(given)
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        return _number(str(given))
    if isinstance(given, list):
        return [_plain(one, depth + 1) for one in given]
    if isinstance(given, dict):
        return {_text(key): _plain(one, depth + 1) for key, one in given.items()}
    return given


def _text(text: str) -> str:
    """Refuse text that no database keeps as it is: control signs and half signs."""
    if len(text) > _LONGEST or not is_text(text):
        raise ValueError(len(text))
    return text


def is_text(text: str) -> bool:
    """Tell whether a text has no control signs but line ends, and no half signs."""
    return all(category(sign) not in ("Cc", "Cs") or sign in _ENDS for sign in text)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(len(text)) from error
    if (
        not number.is_finite()
        or len(number.as_tuple().digits) > _DIGITS
        or abs(number.adjusted()) > _EXPONENT
    ):
        raise ValueError(len(text))
    return number


def _boolean(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError(len(text))


_EXAMPLES = {
    "date": Text("een datum zoals 2026-01-31", "a date such as 2026-01-31"),
    "date and time": Text(
        "een tijdstip zoals 2026-01-31T09:00", "an instant such as 2026-01-31T09:00"
    ),
    "number": Text("een getal zoals 12.5", "a number such as 12.5"),
    "boolean": Text("ja of nee", "yes or no"),
    "list": Text("waarden met ; ertussen", "values separated by ;"),
    "string": Text("tekst van hoogstens 10.000 tekens", "text of at most 10,000 signs"),
}


def _expected(type_name: str) -> Text:
    """Say what is expected, and never what was given: it may be about a person."""
    example = _EXAMPLES.get(type_name, Text(type_name, type_name))
    return Text(
        f"Deze waarde is niet goed; verwacht wordt {example.nl}.",
        f"This value is not right; expected is {example.en}.",
    )
