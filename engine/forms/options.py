"""The answers that a field offers: fixed in the form, or from a fact of the case."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from engine import feel
from engine.forms.answer_error import AnswerError
from engine.forms.findings import Findings
from engine.forms.json_lines import JsonObject
from engine.forms.model import Field, Option
from engine.forms.numbers import read_number, written_number
from engine.text import Text

MAX_OPTIONS = 1_000
_REMEDY = Text(
    "Geef 'values' met elk een label en een eigen waarde, of 'valuesExpression'.",
    "Give 'values', each with a label and a value of its own, or 'valuesExpression'.",
)


def read_options(
    component: JsonObject,
    answer_type: str,
    properties: Mapping[str, str],
    findings: Findings,
) -> tuple[tuple[Option, ...], feel.Expression | None]:
    """Read ``values``, or ``valuesExpression`` (or ``valuesKey``) as FEEL.

    What is wrong gets the rule ``form-options``.
    """
    for key in ("valuesExpression", "valuesKey"):
        if component.get(key):
            return (), findings.compiled(component, key, component[key])
    values = component.get("values")
    if not isinstance(values, list) or not 0 < len(values) <= MAX_OPTIONS:
        findings.add(
            "form-options",
            component,
            Text("Het veld biedt geen antwoorden aan.", "The field offers no answers."),
            _REMEDY,
            key="values",
        )
        return (), None
    options: dict[str, Option] = {}
    for value in values:
        option = _fixed(value, answer_type, properties)
        if option is None or option.value in options:
            findings.add(
                "form-options",
                component,
                Text(
                    "Een antwoord heeft geen bruikbare waarde, of een die er al is.",
                    "An answer has no usable value, or one that is there already.",
                ),
                _REMEDY,
                key="values",
            )
        else:
            options[option.value] = option
    return tuple(options.values()), None


def offered(
    asked: Field, context: Mapping[str, Any], *, now: datetime | None
) -> tuple[Option, ...]:
    """Give the answers that a field offers in a case.

    Those of ``valuesExpression`` are strings, numbers, or contexts with ``label`` and
    ``value`` (and ``label_en``); anything else in its list is left out.
    """
    if asked.options_from is None:
        return asked.options
    listed = asked.options_from.evaluate(context, now=now)
    options: dict[str, Option] = {}
    for one in (listed if isinstance(listed, list) else ())[:MAX_OPTIONS]:
        option = _from_value(one)
        if option is not None:
            options.setdefault(option.value, option)
    return tuple(options.values())


def choose(asked: Field, value: Any, options: tuple[Option, ...]) -> tuple[Any, str | None]:
    """Turn what was chosen into the answers of the options.

    Args:
        asked: A question with options.
        value: What a page or JSON sent, or an answer that a fact has already.
        options: Those that are offered.

    Returns:
        The answer (a list when several can be chosen), and the first thing chosen that is
        not offered, or None.
    """
    by_value = {option.value: option.answer for option in options}
    answers, refused = [], None
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and one in by_value:
            answers.append(by_value[one])
        elif any(feel.equal(one, option.answer) is True for option in options):
            answers.append(one)
        elif _as_text(one) in by_value:
            answers.append(by_value[_as_text(one)])
        else:
            refused = refused or _as_text(one) or "?"
            answers.append(one)
    return (answers if asked.is_multiple else answers[0]), refused


def _fixed(value: Any, answer_type: str, properties: Mapping[str, str]) -> Option | None:
    if not isinstance(value, JsonObject):
        return None
    written = _as_text(value.get("value"))
    if not written:
        return None
    answer: Any = written
    if answer_type == "boolean":
        if written not in {"true", "false"}:
            return None
        answer = written == "true"
    elif answer_type == "number":
        try:
            answer = read_number(value["value"])
        except AnswerError:
            return None
    dutch = str(value.get("label") or written)
    english = properties.get(f"option_en:{written}", dutch)
    return Option(value=written, label=Text(dutch, english), answer=answer)


def _from_value(value: Any) -> Option | None:
    if isinstance(value, Mapping):
        written = _as_text(value.get("value"))
        if not written:
            return None
        dutch = str(value.get("label") or written)
        english = str(value.get("label_en") or dutch)
        return Option(value=written, label=Text(dutch, english), answer=value["value"])
    written = _as_text(value)
    if not written:
        return None
    return Option(value=written, label=Text(written, written), answer=value)


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return written_number(value)
    return value.strip() if isinstance(value, str) else ""
