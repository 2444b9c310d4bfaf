"""Reads one question of a form; what is wrong with it goes to the findings."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from engine import feel
from engine.forms.answer_error import AnswerError
from engine.forms.answers import read_answer
from engine.forms.findings import Findings, inner
from engine.forms.json_lines import JsonObject
from engine.forms.model import (
    CHOSEN,
    NO_TEXT,
    Field,
    Kind,
    Placement,
    Sensitivity,
)
from engine.forms.options import choose, read_options
from engine.forms.validation_reader import read_validation
from engine.text import Text

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}", re.ASCII)
_MAX_LABEL = 2_000
_TYPES: dict[Kind, tuple[str, ...]] = {
    "textfield": ("string",),
    "textarea": ("string",),
    "number": ("number",),
    "checkbox": ("boolean",),
    "radio": ("string", "number", "boolean"),
    "select": ("string", "number", "boolean"),
    "checklist": ("list",),
    "taglist": ("list",),
    "date": ("date",),
    "time": ("time",),
    "datetime": ("date and time",),
}
_NAME_REMEDY = Text(
    "Geef een naam van letters, cijfers en _, die niet met een cijfer begint.",
    "Give a name of letters, digits and _ that does not start with a digit.",
)


def read_field(
    component: JsonObject, kind: Kind, placement: Placement, findings: Findings
) -> Field:
    """Read a component that asks something.

    Findings have the rules ``form-key``, ``form-label``, ``form-options``,
    ``form-property``, ``form-validation`` and ``form-expression``; a field that has one
    is given back all the same, so that the others are found too.
    """
    properties = _properties(component, findings)
    key = _name(component, component.get("key"), "key", findings)
    answer_type = _type(component, kind, properties, findings)
    options, options_from = (
        read_options(component, answer_type, properties, findings)
        if kind in CHOSEN
        else ((), None)
    )
    appearance = inner(component, "appearance")
    asked = Field(
        key=key,
        fact=_name(component, properties.get("fact", key), "fact", findings),
        kind=kind,
        type=answer_type,
        label=_label(component, kind, properties, findings),
        description=_written(component, "description", properties, findings),
        required=inner(component, "validate").get("required") is True,
        readonly=_readonly(component, findings),
        options=options,
        options_from=options_from,
        validation=read_validation(component, kind, properties, findings),
        sensitivity=_sensitivity(component, properties, findings),
        roles=frozenset(re.findall(r"[^\s,;]+", properties.get("roles", ""))),
        prefix=_written(appearance, "prefixAdorner", properties, findings),
        suffix=_written(appearance, "suffixAdorner", properties, findings),
        properties=properties,
        placement=placement,
    )
    return _with_default(asked, component, findings)


def _properties(component: JsonObject, findings: Findings) -> Mapping[str, str]:
    written = inner(component, "properties")
    for key, value in written.items():
        if not isinstance(value, str):
            findings.add(
                "form-property",
                component,
                Text(f"De eigenschap '{key}' is geen tekst.", f"'{key}' is no text."),
                Text("Zet de waarde tussen aanhalingstekens.", "Put quotes around it."),
                key="properties",
            )
    return {key: value for key, value in written.items() if isinstance(value, str)}


def _name(component: JsonObject, name: Any, what: str, findings: Findings) -> str:
    if isinstance(name, str) and _NAME.fullmatch(name):
        return name
    findings.add(
        "form-key",
        component,
        Text(
            f"Het veld heeft geen bruikbare '{what}'.", f"The field has no usable '{what}'."
        ),
        _NAME_REMEDY,
        key=what,
    )
    return "unnamed"


def _type(
    component: JsonObject, kind: Kind, properties: Mapping[str, str], findings: Findings
) -> str:
    allowed = _TYPES[kind]
    wanted = properties.get("type", "")
    if wanted in allowed:
        return wanted
    if wanted:
        findings.add(
            "form-property",
            component,
            Text(
                f"Een veld '{kind}' geeft geen '{wanted}'.",
                f"A field '{kind}' gives no '{wanted}'.",
            ),
            Text(f"Kies uit: {', '.join(allowed)}.", f"Choose from: {', '.join(allowed)}."),
            key="properties",
        )
    values = component.get("values")
    listed = values if isinstance(values, list) else ()
    offered = {type(one.get("value")) for one in listed if isinstance(one, dict)}
    if len(allowed) > 1 and offered == {bool}:
        return "boolean"
    return allowed[0]


def _label(
    component: JsonObject, kind: Kind, properties: Mapping[str, str], findings: Findings
) -> Text:
    key = {"date": "dateLabel", "datetime": "dateLabel", "time": "timeLabel"}.get(kind, "")
    if key not in component or component.get("label"):
        key = "label"
    label = _written(component, key, properties, findings)
    if not component.get(key):
        findings.add(
            "form-label",
            component,
            Text("Het veld heeft geen label.", "The field has no label."),
            Text(
                "Schrijf in 'label' wat er gevraagd wordt.",
                "Write what is asked in 'label'.",
            ),
            key=key,
        )
    if "label_en" in properties:
        return Text(label.nl, properties["label_en"])
    return label


def _written(
    component: JsonObject, key: str, properties: Mapping[str, str], findings: Findings
) -> Text:
    """Give the Dutch text under a key with the English one of the properties."""
    dutch = component.get(key) or ""
    if not isinstance(dutch, str) or len(dutch) > _MAX_LABEL or dutch.startswith("="):
        findings.add(
            "form-label",
            component,
            Text(f"'{key}' is geen gewone tekst.", f"'{key}' is no plain text."),
            Text(
                f"Schrijf een tekst van hoogstens {_MAX_LABEL} tekens, zonder FEEL.",
                f"Write a text of at most {_MAX_LABEL} characters, without FEEL.",
            ),
            key=key,
        )
        return NO_TEXT
    return Text(dutch.strip(), properties.get(f"{key}_en", dutch).strip())


def _readonly(component: JsonObject, findings: Findings) -> bool | feel.Expression:
    written = component.get("readonly")
    if component.get("disabled") is True or written is True:
        return True
    if isinstance(written, str) and written.strip():
        return findings.compiled(component, "readonly", written)
    return False


def _sensitivity(
    component: JsonObject, properties: Mapping[str, str], findings: Findings
) -> Sensitivity:
    wanted = properties.get("sensitivity", "normal")
    choice: Sensitivity
    for choice in get_args(Sensitivity):
        if wanted == choice:
            return choice
    findings.add(
        "form-property",
        component,
        Text(f"'{wanted}' is geen gevoeligheid.", f"'{wanted}' is no kind of sensitivity."),
        Text(
            "Kies uit: normal, sensitive, role-only.",
            "Choose from: normal, sensitive, role-only.",
        ),
        key="properties",
    )
    return "role-only"


def _with_default(asked: Field, component: JsonObject, findings: Findings) -> Field:
    """Add the default value, which must be an answer that the field takes."""
    written = component.get("defaultValue")
    if written in (None, "", []):
        return asked
    try:
        default = read_answer(asked, written)
    except AnswerError as error:
        findings.add(
            "form-validation",
            component,
            Text("De beginwaarde past niet.", "The default value does not fit."),
            error.text,
            key="defaultValue",
        )
        return asked
    if asked.options and choose(asked, default, asked.options)[1] is not None:
        findings.add(
            "form-options",
            component,
            Text("De beginwaarde is geen keuze.", "The default value is no choice."),
            Text("Kies een van de waarden.", "Choose one of the values."),
            key="defaultValue",
        )
    return replace(asked, default=default)
