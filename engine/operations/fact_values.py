"""Values that come from outside as text or JSON, read as the type of their fact."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine import feel
from engine.clock import BRUSSELS
from engine.definitions.facts import ANY, Fact
from engine.errors import InvalidDataError
from engine.text import Text

_TRUE = frozenset({"true", "yes", "ja", "1"})
_FALSE = frozenset({"false", "no", "nee", "0"})
_LONGEST = 10_000


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
            wrong[name] = [_expected(fact.type, one)]
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
        return _from_text(type_name, given.strip())
    if isinstance(given, int | float) and not isinstance(given, bool):
        given = Decimal(str(given))
    if type_name not in (ANY, feel.type_of(given)):
        raise ValueError(type_name)
    return given


def _from_text(type_name: str, text: str) -> Any:
    if len(text) > _LONGEST:
        raise ValueError(type_name)
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
    raise ValueError(type_name)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise ValueError(text)


_EXAMPLES = {
    "date": Text("een datum zoals 2026-01-31", "a date such as 2026-01-31"),
    "date and time": Text(
        "een tijdstip zoals 2026-01-31T09:00", "an instant such as 2026-01-31T09:00"
    ),
    "number": Text("een getal zoals 12.5", "a number such as 12.5"),
    "boolean": Text("ja of nee", "yes or no"),
    "list": Text("waarden met ; ertussen", "values separated by ;"),
    "string": Text("tekst", "text"),
}


def _expected(type_name: str, given: Any) -> Text:
    example = _EXAMPLES.get(type_name, Text(type_name, type_name))
    shown = str(given)[:40]
    return Text(
        f"‘{shown}’ is niet goed; verwacht wordt {example.nl}.",
        f"‘{shown}’ is not right; expected is {example.en}.",
    )
