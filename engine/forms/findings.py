"""Collects what is wrong with a form file, with the line of the component."""

from typing import Any

from engine import feel
from engine.errors import Finding
from engine.forms.json_lines import JsonObject
from engine.text import Text

NO_EXPRESSION = Text(
    "Verwacht wordt een FEEL-uitdrukking.", "A FEEL expression is expected."
)


class Findings:
    """The findings of one file, in the order in which they were made."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(
        self,
        rule: str,
        component: JsonObject,
        message: Text,
        remedy: Text,
        *,
        key: str = "",
    ) -> None:
        """Note that a component breaks a rule, at its key when there is one."""
        self.found.append(
            Finding(
                file=self.file,
                line=component.line_of(key),
                element=element_of(component),
                rule=rule,
                message=message,
                remedy=remedy,
            )
        )

    def compiled(self, component: JsonObject, key: str, source: Any) -> feel.Expression:
        """Compile FEEL with or without ``=``; what cannot be read becomes null."""
        if not isinstance(source, str) or not source.strip().removeprefix("=").strip():
            self.add(
                "form-expression",
                component,
                Text(f"'{key}' is leeg.", f"'{key}' is empty."),
                NO_EXPRESSION,
                key=key,
            )
            return feel.compile("null")
        try:
            return feel.compile(source.strip().removeprefix("="))
        except feel.FeelSyntaxError as error:
            message = Text(f"'{key}': {error.message.nl}", f"'{key}': {error.message.en}")
            self.add("form-expression", component, message, error.remedy, key=key)
            return feel.compile("null")


def element_of(component: JsonObject) -> str:
    """Name a component by its key, its id or its type."""
    for key in ("key", "id", "type"):
        name = component.get(key)
        if isinstance(name, str) and name:
            return name
    return ""


def inner(component: JsonObject, key: str) -> JsonObject:
    """Give the object under a key; an empty one when there is none."""
    found = component.get(key)
    return found if isinstance(found, JsonObject) else JsonObject(component.line)
