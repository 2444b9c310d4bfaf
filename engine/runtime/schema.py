"""The XML schema of BPMN 2.0, which SpiffWorkflow brings along."""

import re
from functools import cache
from importlib.resources import as_file, files
from threading import Lock
from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.text import Text
from engine.xml import Element

__all__ = ["schema_findings"]

RULE = "bpmn-schema"

_ONE_AT_A_TIME = Lock()
_NAMESPACE = re.compile(r"\{([^}]*)\}")
_MODEL = "/BPMN/20100524/MODEL}"
_UNEXPECTED = re.compile(r"Element '(\S+)': This element is not expected\.")
_MISSING = re.compile(r"Element '(\S+)': The attribute '(\S+)' is required but missing\.")
_VALUE = re.compile(r"Element '(\S+)', attribute '(\S+)': .*?'([^']*)' is not ")
#: Told better by rules that know what the value means.
_TOLD_ELSEWHERE = ("xs:ID", "${", "#{", "xsi:type")
_REMEDY = Text(
    "Open het bestand in de editor en bewaar het opnieuw, of herstel dit element.",
    "Open the file in the editor and save it again, or repair this element.",
)


def schema_findings(root: Element, *, file: str) -> list[Finding]:
    """Compare a diagram with the schema; elements of other namespaces may stand anywhere.

    Args:
        root: The ``definitions`` element, as parsed.
        file: The path by which findings name the file.
    """
    with _ONE_AT_A_TIME:
        schema = _schema()
        if schema.validate(root):
            return []
        log: Any = schema.error_log
        errors = [(error.line, error.message) for error in log]
    return [_finding(file, *each) for each in dict.fromkeys(errors) if _is_ours(each[1])]


@cache
def _schema() -> etree.XMLSchema:
    folder = files("SpiffWorkflow.bpmn.parser") / "schema"
    with as_file(folder) as path:
        return etree.XMLSchema(etree.parse(path / "BPMN20.xsd"))


def _is_ours(message: str) -> bool:
    told = any(each in message for each in _TOLD_ELSEWHERE)
    return _MODEL in message.split("Expected", maxsplit=1)[0] and not told


def _finding(file: str, line: int, message: str) -> Finding:
    plain = _NAMESPACE.sub("", message)
    return Finding(
        file=file,
        line=line,
        element="",
        rule=RULE,
        message=_told(plain),
        remedy=_REMEDY,
    )


def _told(message: str) -> Text:
    if match := _UNEXPECTED.match(message):
        return Text(
            f"<{match[1]}> hoort hier niet, of staat in de verkeerde volgorde.",
            f"<{match[1]}> does not belong here, or stands in the wrong order.",
        )
    if match := _MISSING.match(message):
        return Text(
            f"<{match[1]}> mist het attribuut {match[2]}.",
            f"<{match[1]}> lacks the attribute {match[2]}.",
        )
    if match := _VALUE.match(message):
        return Text(
            f"'{match[3]}' kan niet als {match[2]} van <{match[1]}>.",
            f"'{match[3]}' cannot be the {match[2]} of <{match[1]}>.",
        )
    return Text(
        "Dit element past niet in het schema van BPMN 2.0.",
        f"This element does not fit the schema of BPMN 2.0: {message}",
    )
